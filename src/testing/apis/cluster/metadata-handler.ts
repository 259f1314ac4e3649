import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  Metadata,
  type MetadataRequest,
  type MetadataRequestTopic,
  type MetadataResponse,
  type MetadataResponseTopic
} from '../../../protocol/messages/metadata.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { Topic } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'

export const metadataHandler: ApiHandler<MetadataRequest, MetadataResponse> = {
  api: Metadata,
  advertised: { min: 0, max: 13 },
  served: { min: 0, max: 13 },
  answer(message, context) {
    const { cluster, apiVersion } = context
    const { topics } = message
    const wantsAll = topics === null || (apiVersion === 0 && topics.length === 0)
    return {
      brokers: cluster.nodes,
      clusterId: cluster.clusterId,
      controllerId: cluster.controllerId,
      topics: wantsAll ? cluster.topics.list().map(describe) : topics.map(topic => answerFor(topic, message, context))
    }
  }
}

function answerFor(
  wanted: Decoded<MetadataRequestTopic>,
  { allowAutoTopicCreation }: Decoded<MetadataRequest>,
  { cluster, apiVersion }: RequestContext
): MetadataResponseTopic {
  const topic = cluster.topics.find(wanted)
  if (!isRefusal(topic)) return describe(topic)
  const { errorCode } = topic
  // As in Kafka, the answer to the request that creates a topic says that it does not exist. The
  // next request finds it.
  const creates = errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION && allowAutoTopicCreation && cluster.autoCreateTopics
  if (creates && wanted.name !== null) cluster.topics.create(wanted.name, cluster.topics.spread(1, 1, cluster.nodeIds), new Map())
  const unnamed = apiVersion >= 12 ? null : ''
  return { errorCode, name: wanted.topicId === ZERO_UUID ? wanted.name : unnamed, topicId: wanted.topicId, partitions: [] }
}

function describe({ name, topicId, partitions }: Topic): MetadataResponseTopic {
  return {
    errorCode: errorCodes.NONE,
    name,
    topicId,
    partitions: partitions.map(({ partitionIndex, leaderId, leaderEpoch, replicaNodes }) => ({
      errorCode: errorCodes.NONE,
      partitionIndex,
      leaderId,
      leaderEpoch,
      replicaNodes,
      isrNodes: replicaNodes
    }))
  }
}
