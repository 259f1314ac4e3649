import { configTypes } from '../../protocol/codes/index.ts'
import type { ConfigDefinition } from './config-definition.ts'
import { type ConfigRule, numberFrom } from './config-rules.ts'
import { COORDINATOR_CONFIGS } from './coordinator-config-lines.ts'
import { LOG_CONFIGS } from './log-config-lines.ts'
import { NETWORK_CONFIGS } from './network-config-lines.ts'
import { topicConfigTable } from './topic-config-table.ts'

const { BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, LIST, CLASS, PASSWORD } = configTypes
const TYPES: Readonly<Record<string, number>> = {
  ...{ boolean: BOOLEAN, string: STRING, int: INT, short: SHORT, long: LONG, double: DOUBLE },
  ...{ list: LIST, class: CLASS, password: PASSWORD }
}

// The least values of numbers that can change while the broker runs. Those that are the default of
// a topic's configuration have the rule of that one.
const LEAST: Readonly<Record<string, number>> = {
  'background.threads': 1,
  'log.cleaner.backoff.ms': 0,
  'log.cleaner.threads': 0,
  'max.connections': 0,
  'max.connections.per.ip': 0,
  'num.io.threads': 1,
  'num.network.threads': 1,
  'num.recovery.threads.per.data.dir': 1,
  'producer.id.expiration.ms': 1
}

let table: ReadonlyMap<string, ConfigDefinition> | undefined

/**
 * The configurations of a broker, by name. The table is made when it is first asked for, because
 * few tests read it.
 */
export function brokerConfigTable(): ReadonlyMap<string, ConfigDefinition> {
  table ??= new Map(
    [LOG_CONFIGS, COORDINATOR_CONFIGS, NETWORK_CONFIGS]
      .flatMap(lines => lines.trim().split('\n'))
      .map(definition)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(each => [each.name, each])
  )
  return table
}

function definition(line: string): ConfigDefinition {
  const [head = '', defaultValue] = line.split(/ =(?: |$)/, 2)
  const [name = '', type = '', dynamic] = head.split(' ')
  return { name, type: TYPES[type] ?? STRING, defaultValue: defaultValue ?? null, isDynamic: dynamic !== undefined, rule: ruleOf(name) }
}

function ruleOf(name: string): ConfigRule | undefined {
  const least = LEAST[name]
  if (least !== undefined) return numberFrom(least)
  return [...topicConfigTable.values()].find(({ serverName }) => serverName === name)?.rule
}
