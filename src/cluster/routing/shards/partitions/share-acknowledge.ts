import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ShareAcknowledgeRequest,
  ShareAcknowledgeRequestAcknowledgePartition,
  ShareAcknowledgeRequestAcknowledgeTopic,
  ShareAcknowledgeResponse,
  ShareAcknowledgeResponsePartitionData,
  ShareAcknowledgeResponseTopicResponse
} from '../../../../protocol/messages/share-acknowledge.ts'
import type { Shards } from '../../route.ts'
import { byLeader } from '../by-leader.ts'
import { shareAcknowledgeErrors } from '../error-answers.ts'
import { type PartitionLayout, shareResponseLayout, usualLayout } from '../message-layout.ts'
import { shareSession } from './share-fetch.ts'

const requestLayout: PartitionLayout<
  ShareAcknowledgeRequest,
  ShareAcknowledgeRequestAcknowledgeTopic,
  ShareAcknowledgeRequestAcknowledgePartition
> = usualLayout()

const responseLayout: PartitionLayout<
  Decoded<ShareAcknowledgeResponse>,
  Decoded<ShareAcknowledgeResponseTopicResponse>,
  Decoded<ShareAcknowledgeResponsePartitionData>
> = shareResponseLayout()

/**
 * ShareAcknowledge (KIP-932): each partition goes to its leader; within a session all of them go to
 * one broker. Nothing is sent again: when another broker becomes the leader, the acquired records
 * are released.
 */
export const shareAcknowledgeShards: Shards<ShareAcknowledgeRequest, ShareAcknowledgeResponse> = byLeader({
  api: 'ShareAcknowledge',
  requestLayout,
  responseLayout,
  errorAnswer: shareAcknowledgeErrors,
  session: ({ shareSessionEpoch }) => (shareSessionEpoch > 0 ? shareSession(shareSessionEpoch) : undefined),
  emptySession: ({ shareSessionEpoch }) => shareSession(shareSessionEpoch),
  mayRepeat: () => false,
  mayOmit: (_request, { errorCode }) => errorCode !== 0
})
