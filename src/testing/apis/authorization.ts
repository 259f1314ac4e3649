import { aclOperations, errorCodes, resourceTypes } from '../../protocol/codes/index.ts'
import { isRefusal, type Refusal, refuse } from '../storage/refusal.ts'
import type { TopicReference } from '../storage/topics.ts'
import type { RequestContext } from './api-handler.ts'
import { isAllowedOnCluster } from './authorized-operations.ts'

/**
 * A refusal if the client may not do this to a topic. A topic id that does not exist is not refused
 * here: as in Kafka, the client learns that before its rights are checked.
 */
export function topicRefusal(topic: TopicReference, operation: number, { cluster, isAllowed }: RequestContext): Refusal | undefined {
  const found = cluster.topics.find(topic)
  const name = isRefusal(found) ? topic.name : found.name
  const isUnknownId = isRefusal(found) && found.errorCode === errorCodes.UNKNOWN_TOPIC_ID
  if (isUnknownId || isAllowed(operation, resourceTypes.TOPIC, name ?? '')) return undefined
  return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.')
}

/** A refusal if the client may not do this to the cluster. */
export function clusterRefusal(operation: number, context: RequestContext): Refusal | undefined {
  if (isAllowedOnCluster(operation, context)) return undefined
  return refuse(errorCodes.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.')
}

/** Whether the client may create a topic of this name. */
export function mayCreate(name: string, context: RequestContext): boolean {
  return isAllowedOnCluster(aclOperations.CREATE, context) || context.isAllowed(aclOperations.CREATE, resourceTypes.TOPIC, name)
}
