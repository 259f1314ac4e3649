import type { ApiHandler } from '../api-handler.ts'
import { alterShareGroupOffsetsHandler } from './alter-share-group-offsets-handler.ts'
import { deleteShareGroupOffsetsHandler } from './delete-share-group-offsets-handler.ts'
import { describeShareGroupOffsetsHandler } from './describe-share-group-offsets-handler.ts'
import { shareAcknowledgeHandler } from './share-acknowledge-handler.ts'
import { shareFetchHandler } from './share-fetch-handler.ts'
import { shareGroupDescribeHandler } from './share-group-describe-handler.ts'
import { shareGroupHeartbeatHandler } from './share-group-heartbeat-handler.ts'

/** The handlers of APIs of share groups (KIP-932). */
export const shareGroupsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterShareGroupOffsetsHandler,
  deleteShareGroupOffsetsHandler,
  describeShareGroupOffsetsHandler,
  shareAcknowledgeHandler,
  shareFetchHandler,
  shareGroupDescribeHandler,
  shareGroupHeartbeatHandler
]
