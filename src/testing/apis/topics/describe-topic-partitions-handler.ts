import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeTopicPartitions,
  type DescribeTopicPartitionsRequest,
  type DescribeTopicPartitionsResponse,
  type DescribeTopicPartitionsResponseCursor,
  type DescribeTopicPartitionsResponseTopic
} from '../../../protocol/messages/describe-topic-partitions.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { isInternalTopic } from '../../storage/internal-topics.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { authorizedOperations } from '../authorized-operations.ts'
import { viewPartition } from '../partition-view.ts'

/**
 * The handler of DescribeTopicPartitions (KIP-966), version 0. Topics come by name, page by page.
 * There are never eligible leader replicas, because all replicas share one log.
 */
export const describeTopicPartitionsHandler: ApiHandler<DescribeTopicPartitionsRequest, DescribeTopicPartitionsResponse> = {
  api: DescribeTopicPartitions,
  advertised: { min: 0, max: 0 },
  served: { min: 0, max: 0 },
  answer(message, context) {
    const { topics, cursor } = message
    const names = wantedNames(message, context)
    const cursorIsWrong = cursor !== null && (cursor.partitionIndex < 0 || (topics.length > 0 && !names.includes(cursor.topicName)))
    if (cursorIsWrong) return { topics: topics.map(({ name }) => failed(name, errorCodes.INVALID_REQUEST)) }
    // Kafka fails inside if it is asked for the empty name without a cursor.
    if (cursor === null && names.includes('')) return { topics: topics.map(({ name }) => failed(name, errorCodes.UNKNOWN_SERVER_ERROR)) }
    const { DESCRIBE } = aclOperations
    const allowed = names.filter(name => context.isAllowed(DESCRIBE, resourceTypes.TOPIC, name))
    const denied = topics.length === 0 ? [] : names.filter(name => !allowed.includes(name))
    const page = describePage(allowed, message, context)
    return { ...page, topics: [...page.topics, ...denied.map(name => failed(name, errorCodes.TOPIC_AUTHORIZATION_FAILED))] }
  }
}

type Request = Decoded<DescribeTopicPartitionsRequest>

interface Page {
  readonly topics: readonly DescribeTopicPartitionsResponseTopic[]
  readonly nextCursor: DescribeTopicPartitionsResponseCursor | null
}

/** Kafka's default of `max.request.partition.size.limit`. */
const MOST_PARTITIONS = 2_000

function wantedNames({ topics, cursor }: Request, { cluster }: RequestContext): string[] {
  const names = topics.length > 0 ? topics.map(({ name }) => name) : cluster.topics.list().map(({ name }) => name)
  return [...new Set(names)].filter(name => name >= (cursor?.topicName ?? '')).sort()
}

function describePage(names: readonly string[], { responsePartitionLimit, cursor }: Request, context: RequestContext): Page {
  const topics: DescribeTopicPartitionsResponseTopic[] = []
  let room = Math.max(1, Math.min(responsePartitionLimit, MOST_PARTITIONS))
  for (const [index, name] of names.entries()) {
    const first = name === cursor?.topicName ? cursor.partitionIndex : 0
    const topic = describe(name, first, room, context)
    topics.push(topic)
    const next = first + topic.partitions.length
    if (next < partitionCount(name, context)) return { topics, nextCursor: { topicName: name, partitionIndex: next } }
    room -= topic.partitions.length
    const following = names[index + 1]
    if (room <= 0 && following !== undefined) return { topics, nextCursor: { topicName: following, partitionIndex: 0 } }
  }
  return { topics, nextCursor: null }
}

function partitionCount(name: string, { cluster }: RequestContext): number {
  const topic = cluster.topics.find({ name })
  return isRefusal(topic) ? 0 : topic.partitions.length
}

function describe(name: string, first: number, most: number, context: RequestContext): DescribeTopicPartitionsResponseTopic {
  const { cluster } = context
  const topicAuthorizedOperations = authorizedOperations(true, resourceTypes.TOPIC, name, context)
  const topic = cluster.topics.find({ name })
  if (isRefusal(topic)) return { ...failed(name, topic.errorCode), topicAuthorizedOperations }
  const partitions = topic.partitions.slice(first, first + most)
  return {
    ...{ errorCode: errorCodes.NONE, name, topicId: topic.topicId, isInternal: isInternalTopic(name), topicAuthorizedOperations },
    partitions: partitions.map(each => ({ ...viewPartition(each, cluster), eligibleLeaderReplicas: [], lastKnownElr: [] }))
  }
}

function failed(name: string, errorCode: number): DescribeTopicPartitionsResponseTopic {
  return { errorCode, name, topicId: ZERO_UUID, partitions: [] }
}
