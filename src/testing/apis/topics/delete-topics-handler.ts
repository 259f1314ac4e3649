import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DeleteTopics,
  type DeleteTopicsRequest,
  type DeleteTopicsResponse,
  type DeleteTopicsResponseDeletableTopicResult
} from '../../../protocol/messages/delete-topics.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { MutationQuota } from '../../security/mutation-quotas.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { clusterRefusal, topicRefusal } from '../authorization.ts'

/**
 * The handler of DeleteTopics, all versions. From version 5 on, topics above the quota
 * `controller_mutation_rate` are refused (KIP-599).
 */
export const deleteTopicsHandler: ApiHandler<DeleteTopicsRequest, DeleteTopicsResponse> = {
  api: DeleteTopics,
  advertised: { min: 1, max: 6 },
  served: { min: 0, max: 6 },
  answer({ topics, topicNames }, context) {
    const wanted = context.apiVersion >= IDS_SINCE ? topics : topicNames.map(name => ({ name, topicId: ZERO_UUID }))
    const single = new Map<string, WantedTopic>()
    const repeated = new Map<string, WantedTopic>()
    const responses: DeleteTopicsResponseDeletableTopicResult[] = []
    for (const topic of wanted) {
      const key = topic.name ?? topic.topicId
      if ((topic.name === null) === (topic.topicId === ZERO_UUID)) responses.push({ ...topic, ...refuseReference(topic) })
      else if (single.has(key)) repeated.set(key, topic)
      else single.set(key, topic)
    }
    for (const [key, topic] of repeated) {
      single.delete(key)
      responses.push({ ...topic, ...refuse(errorCodes.INVALID_REQUEST, `Duplicate topic ${topic.name === null ? 'id' : 'name'}.`) })
    }
    // A name that means the topic of an id in the same request is refused, and both topics stay.
    const ids = new Set([...single.values(), ...repeated.values()].map(({ topicId }) => topicId).filter(id => id !== ZERO_UUID))
    const again = [...single.values()].filter(({ name }) => name !== null && ids.has(idOf(name, context)))
    for (const topic of again) {
      const topicId = idOf(topic.name ?? '', context)
      single.delete(topic.name ?? '')
      single.delete(topicId)
      const problem = 'The provided topic name maps to an ID that was already supplied.'
      responses.push({ name: topic.name, topicId, ...refuse(errorCodes.INVALID_REQUEST, problem) })
    }
    const quota = context.cluster.mutationQuotas.begin(context, context.apiVersion >= STRICT_SINCE)
    for (const { name, topicId } of single.values()) responses.push({ name, topicId, ...remove(name, topicId, quota, context) })
    const { throttleTimeMs } = quota
    context.throttle(throttleTimeMs)
    return { throttleTimeMs, responses }
  }
}

const STRICT_SINCE = 5
const IDS_SINCE = 6

// Kafka does not look at the name of a topic that is to be deleted.
const UNKNOWN_TOPIC = refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.')

interface WantedTopic {
  readonly name: string | null
  readonly topicId: string
}

function idOf(name: string, { cluster }: RequestContext): string {
  const topic = cluster.topics.find({ name })
  return isRefusal(topic) ? ZERO_UUID : topic.topicId
}

function refuseReference({ name }: WantedTopic): Refusal {
  const problem = name === null ? 'Neither topic name nor id were specified.' : 'You may not specify both topic name and topic id.'
  return refuse(errorCodes.INVALID_REQUEST, problem)
}

type Result = Omit<DeleteTopicsResponseDeletableTopicResult, 'name'> & { readonly name?: string | null }

function remove(name: string | null, topicId: string, quota: MutationQuota, context: RequestContext): Result {
  const { topics, groups } = context.cluster
  const topic = topics.find({ name, topicId })
  const denied = clusterRefusal(aclOperations.DELETE, context) && topicRefusal({ name, topicId }, aclOperations.DELETE, context)
  if (isRefusal(topic)) return denied ?? (topic.errorCode === errorCodes.INVALID_TOPIC_EXCEPTION ? UNKNOWN_TOPIC : topic)
  if (denied !== undefined) {
    const mayDescribe = topicRefusal({ name, topicId }, aclOperations.DESCRIBE, context) === undefined
    return { ...denied, ...(mayDescribe && { name: topic.name }) }
  }
  const throttled = quota.record(topic.partitions.length)
  if (throttled !== undefined) return { ...throttled, name: topic.name, topicId: topic.topicId }
  topics.delete(topic)
  groups.deleteTopic(topic.name)
  return { ...{ name: topic.name, topicId: topic.topicId }, errorCode: errorCodes.NONE }
}
