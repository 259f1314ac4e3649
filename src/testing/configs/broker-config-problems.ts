import { mismatch } from '../../options.ts'
import { describeType } from '../../type-checks.ts'
import { brokerConfigTable } from './broker-config-table.ts'
import { valueProblem } from './config-definition.ts'

// The cluster sets these by its other options.
const OWN = new Set([
  ...['advertised.listeners', 'auto.create.topics.enable', 'broker.id', 'broker.rack', 'controller.listener.names'],
  ...['listeners', 'log.dirs', 'node.id', 'process.roles', 'super.users']
])

/** What is wrong with the configurations that all brokers are to start with. */
export function brokerConfigProblems(configs: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(configs).flatMap(([name, value]) => {
    const definition = brokerConfigTable().get(name)
    if (definition === undefined) return [`configs has '${name}', which is no configuration of Kafka's brokers`]
    if (OWN.has(name)) return [`configs has '${name}', which the cluster sets by itself`]
    if (typeof value !== 'string') return [mismatch(`configs['${name}']`, 'a string', value, describeType)] // it may be a secret
    const problem = valueProblem(definition, value)
    return problem === undefined ? [] : [`configs: ${problem}`]
  })
}
