import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  DeleteTopics,
  type DeleteTopicsRequest,
  type DeleteTopicsResponse,
  type DeleteTopicsResponseDeletableTopicResult
} from '../../../protocol/messages/delete-topics.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { MutationQuota } from '../../security/mutation-quotas.ts'
import { isRefusal, refuse } from '../../storage/refusal.ts'
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
    const isRepeated = (name: string | null): boolean => name !== null && wanted.filter(topic => topic.name === name).length > 1
    const repeated = [...new Set(wanted.map(({ name }) => name).filter(isRepeated))]
    const refusal = refuse(errorCodes.INVALID_REQUEST, 'Duplicate topic name.')
    const single = wanted.filter(({ name }) => !isRepeated(name))
    const quota = context.cluster.mutationQuotas.begin(context, context.apiVersion >= STRICT_SINCE)
    const removed = single.map(({ name, topicId }) => ({ name, topicId, ...remove(name, topicId, quota, context) }))
    const { throttleTimeMs } = quota
    context.throttle(throttleTimeMs)
    return { throttleTimeMs, responses: [...removed, ...repeated.map(name => ({ name, ...refusal }))] }
  }
}

const STRICT_SINCE = 5
const IDS_SINCE = 6

// Kafka does not look at the name of a topic that is to be deleted.
const UNKNOWN_TOPIC = refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.')

type Result = Omit<DeleteTopicsResponseDeletableTopicResult, 'name'> & { readonly name?: string | null }

function remove(name: string | null, topicId: string, quota: MutationQuota, context: RequestContext): Result {
  if (name === null && topicId === ZERO_UUID) return refuse(errorCodes.INVALID_REQUEST, 'Neither topic name nor id were specified.')
  if (name !== null && topicId !== ZERO_UUID) return refuse(errorCodes.INVALID_REQUEST, 'You may not specify both topic name and topic id.')
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
