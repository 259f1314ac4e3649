import { aclOperations, configResourceTypes, configSources, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { clientMetricsTable, refuseClientMetrics } from '../../configs/client-metrics-configs.ts'
import { type ConfigValues, keep } from '../../configs/cluster-configs.ts'
import { type ConfigDefinition, valueProblem } from '../../configs/config-definition.ts'
import type { ConfigResource, ResourceName } from '../../configs/config-owner.ts'
import { type DescribedConfig, describeConfig } from '../../configs/described-config.ts'
import { groupConfigTable } from '../../configs/group-config-table.ts'
import { topicConfigTable } from '../../configs/topic-config-table.ts'
import { refuseTopicConfigs } from '../../configs/topic-configs.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import { illegalNameProblem, type Topic } from '../../storage/topics.ts'
import type { RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { brokerResource, loggerResource } from './broker-resource.ts'

/** `aclOperations.DESCRIBE_CONFIGS`, or `aclOperations.ALTER_CONFIGS`. */
export type ConfigOperationKind = typeof aclOperations.DESCRIBE_CONFIGS | typeof aclOperations.ALTER_CONFIGS

const { TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = configResourceTypes
const { DESCRIBE_CONFIGS } = aclOperations

/** Finds a resource that the client may describe or alter. */
export function findResource(named: ResourceName, operation: ConfigOperationKind, context: RequestContext): ConfigResource | Refusal {
  const { resourceType, resourceName } = named
  const denied = refuseIfDenied(named, operation, context)
  if (denied !== undefined) return denied
  const describes = operation === DESCRIBE_CONFIGS
  if (resourceType === TOPIC) return topicResource(resourceName, describes, context)
  if (resourceType === GROUP) return groupResource(resourceName, describes, context)
  if (resourceType === CLIENT_METRICS) return clientMetricsResource(resourceName, describes, context)
  if (resourceType === BROKER) return brokerResource(resourceName, describes, context)
  return loggerResource(resourceName, describes, context)
}

/** Whether Kafka knows this type of resource. */
export function isResourceType(type: number): boolean {
  return type === TOPIC || type === GROUP || type === CLIENT_METRICS || type === BROKER || type === BROKER_LOGGER
}

/** The configurations of a topic as this broker describes them. */
export function describeTopic(configs: ConfigValues, { cluster, nodeId }: RequestContext): DescribedConfig[] {
  return describeInherited(topicConfigTable, configs, configSources.TOPIC_CONFIG, { cluster, nodeId })
}

function refuseIfDenied({ resourceType, resourceName }: ResourceName, operation: number, context: RequestContext): Refusal | undefined {
  if (resourceType === TOPIC) {
    if (context.isAllowed(operation, resourceTypes.TOPIC, resourceName)) return undefined
    return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.')
  }
  if (resourceType === GROUP) {
    if (context.isAllowed(operation, resourceTypes.GROUP, resourceName)) return undefined
    return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.')
  }
  if (isAllowedOnCluster(operation, context)) return undefined
  return refuse(errorCodes.CLUSTER_AUTHORIZATION_FAILED, 'Cluster authorization failed.')
}

function topicResource(name: string, describes: boolean, context: RequestContext): ConfigResource | Refusal {
  if (name === '' && !describes) return refuse(errorCodes.INVALID_REQUEST, 'Default topic resources are not allowed.')
  const problem = illegalNameProblem(name)
  if (problem !== undefined) return refuse(errorCodes.INVALID_TOPIC_EXCEPTION, problem)
  const topic = context.cluster.topics.find({ name })
  if (isRefusal(topic)) return describes ? refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, '') : missingTopic(name)
  return {
    values: topic.configs,
    definitions: topicConfigTable,
    refuse: refuseTopicConfigs,
    replace: values => replaceAll(topic, values),
    describe: () => describeTopic(topic.configs, context)
  }
}

// As in Kafka, wrong values for a topic that does not exist are refused as wrong values.
function missingTopic(name: string): ConfigResource {
  return {
    values: new Map(),
    definitions: topicConfigTable,
    refuse: values => refuseTopicConfigs(values) ?? refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `The topic '${name}' does not exist.`),
    replace: () => {},
    describe: () => []
  }
}

function replaceAll({ configs }: Topic, values: ConfigValues): void {
  const next = [...values]
  configs.clear()
  for (const [name, value] of next) configs.set(name, value)
}

function groupResource(name: string, describes: boolean, context: RequestContext): ConfigResource | Refusal {
  const { groups } = context.cluster.configs
  if (name === '') {
    const problem = describes ? 'Group name must not be empty' : 'Default group resources are not allowed.'
    return refuse(errorCodes.INVALID_REQUEST, problem)
  }
  const values = groups.get(name) ?? new Map()
  return {
    values,
    definitions: groupConfigTable,
    refuse: refuseGroupConfigs,
    replace: next => keep(groups, name, next),
    describe: () => describeInherited(groupConfigTable, values, configSources.GROUP_CONFIG, context)
  }
}

function refuseGroupConfigs(values: ConfigValues): Refusal | undefined {
  for (const [name, value] of values) {
    const definition = groupConfigTable.get(name)
    const problem = definition === undefined ? `Unknown group config name: ${name}` : valueProblem(definition, value)
    if (problem !== undefined) return refuse(errorCodes.INVALID_CONFIG, problem)
  }
  return undefined
}

function clientMetricsResource(name: string, describes: boolean, { cluster }: RequestContext): ConfigResource | Refusal {
  const { clientMetrics } = cluster.configs
  if (name === '') {
    const problem = describes ? 'Client metrics subscription name must not be empty' : "Subscription name can't be empty"
    return refuse(errorCodes.INVALID_REQUEST, problem)
  }
  const values = clientMetrics.get(name) ?? new Map<string, string>()
  const source = configSources.CLIENT_METRICS_CONFIG
  return {
    values,
    definitions: clientMetricsTable,
    refuse: refuseClientMetrics,
    replace: next => keep(clientMetrics, name, next),
    describe: () =>
      [...clientMetricsTable.values()].map(each =>
        describeConfig(each, [{ name: each.name, value: values.get(each.name), source }], undefined)
      )
  }
}

// The defaults of a topic or a group are those of the broker that answers.
function describeInherited(
  table: ReadonlyMap<string, ConfigDefinition>,
  values: ConfigValues,
  source: number,
  { cluster, nodeId }: Pick<RequestContext, 'cluster' | 'nodeId'>
): DescribedConfig[] {
  const { brokers, brokerDefaults, fixed } = cluster.configs
  return [...table.values()].map(definition => {
    const { name, serverName = '' } = definition
    const layers = [
      { name, value: values.get(name), source },
      { name: serverName, value: brokers.get(nodeId)?.get(serverName), source: configSources.DYNAMIC_BROKER_CONFIG },
      { name: serverName, value: brokerDefaults.get(serverName), source: configSources.DYNAMIC_DEFAULT_BROKER_CONFIG },
      { name: serverName, value: fixed.get(serverName), source: configSources.STATIC_BROKER_CONFIG }
    ]
    return describeConfig(definition, layers, definition.serverName)
  })
}
