import { errorCodes } from '../../protocol/codes/index.ts'
import { type Refusal, refuse } from '../storage/refusal.ts'
import type { Topic } from '../storage/topics.ts'
import { valueProblem } from './config-definition.ts'
import { type TopicConfigName, topicConfigTable } from './topic-config-table.ts'

export type { TopicConfigName } from './topic-config-table.ts'

/**
 * The value of a configuration of a topic: its own, or that of all brokers (such as
 * `log.retention.ms` for `retention.ms`), or Kafka's default. Changes act at once.
 */
export function topicConfig({ configs, brokerDefaults }: Topic, name: TopicConfigName): string {
  const { serverName = '', defaultValue } = topicConfigTable.get(name) ?? {}
  return configs.get(name) ?? brokerDefaults.get(serverName) ?? defaultValue ?? ''
}

/** Why a topic cannot have these configurations; undefined if it can. */
export function refuseTopicConfigs(configs: ReadonlyMap<string, string>): Refusal | undefined {
  const problem = unknownName(configs) ?? wrongValue(configs) ?? conflict(configs)
  return problem === undefined ? undefined : refuse(errorCodes.INVALID_CONFIG, problem)
}

function unknownName(configs: ReadonlyMap<string, string>): string | undefined {
  const name = [...configs.keys()].find(each => !topicConfigTable.has(each))
  return name === undefined ? undefined : `Unknown topic config name: ${name}`
}

function wrongValue(configs: ReadonlyMap<string, string>): string | undefined {
  for (const definition of topicConfigTable.values()) {
    const value = configs.get(definition.name)
    const problem = value === undefined ? undefined : valueProblem(definition, value)
    if (problem !== undefined) return problem
  }
  return undefined
}

function conflict(configs: ReadonlyMap<string, string>): string | undefined {
  const valueNow = (name: TopicConfigName): string => configs.get(name) ?? topicConfigTable.get(name)?.defaultValue ?? ''
  const [least, most] = [valueNow('min.compaction.lag.ms'), valueNow('max.compaction.lag.ms')]
  if (BigInt(least) > BigInt(most))
    return `conflict topic config setting min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`
  if (valueNow('remote.storage.enable').toLowerCase() !== 'true') return undefined
  return 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.'
}
