import type { Decoded } from '../../../../protocol/api.ts'
import { isUuid } from '../../../../protocol/primitives/writer.ts'
import type { Shards } from '../../route.ts'
import { COORDINATOR_CODES } from '../by-coordinator.ts'
import { byPartition } from '../by-partition.ts'
import type { PartitionLayout } from '../message-layout.ts'

interface Topic<Partition> {
  readonly topicId: string
  readonly partitions: readonly Partition[]
}

interface Asked {
  readonly partition: number
}

interface Answered extends Asked {
  readonly errorCode: number
}

/** The fields that the requests of the five APIs have in common. */
export interface ShareGroupStateRequest {
  readonly groupId: string
  readonly topics: readonly Topic<Asked>[]
}

/** The fields that the responses of the five APIs have in common. */
export interface ShareGroupStateResponse {
  readonly results: readonly Topic<Answered>[]
}

const requestLayout: PartitionLayout<ShareGroupStateRequest, Topic<Asked>, Asked> = {
  topics: request => request.topics,
  withTopics: (request, topics) => ({ ...request, topics }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: ({ partition }) => partition
}

const responseLayout: PartitionLayout<Decoded<ShareGroupStateResponse>, Decoded<Topic<Answered>>, Decoded<Answered>> = {
  topics: response => response.results,
  withTopics: (response, results) => ({ ...response, results }),
  ref: topic => topic,
  partitions: topic => topic.partitions,
  withPartitions: (topic, partitions) => ({ ...topic, partitions }),
  index: ({ partition }) => partition
}

// The place of a partition whose key would be wrong, because the program has no types. It goes to
// any broker: the encoder refuses it and names the value, before a byte is sent.
const NO_KEY = ''

/**
 * The five APIs about the state of share groups (KIP-932): InitializeShareGroupState,
 * ReadShareGroupState, WriteShareGroupState, DeleteShareGroupState and ReadShareGroupStateSummary.
 * Each partition goes to its share coordinator, whose key is `group:topicId:partition`.
 */
export const shareGroupStateShards: Shards<ShareGroupStateRequest, ShareGroupStateResponse> = byPartition({
  api: 'ShareGroupState',
  requestLayout,
  responseLayout,
  needsTopics: false,
  place: ({ groupId }: ShareGroupStateRequest, { topicId }, index) =>
    typeof groupId === 'string' && isUuid(topicId) && Number.isInteger(index) ? `${groupId}:${topicId}:${index}` : NO_KEY,
  to: place => {
    if (place === NO_KEY) return 'any'
    return typeof place === 'string' ? { shareKey: place } : { nodeId: place }
  },
  healable: COORDINATOR_CODES
})
