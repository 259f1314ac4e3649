import { configSources, configTypes, errorCodes } from '../../../protocol/codes/index.ts'
import { brokerConfigTable } from '../../configs/broker-config-table.ts'
import { type ConfigValues, keep } from '../../configs/cluster-configs.ts'
import { type ConfigDefinition, isSensitive, valueProblem } from '../../configs/config-definition.ts'
import type { ConfigResource } from '../../configs/config-owner.ts'
import { type DescribedConfig, describeConfig } from '../../configs/described-config.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'

const { DYNAMIC_BROKER_CONFIG, DYNAMIC_DEFAULT_BROKER_CONFIG, STATIC_BROKER_CONFIG, DYNAMIC_BROKER_LOGGER_CONFIG } = configSources
const { INVALID_REQUEST, INVALID_CONFIG } = errorCodes

/**
 * The configurations of a broker, or of all brokers if the name is empty (KIP-226). Only the broker
 * itself answers for its own.
 */
export function brokerResource(name: string, describes: boolean, context: RequestContext): ConfigResource | Refusal {
  const { cluster, nodeId } = context
  const definitions = brokerConfigTable()
  if (name === '') {
    return {
      ...{ values: cluster.configs.brokerDefaults, definitions, refuse: refuseBrokerConfigs },
      replace: values => replaceDefaults(cluster.configs.brokerDefaults, values),
      describe: () => describeDefaults(cluster.configs.brokerDefaults)
    }
  }
  const refused = refuseOtherNode(name, nodeId, describes ? 'Broker' : 'Node', [
    'broker id, expected',
    describes ? ' or empty string,' : ','
  ])
  if (refused !== undefined) return refused
  const values: ConfigValues = cluster.configs.brokers.get(nodeId) ?? new Map()
  return {
    ...{ values, definitions, refuse: refuseBrokerConfigs },
    replace: next => keep(cluster.configs.brokers, nodeId, next),
    describe: () => describeBroker(values, context)
  }
}

/**
 * The levels of the loggers of a broker (KIP-412). This broker logs nothing, so that they change
 * nothing. It knows a few of Kafka's loggers.
 */
export function loggerResource(name: string, describes: boolean, { cluster, nodeId }: RequestContext): ConfigResource | Refusal {
  if (name === '' && describes) return refuse(INVALID_REQUEST, 'Broker id must not be empty')
  const refused = describes
    ? refuseOtherNode(name, nodeId, 'Broker', ['broker id, expected', ''])
    : refuseOtherNode(name, nodeId, 'Node', ['node id. Expected', ','])
  if (refused !== undefined) return refused
  const { loggers } = cluster.configs
  const values: ConfigValues = loggers.get(nodeId) ?? new Map()
  return {
    ...{ values, definitions: LOGGERS, refuse: refuseLevels },
    replace: next => keep(loggers, nodeId, next),
    describe: () => [...LOGGERS.values()].map(each => describeLogger(each, values.get(each.name)))
  }
}

const LEVELS = ['DEBUG', 'ERROR', 'FATAL', 'INFO', 'TRACE', 'WARN']
const LOGGERS: ReadonlyMap<string, ConfigDefinition> = new Map(
  [
    'kafka',
    'kafka.network.RequestChannel$',
    'kafka.request.logger',
    'kafka.server.KafkaApis',
    'org.apache.kafka',
    'root',
    'state.change.logger'
  ].map(name => [name, { name, type: configTypes.UNKNOWN, defaultValue: 'INFO', isDynamic: true }])
)

function describeLogger(logger: ConfigDefinition, level: string | undefined): DescribedConfig {
  const described = describeConfig(logger, [{ name: logger.name, value: level, source: DYNAMIC_BROKER_LOGGER_CONFIG }], undefined)
  return { ...described, configSource: DYNAMIC_BROKER_LOGGER_CONFIG, synonyms: [] }
}

function refuseLevels(levels: ConfigValues): Refusal | undefined {
  for (const [name, level] of levels) {
    if (!LOGGERS.has(name)) return refuse(INVALID_CONFIG, `Logger ${name} does not exist!`)
    if (LEVELS.includes(level)) continue
    const legal = `Valid log levels are ${LEVELS.join(', ')}`
    return refuse(INVALID_CONFIG, `Cannot set the log level of ${name} to ${level} as it is not a supported log level. ${legal}`)
  }
  return undefined
}

function refuseOtherNode(name: string, nodeId: number, noun: string, [expected, end]: [string, string]): Refusal | undefined {
  if (!/^-?\d+$/.test(name)) return refuse(INVALID_REQUEST, `${noun} id must be an integer, but it is: ${name}`)
  if (Number(name) === nodeId) return undefined
  return refuse(INVALID_REQUEST, `Unexpected ${expected} ${nodeId}${end} but received ${name}`)
}

function refuseBrokerConfigs(values: ConfigValues): Refusal | undefined {
  const table = brokerConfigTable()
  const fixed = [...values.keys()].filter(name => table.get(name)?.isDynamic === false)
  if (fixed.length > 0) return refuse(INVALID_REQUEST, `Cannot update these configs dynamically: [${fixed.join(', ')}]`)
  const security = [...values.keys()].filter(name => /^(ssl|sasl)\./.test(name) && table.has(name))
  if (security.length > 0) {
    const rule = 'These security configs can be dynamically updated only per-listener using the listener prefix'
    return refuse(INVALID_REQUEST, `${rule}: [${security.join(', ')}]`)
  }
  for (const [name, value] of values) {
    const definition = table.get(name)
    const problem = definition === undefined ? undefined : valueProblem(definition, value)
    if (problem !== undefined) return refuse(INVALID_REQUEST, problem)
  }
  return undefined
}

function replaceDefaults(defaults: Map<string, string>, values: ConfigValues): void {
  const next = [...values]
  defaults.clear()
  for (const [name, value] of next) defaults.set(name, value)
}

function describeDefaults(defaults: ConfigValues): DescribedConfig[] {
  return [...defaults].map(([name, value]) =>
    describeConfig(definitionOf(name), [{ name, value, source: DYNAMIC_DEFAULT_BROKER_CONFIG }], undefined)
  )
}

function describeBroker(own: ConfigValues, context: RequestContext): DescribedConfig[] {
  const { brokerDefaults } = context.cluster.configs
  const fixed = fixedValues(context)
  const unknown = [...own.keys(), ...brokerDefaults.keys()].filter(name => !brokerConfigTable().has(name))
  return [...brokerConfigTable().values(), ...[...new Set(unknown)].map(definitionOf)].map(definition => {
    const { name } = definition
    const layers = [
      { name, value: own.get(name), source: DYNAMIC_BROKER_CONFIG },
      { name, value: brokerDefaults.get(name), source: DYNAMIC_DEFAULT_BROKER_CONFIG },
      { name, value: fixed.get(name), source: STATIC_BROKER_CONFIG }
    ]
    return describeConfig(definition, layers, name)
  })
}

// As Kafka, it treats a name that it does not know as secret, unless the name without the prefix of
// a listener is known and is not.
function definitionOf(name: string): ConfigDefinition {
  const known = brokerConfigTable().get(name) ?? brokerConfigTable().get(name.replace(/^listener\.name\.[^.]+\./, ''))
  if (known !== undefined) return { ...known, name, type: isSensitive(known) ? configTypes.PASSWORD : known.type }
  return { name, type: configTypes.PASSWORD, defaultValue: null, isDynamic: true }
}

// What the file of a real broker says.
function fixedValues({ cluster, nodeId }: RequestContext): ConfigValues {
  const node = cluster.node(nodeId)
  const listener = `PLAINTEXT://${node?.host ?? ''}:${node?.port ?? 0}`
  return new Map([
    ['advertised.listeners', listener],
    ['auto.create.topics.enable', String(cluster.autoCreateTopics)],
    ['broker.id', String(nodeId)],
    ['controller.listener.names', 'CONTROLLER'],
    ['group.initial.rebalance.delay.ms', '0'],
    ['listeners', listener],
    ['log.dirs', logDir(nodeId)],
    ['node.id', String(nodeId)],
    ['process.roles', 'broker,controller'],
    ...cluster.configs.fixed
  ])
}

/** The folder that this broker names as the place of its logs. Logs are in memory. */
export function logDir(nodeId: number): string {
  return `/var/lib/kafka/broker-${nodeId}`
}
