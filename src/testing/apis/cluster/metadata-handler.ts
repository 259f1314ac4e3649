import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  Metadata,
  type MetadataRequest,
  type MetadataRequestTopic,
  type MetadataResponse,
  type MetadataResponseTopic
} from '../../../protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { createInternalTopic, isInternalTopic } from '../../storage/internal-topics.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { mayCreate, topicRefusal } from '../authorization.ts'
import { authorizedOperations, CLUSTER_RESOURCE, isAllowedOnCluster } from '../authorized-operations.ts'
import { viewPartition } from '../partition-view.ts'

export const metadataHandler: ApiHandler<MetadataRequest, MetadataResponse> = {
  api: Metadata,
  advertised: { min: 0, max: 13 },
  served: { min: 0, max: 13 },
  answer(message, context) {
    const { cluster, apiVersion, isAllowed } = context
    const { topics } = message
    const wrong = topics === null ? undefined : failure(topics, apiVersion)
    if (wrong !== undefined) return wrong
    const wantsAll = topics === null || (apiVersion === 0 && topics.length === 0)
    const mayDescribe = ({ name }: Topic): boolean => isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, name)
    return {
      brokers: cluster.nodes,
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      topics: wantsAll
        ? cluster.topics
            .list()
            .filter(mayDescribe)
            .map(topic => describe(topic, message, context))
        : asked(topics).map(topic => answerFor(topic, message, context)),
      ...(message.includeClusterAuthorizedOperations && { clusterAuthorizedOperations: clusterOperations(context) })
    }
  }
}

const NAMELESS_SINCE = 12 // the first version whose topics may have an id in place of a name
const ERROR_CODE_SINCE = 13

// The answer to a request that Kafka does not take: with ids in a version that does not know them,
// with a topic that has neither a name nor an id, and with an id beside a null name before v12.
function failure(topics: readonly Decoded<MetadataRequestTopic>[], apiVersion: number): MetadataResponse | undefined {
  const isOld = apiVersion < NAMELESS_SINCE
  const hasId = topics.some(({ topicId }) => topicId !== ZERO_UUID)
  const isWrong = topics.some(({ name }) => name === null) ? isOld || !hasId : isOld && hasId
  if (!isWrong) return undefined
  const errorCode = isOld ? errorCodes.INVALID_REQUEST : errorCodes.UNKNOWN_SERVER_ERROR
  return {
    ...{ brokers: [], clusterId: null, controllerId: absentValues.NO_CONTROLLER_ID },
    ...(apiVersion >= ERROR_CODE_SINCE && { errorCode }),
    topics: topics.map(({ name, topicId }) => ({ errorCode, name: name ?? '', topicId, partitions: [] }))
  }
}

// As in Kafka, each topic is answered once, and names do not count beside ids.
function asked(topics: readonly Decoded<MetadataRequestTopic>[]): Decoded<MetadataRequestTopic>[] {
  const byId = topics.filter(({ topicId }) => topicId !== ZERO_UUID)
  const unique = byId.map(each => [each.topicId, each] as const)
  return [...new Map(byId.length > 0 ? unique : topics.map(each => [each.name, each] as const)).values()]
}

function answerFor(
  wanted: Decoded<MetadataRequestTopic>,
  message: Decoded<MetadataRequest>,
  context: RequestContext
): MetadataResponseTopic {
  const { cluster, apiVersion } = context
  const byId = wanted.topicId !== ZERO_UUID
  const unnamed = apiVersion >= 12 ? null : ''
  const failed = (errorCode: number): MetadataResponseTopic => {
    if (byId) return { errorCode, name: unnamed, topicId: wanted.topicId, partitions: [] }
    const { name } = wanted
    const isShown = message.includeTopicAuthorizedOperations && errorCode !== errorCodes.TOPIC_AUTHORIZATION_FAILED
    const topicAuthorizedOperations = authorizedOperations(isShown, resourceTypes.TOPIC, name ?? '', context)
    return { errorCode, name, topicId: wanted.topicId, partitions: [], topicAuthorizedOperations }
  }
  const denied = topicRefusal(wanted, aclOperations.DESCRIBE, context)
  if (denied !== undefined) return failed(denied.errorCode)
  const topic = cluster.topics.find(wanted)
  if (!isRefusal(topic)) return describe(topic, message, context)
  // As in Kafka, the answer to the request that creates a topic has an error. The next request
  // finds the topic.
  const creates = topic.errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION && message.allowAutoTopicCreation && cluster.autoCreateTopics
  if (!creates || wanted.name === null) return failed(topic.errorCode)
  if (!mayCreate(wanted.name, context)) return failed(errorCodes.TOPIC_AUTHORIZATION_FAILED)
  if (isInternalTopic(wanted.name)) createInternalTopic(wanted.name, cluster.topics, cluster.nodeIds)
  else cluster.topics.create(wanted.name, cluster.topics.spread(1, 1, cluster.nodeIds), new Map())
  return failed(cluster.releases.of(context.nodeId).createdTopicCode)
}

function describe(
  { name, topicId, partitions }: Topic,
  { includeTopicAuthorizedOperations }: Decoded<MetadataRequest>,
  context: RequestContext
): MetadataResponseTopic {
  return {
    errorCode: errorCodes.NONE,
    name,
    topicId,
    isInternal: isInternalTopic(name),
    partitions: partitions.map(partition => viewPartition(partition, context.cluster)),
    topicAuthorizedOperations: authorizedOperations(includeTopicAuthorizedOperations, resourceTypes.TOPIC, name, context)
  }
}

// A client that may not see the cluster is told of no operation (KIP-430).
function clusterOperations(context: RequestContext): number {
  return isAllowedOnCluster(aclOperations.DESCRIBE, context)
    ? authorizedOperations(true, resourceTypes.CLUSTER, CLUSTER_RESOURCE, context)
    : 0
}
