import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  CreateTopics,
  type CreateTopicsRequest,
  type CreateTopicsRequestCreatableTopic,
  type CreateTopicsResponse,
  type CreateTopicsResponseCreatableTopicResult
} from '../../../protocol/messages/create-topics.ts'
import { refuseTopicConfigs } from '../../configs/topic-configs.ts'
import type { MutationQuota } from '../../security/mutation-quotas.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { refuseReplicas, refuseReplicationFactor } from '../../storage/replica-assignment.ts'
import { illegalNameProblem, newTopicId, type Topics } from '../../storage/topics.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { describeTopic } from '../configs/config-resource.ts'

type WantedTopic = Decoded<CreateTopicsRequestCreatableTopic>

/**
 * The handler of CreateTopics, all versions. From version 6 on, topics above the quota
 * `controller_mutation_rate` are refused (KIP-599). It leaves out the policies of Kafka
 * (`create.topic.policy.class.name`). As in Kafka, the answer has a topic id even if the request
 * only validates.
 */
export const createTopicsHandler: ApiHandler<CreateTopicsRequest, CreateTopicsResponse> = {
  api: CreateTopics,
  advertised: { min: 2, max: 7 },
  served: { min: 0, max: 7 },
  answer({ topics, validateOnly }, context) {
    const isRepeated = ({ name }: WantedTopic): boolean => topics.filter(topic => topic.name === name).length > 1
    const repeated = [...new Set(topics.filter(isRepeated).map(({ name }) => name))]
    const refusal = refuse(errorCodes.INVALID_REQUEST, 'Duplicate topic name.')
    const single = topics.filter(topic => !isRepeated(topic))
    if (partitionsOf(single.filter(({ name }) => mayCreate(name, context))) > MOST_NEW_PARTITIONS)
      return { topics: topics.map(({ name }) => ({ name, ...TOO_MANY_PARTITIONS })) }
    // Names are checked before any topic of the request is created.
    const checked = single.map(topic => ({ topic, refusal: refuseName(topic.name, context) }))
    const quota = context.cluster.mutationQuotas.begin(context, context.apiVersion >= STRICT_SINCE)
    const created = checked.map(({ topic, refusal: refused }) => ({
      ...{ name: topic.name, ...(refused ?? create(topic, validateOnly, quota, context)) }
    }))
    const { throttleTimeMs } = quota
    context.throttle(throttleTimeMs)
    return { throttleTimeMs, topics: [...created, ...repeated.map(name => ({ name, ...refusal }))] }
  }
}

const STRICT_SINCE = 6

/** The most partitions that one request may create in Kafka. */
const MOST_NEW_PARTITIONS = 10_000
const TOO_MANY_PARTITIONS = refuse(errorCodes.POLICY_VIOLATION, 'Excessively large number of partitions per request.')

// Kafka counts before it checks names and configurations.
function partitionsOf(topics: readonly WantedTopic[]): number {
  const count = ({ assignments, numPartitions }: WantedTopic): number => {
    if (assignments.length > 0) return assignments.length
    return numPartitions === NO_NUM_PARTITIONS ? DEFAULT_PARTITIONS : Math.max(0, numPartitions)
  }
  return topics.reduce((sum, topic) => sum + count(topic), 0)
}

function create(
  wanted: WantedTopic,
  validateOnly: boolean,
  quota: MutationQuota,
  context: RequestContext
): Refusal | Omit<CreateTopicsResponseCreatableTopicResult, 'name'> {
  const { cluster } = context
  const refusal = refuseConfigs(wanted)
  if (refusal !== undefined) return refusal
  const replicas = wanted.assignments.length > 0 ? assigned(wanted, cluster.nodeIds) : spread(wanted, validateOnly, cluster)
  if (isRefusal(replicas)) return replicas
  const throttled = quota.record(replicas.length)
  if (throttled !== undefined) return throttled
  const configs = configsOf(wanted)
  return {
    ...{ errorCode: errorCodes.NONE, errorMessage: null },
    ...details(wanted.name, replicas, configs, context),
    topicId: validateOnly ? newTopicId() : cluster.topics.create(wanted.name, replicas, configs).topicId
  }
}

function mayCreate(name: string, context: RequestContext): boolean {
  const { CREATE } = aclOperations
  return isAllowedOnCluster(CREATE, context) || context.isAllowed(CREATE, resourceTypes.TOPIC, name)
}

// The name of the topic in which KRaft keeps its metadata.
const METADATA_TOPIC = '__cluster_metadata'

function refuseName(name: string, context: RequestContext): Refusal | undefined {
  const { topics } = context.cluster
  if (name === METADATA_TOPIC) return refuse(errorCodes.INVALID_REQUEST, `Creation of internal topic ${name} is prohibited.`)
  if (!mayCreate(name, context)) return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Authorization failed.')
  const problem = illegalNameProblem(name)
  if (problem !== undefined) return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, problem)
  if (topics.has(name)) return refuse(errorCodes.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`)
  const other = collision(name, topics)
  return other === undefined
    ? undefined
    : refuse(errorCodes.INVALID_TOPIC_EXCEPTION, `Topic '${name}' collides with existing topic: ${other}`)
}

// Kafka's metrics write a dot as an underscore, so names that differ in this alone collide.
function collision(name: string, topics: Topics): string | undefined {
  const inMetrics = (each: string): string => each.replaceAll('.', '_')
  return topics.list().find(topic => inMetrics(topic.name) === inMetrics(name))?.name
}

function refuseConfigs(wanted: WantedTopic): Refusal | undefined {
  const nulls = wanted.configs.filter(({ value }) => value === null).map(({ name }) => name)
  if (nulls.length > 0) return refuse(errorCodes.INVALID_CONFIG, `Null value not supported for topic configs: ${nulls.join(',')}`)
  return refuseTopicConfigs(configsOf(wanted))
}

function configsOf({ configs }: WantedTopic): Map<string, string> {
  return new Map(configs.map(({ name, value }) => [name, value ?? '']))
}

// The numbers and configurations of the new topic (KIP-525), for those who may see configurations.
function details(
  name: string,
  replicas: readonly (readonly number[])[],
  configs: ReadonlyMap<string, string>,
  context: RequestContext
): Partial<CreateTopicsResponseCreatableTopicResult> {
  if (context.apiVersion < DETAILS_SINCE) return {}
  if (!context.isAllowed(aclOperations.DESCRIBE_CONFIGS, resourceTypes.TOPIC, name))
    return { topicConfigErrorCode: errorCodes.TOPIC_AUTHORIZATION_FAILED, configs: [] }
  const described = describeTopic(configs, context).map(({ synonyms: _, configType: __, ...config }) => config)
  return { numPartitions: replicas.length, replicationFactor: replicas[0]?.length ?? 0, configs: described }
}

const DETAILS_SINCE = 5

// Kafka's defaults of num.partitions and default.replication.factor.
const DEFAULT_PARTITIONS = 1
const DEFAULT_REPLICATION_FACTOR = 1

// The values with which a request asks for these defaults (KIP-464).
const { NO_NUM_PARTITIONS, NO_REPLICATION_FACTOR } = absentValues

function spread(wanted: WantedTopic, validateOnly: boolean, { topics, nodeIds }: RequestContext['cluster']): number[][] | Refusal {
  const numPartitions = wanted.numPartitions === NO_NUM_PARTITIONS ? DEFAULT_PARTITIONS : wanted.numPartitions
  const replicationFactor = wanted.replicationFactor === NO_REPLICATION_FACTOR ? DEFAULT_REPLICATION_FACTOR : wanted.replicationFactor
  if (replicationFactor < 1)
    return refuse(errorCodes.INVALID_REPLICATION_FACTOR, 'Replication factor must be larger than 0, or -1 to use the default value.')
  if (numPartitions < 1) return refuse(errorCodes.INVALID_PARTITIONS, 'Number of partitions was set to an invalid non-positive value.')
  const tooMany = refuseReplicationFactor(replicationFactor, nodeIds)
  if (tooMany !== undefined) return tooMany
  if (validateOnly) return Array.from({ length: numPartitions }, () => nodeIds.slice(0, replicationFactor))
  return topics.spread(numPartitions, replicationFactor, nodeIds)
}

function assigned({ assignments, numPartitions, replicationFactor }: WantedTopic, nodeIds: readonly number[]): number[][] | Refusal {
  const set = (what: string): Refusal =>
    refuse(errorCodes.INVALID_REQUEST, `A manual partition assignment was specified, but ${what} was not set to -1.`)
  if (replicationFactor !== NO_REPLICATION_FACTOR) return set('replication factor')
  if (numPartitions !== NO_NUM_PARTITIONS) return set('numPartitions')
  const byIndex = new Map<number, number[]>()
  for (const { partitionIndex, brokerIds } of assignments) {
    if (byIndex.has(partitionIndex)) {
      return refuse(errorCodes.INVALID_REPLICA_ASSIGNMENT, `Found multiple manual partition assignments for partition ${partitionIndex}`)
    }
    const refusal = refuseReplicas(brokerIds, nodeIds, assignments[0]?.brokerIds.length)
    if (refusal !== undefined) return refusal
    byIndex.set(partitionIndex, brokerIds)
  }
  const replicas = Array.from({ length: byIndex.size }, (_, index) => byIndex.get(index) ?? [])
  if (replicas.every(({ length }) => length > 0)) return replicas
  return refuse(errorCodes.INVALID_REPLICA_ASSIGNMENT, 'partitions should be a consecutive 0-based integer sequence')
}
