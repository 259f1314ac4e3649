import { brokerConfigTable } from './broker-config-table.ts'
import { type GroupConfigName, groupConfigTable } from './group-config-table.ts'

/** Configurations by name. */
export type ConfigValues = ReadonlyMap<string, string>

const NONE: ConfigValues = new Map()

// Kafka 4.4.0 sets it for the whole cluster when eligible leader replicas are on (KIP-966).
const FIRST_DEFAULTS = [['min.insync.replicas', '1']] as const

/** The configurations of a cluster that can change, other than those of topics. */
export class ClusterConfigs {
  /** What the configuration files of the brokers say. It stays while they run. */
  readonly fixed: Map<string, string> = new Map()
  /** The configurations of all brokers, which requests name by the empty text (KIP-226). */
  readonly brokerDefaults: Map<string, string> = new Map(FIRST_DEFAULTS)
  /** The configurations of single brokers, by node id. */
  readonly brokers: Map<number, ConfigValues> = new Map()
  /** The levels of loggers that were changed, by node id. They change nothing. */
  readonly loggers: Map<number, ConfigValues> = new Map()
  readonly groups: Map<string, ConfigValues> = new Map()
  /** The subscriptions of client metrics, by name (KIP-714). */
  readonly clientMetrics: Map<string, ConfigValues> = new Map()

  /** The values that are set for all brokers: while they run, or in their files. */
  readonly shared: Pick<ConfigValues, 'get'> = { get: name => this.brokerDefaults.get(name) ?? this.fixed.get(name) }

  /** Takes back everything that was set while the brokers ran. */
  clear(): void {
    for (const all of [this.brokerDefaults, this.brokers, this.loggers, this.groups, this.clientMetrics]) all.clear()
    for (const [name, value] of FIRST_DEFAULTS) this.brokerDefaults.set(name, value)
  }

  /** Returns the value of all brokers: what is set, or Kafka's default. */
  ofAll(name: string): string {
    return this.shared.get(name) ?? brokerConfigTable().get(name)?.defaultValue ?? ''
  }

  /** Returns the value of a group: its own, or that of all brokers, or Kafka's default. */
  group(groupId: string, name: GroupConfigName): string {
    const { serverName = '', defaultValue } = groupConfigTable.get(name) ?? {}
    return this.groups.get(groupId)?.get(name) ?? this.shared.get(serverName) ?? defaultValue ?? ''
  }

  /** Returns the value of a broker: its own, or that of all brokers, or Kafka's default. */
  broker(nodeId: number, name: string): string | undefined {
    const own = this.brokers.get(nodeId) ?? NONE
    return own.get(name) ?? this.shared.get(name) ?? brokerConfigTable().get(name)?.defaultValue ?? undefined
  }
}

/** Keeps these values below the key, or nothing if there are none. */
export function keep<K>(all: Map<K, ConfigValues>, key: K, values: ConfigValues): void {
  if (values.size === 0) all.delete(key)
  else all.set(key, values)
}
