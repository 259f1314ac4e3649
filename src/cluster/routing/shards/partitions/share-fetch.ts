import type { Decoded } from '../../../../protocol/api.ts'
import type {
  ShareFetchRequest,
  ShareFetchRequestFetchPartition,
  ShareFetchRequestFetchTopic,
  ShareFetchResponse,
  ShareFetchResponsePartitionData,
  ShareFetchResponseShareFetchableTopicResponse
} from '../../../../protocol/messages/share-fetch.ts'
import type { Shards } from '../../route.ts'
import { byLeader } from '../by-leader.ts'
import { refuseShareFetch } from '../error-answers.ts'
import { type Layout, shareResponseLayout, usualLayout } from '../message-layout.ts'

const request: Layout<ShareFetchRequest, ShareFetchRequestFetchTopic, ShareFetchRequestFetchPartition> = usualLayout()

const response: Layout<
  Decoded<ShareFetchResponse>,
  Decoded<ShareFetchResponseShareFetchableTopicResponse>,
  Decoded<ShareFetchResponsePartitionData>
> = shareResponseLayout()

/** ShareFetch goes to the leaders (KIP-932). It opens or ends a session at each of them, and what follows in one is for that broker alone.
 * Nothing is sent again: a second request in the same epoch would begin the session anew and give up the records acquired in the first. */
export const shareFetchShards: Shards<ShareFetchRequest, ShareFetchResponse> = byLeader({
  api: 'ShareFetch',
  request,
  response,
  refuse: refuseShareFetch,
  session: ({ shareSessionEpoch, forgottenTopicsData = [] }) =>
    shareSessionEpoch > 0 || forgottenTopicsData.length > 0 ? shareSession(shareSessionEpoch) : undefined,
  emptySession: ({ shareSessionEpoch }) => shareSession(shareSessionEpoch),
  mayRepeat: () => false,
  // A broker leaves out partitions of which there is nothing new.
  mayOmit: () => true
})

/** Names the session that a request of share consumers opens, continues or closes. */
export const shareSession = (epoch: unknown): string | undefined => {
  if (typeof epoch !== 'number') return undefined // which the encoder refuses
  return epoch === -1 ? 'a share session that is closed (shareSessionEpoch -1)' : `a share session (shareSessionEpoch ${epoch})`
}
