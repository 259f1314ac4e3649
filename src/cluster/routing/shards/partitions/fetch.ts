import type { Decoded } from '../../../../protocol/api.ts'
import { sessionEpochs } from '../../../../protocol/codes/produce-and-fetch.ts'
import type {
  FetchRequest,
  FetchRequestPartition,
  FetchRequestTopic,
  FetchResponse,
  FetchResponseFetchableTopicResponse,
  FetchResponsePartitionData
} from '../../../../protocol/messages/fetch.ts'
import type { Shards } from '../../route.ts'
import { byLeader, isNotFenced } from '../by-leader.ts'
import { fetchErrors } from '../error-answers.ts'
import type { PartitionLayout } from '../message-layout.ts'

const requestLayout: PartitionLayout<FetchRequest, FetchRequestTopic, FetchRequestPartition> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: ({ topic, topicId }) => ({ name: topic, topicId }),
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: ({ partition }) => partition
}

const responseLayout: PartitionLayout<
  Decoded<FetchResponse>,
  Decoded<FetchResponseFetchableTopicResponse>,
  Decoded<FetchResponsePartitionData>
> = {
  topics: response => response.responses,
  withTopics: (response, responses) => ({ ...response, responses }),
  ref: ({ topic, topicId }) => ({ name: topic, topicId }),
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: partition => partition.partitionIndex
}

/**
 * Fetch: each partition goes to its leader. A Fetch that belongs to a session goes to one broker,
 * because each broker has its own sessions (KIP-227).
 */
export const fetchShards: Shards<FetchRequest, FetchResponse> = byLeader({
  api: 'Fetch',
  requestLayout,
  responseLayout,
  errorAnswer: fetchErrors,
  session: ({ sessionId = 0, sessionEpoch = sessionEpochs.FINAL, forgottenTopicsData = [] }) =>
    sessionId !== 0 || sessionEpoch >= 0 || forgottenTopicsData.length > 0 ? `a fetch session (sessionId ${sessionId})` : undefined,
  mayRepeat: (_request, { errorCode }, partition) => isNotFenced(errorCode, partition),
  // A broker leaves out all partitions while it throttles the client, and in a session it leaves
  // out those without new records (KIP-227).
  mayOmit: ({ sessionEpoch = sessionEpochs.FINAL }, { throttleTimeMs, errorCode, responses }) =>
    sessionEpoch > 0 || errorCode !== 0 || (throttleTimeMs > 0 && responses.length === 0),
  isPoll: true
})
