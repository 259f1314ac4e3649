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
import { shareFetchErrors } from '../error-answers.ts'
import { type PartitionLayout, shareResponseLayout, usualLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<ShareFetchRequest, ShareFetchRequestFetchTopic, ShareFetchRequestFetchPartition> = usualLayout()

const responseLayout: PartitionLayout<
  Decoded<ShareFetchResponse>,
  Decoded<ShareFetchResponseShareFetchableTopicResponse>,
  Decoded<ShareFetchResponsePartitionData>
> = shareResponseLayout()

/**
 * ShareFetch (KIP-932): each partition goes to its leader. A request that opens a session may be
 * divided, and opens one at each of these brokers; within a session a request is for one broker.
 * Nothing is sent again: a second request in the same epoch would begin a new session, and release
 * the records that the first one acquired.
 */
export const shareFetchShards: Shards<ShareFetchRequest, ShareFetchResponse> = byLeader({
  api: 'ShareFetch',
  requestLayout,
  responseLayout,
  errorAnswer: shareFetchErrors,
  session: ({ shareSessionEpoch, forgottenTopicsData = [] }) =>
    shareSessionEpoch > 0 || forgottenTopicsData.length > 0 ? shareSession(shareSessionEpoch) : undefined,
  emptySession: ({ shareSessionEpoch }) => shareSession(shareSessionEpoch),
  mayRepeat: () => false,
  // A broker leaves out partitions that have no new records.
  mayOmit: () => true
})

/** The phrase for an error text that names the session of a ShareFetch or ShareAcknowledge. */
export const shareSession = (epoch: unknown): string | undefined => {
  if (typeof epoch !== 'number') return undefined // the encoder refuses the request
  return epoch === -1 ? 'a share session that is closed (shareSessionEpoch -1)' : `a share session (shareSessionEpoch ${epoch})`
}
