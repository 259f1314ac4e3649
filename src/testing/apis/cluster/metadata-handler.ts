import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
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
        : topics.map(topic => answerFor(topic, message, context)),
      ...(message.includeClusterAuthorizedOperations && { clusterAuthorizedOperations: clusterOperations(context) })
    }
  }
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
    return { errorCode, name: byId ? unnamed : wanted.name, topicId: wanted.topicId, partitions: [] }
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
  return failed(cluster.createdTopicCode)
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
