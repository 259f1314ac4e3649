import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, configSources, errorCodes } from '../../../protocol/codes/index.ts'
import {
  CreateTopics,
  type CreateTopicsRequest,
  type CreateTopicsRequestCreatableTopic,
  type CreateTopicsResponse,
  type CreateTopicsResponseCreatableTopicResult
} from '../../../protocol/messages/create-topics.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { isLegalName } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'

type WantedTopic = Decoded<CreateTopicsRequestCreatableTopic>

export const createTopicsHandler: ApiHandler<CreateTopicsRequest, CreateTopicsResponse> = {
  api: CreateTopics,
  advertised: { min: 2, max: 7 },
  served: { min: 0, max: 7 },
  answer({ topics, validateOnly }, context) {
    const isRepeated = ({ name }: WantedTopic): boolean => topics.filter(topic => topic.name === name).length > 1
    return {
      topics: topics.map(topic => {
        const refusal = isRepeated(topic) ? refuse(errorCodes.INVALID_REQUEST, 'Duplicate topic name.') : undefined
        return { name: topic.name, ...(refusal ?? create(topic, validateOnly, context)) }
      })
    }
  }
}

function create(
  wanted: WantedTopic,
  validateOnly: boolean,
  { cluster }: RequestContext
): Refusal | Omit<CreateTopicsResponseCreatableTopicResult, 'name'> {
  const { name } = wanted
  if (!isLegalName(name)) return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, `Topic name '${name}' is illegal`)
  if (cluster.topics.has(name)) return refuse(errorCodes.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`)
  const replicas = wanted.assignments.length > 0 ? assigned(wanted, cluster.nodeIds) : spread(wanted, validateOnly, cluster)
  if (isRefusal(replicas)) return replicas
  const configs = new Map(wanted.configs.map(config => [config.name, config.value]))
  return {
    errorCode: errorCodes.NONE,
    errorMessage: null,
    numPartitions: replicas.length,
    replicationFactor: replicas[0]?.length ?? 0,
    configs: wanted.configs.map(config => ({ ...config, readOnly: false, configSource: configSources.TOPIC_CONFIG, isSensitive: false })),
    ...(validateOnly ? {} : { topicId: cluster.topics.create(name, replicas, configs).topicId })
  }
}

// Kafka's defaults of num.partitions and default.replication.factor.
const DEFAULT_PARTITIONS = 1
const DEFAULT_REPLICATION_FACTOR = 1

// The values with which a request asks for these defaults (KIP-464).
const { NO_NUM_PARTITIONS, NO_REPLICATION_FACTOR } = absentValues

function spread(wanted: WantedTopic, validateOnly: boolean, { topics, nodeIds }: RequestContext['cluster']): number[][] | Refusal {
  const numPartitions = wanted.numPartitions === NO_NUM_PARTITIONS ? DEFAULT_PARTITIONS : wanted.numPartitions
  const replicationFactor = wanted.replicationFactor === NO_REPLICATION_FACTOR ? DEFAULT_REPLICATION_FACTOR : wanted.replicationFactor
  if (numPartitions < 1)
    return refuse(errorCodes.INVALID_PARTITIONS, `Number of partitions was set to an invalid non-positive value: ${numPartitions}.`)
  if (replicationFactor < 1)
    return refuse(errorCodes.INVALID_REPLICATION_FACTOR, 'Replication factor must be larger than 0, or -1 for the default.')
  if (replicationFactor > nodeIds.length) {
    return refuse(
      errorCodes.INVALID_REPLICATION_FACTOR,
      `Replication factor ${replicationFactor} is above the number of brokers, ${nodeIds.length}.`
    )
  }
  if (validateOnly) return Array.from({ length: numPartitions }, () => nodeIds.slice(0, replicationFactor))
  return topics.spread(numPartitions, replicationFactor, nodeIds)
}

function assigned({ assignments, numPartitions, replicationFactor }: WantedTopic, nodeIds: readonly number[]): number[][] | Refusal {
  if (numPartitions !== NO_NUM_PARTITIONS || replicationFactor !== NO_REPLICATION_FACTOR) {
    return refuse(errorCodes.INVALID_REQUEST, 'numPartitions and replicationFactor must be -1 where replicas are assigned.')
  }
  const ordered = [...assignments].sort((a, b) => a.partitionIndex - b.partitionIndex)
  const consecutive = ordered.every(({ partitionIndex }, index) => partitionIndex === index)
  const known = ordered.every(({ brokerIds }) => brokerIds.length > 0 && brokerIds.every(id => nodeIds.includes(id)))
  if (consecutive && known) return ordered.map(({ brokerIds }) => brokerIds)
  return refuse(
    errorCodes.INVALID_REPLICA_ASSIGNMENT,
    'Replicas must be assigned to known brokers, for the partitions from 0 on without a gap.'
  )
}
