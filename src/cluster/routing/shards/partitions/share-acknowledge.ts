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
import { refuseShareAcknowledge } from '../error-answers.ts'
import { type Layout, shareResponseLayout, usualLayout } from '../message-layout.ts'
import { shareSession } from './share-fetch.ts'

const request: Layout<ShareAcknowledgeRequest, ShareAcknowledgeRequestAcknowledgeTopic, ShareAcknowledgeRequestAcknowledgePartition> =
  usualLayout()

const response: Layout<
  Decoded<ShareAcknowledgeResponse>,
  Decoded<ShareAcknowledgeResponseTopicResponse>,
  Decoded<ShareAcknowledgeResponsePartitionData>
> = shareResponseLayout()

/** ShareAcknowledge goes to the leaders (KIP-932): in the midst of a session to one only. Nothing is sent again, for the records that were acquired
 * are acquired no more once another broker leads. */
export const shareAcknowledgeShards: Shards<ShareAcknowledgeRequest, ShareAcknowledgeResponse> = byLeader({
  api: 'ShareAcknowledge',
  request,
  response,
  refuse: refuseShareAcknowledge,
  session: ({ shareSessionEpoch }) => (shareSessionEpoch > 0 ? shareSession(shareSessionEpoch) : undefined),
  emptySession: ({ shareSessionEpoch }) => shareSession(shareSessionEpoch),
  mayRepeat: () => false,
  mayOmit: (_request, { errorCode }) => errorCode !== 0
})
