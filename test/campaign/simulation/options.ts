import type { ClusterOptions } from 'kafkawire'
import { scramSha256 } from 'kafkawire/sasl'
import type { TestingCluster, TestingClusterOptions } from 'kafkawire/testing'
import type { DocumentedLimits } from '../checks/history.ts'
import type { Settings } from '../schedule/schedule.ts'
import type { DialBroker } from './network.ts'

/** The defaults of `retry.totalMs` and `timeouts.connectMs`. */
const TOTAL_MS = 60_000
const CONNECT_MS = 10_000

// The sessions of members of consumer groups (KIP-848) are as short as those of the classic protocol
// may be.
const CONFIGS = {
  'group.consumer.min.session.timeout.ms': '6000',
  'group.consumer.session.timeout.ms': '6000',
  'group.consumer.min.heartbeat.interval.ms': '1000',
  'group.consumer.heartbeat.interval.ms': '1000'
}

const USER = 'alice'
/** The password of the driver. No text of the driver has these letters by accident. */
export const PASSWORD = 'Qx7-zebra-Vw9'

/** How a driver reaches the brokers. */
export interface Reach {
  readonly dial: DialBroker
  readonly clientId: string
  /** Begins the names of all brokers. */
  readonly prefix: string
}

/** The options of the brokers of a schedule. */
export function brokerOptions({ brokers, profile, security, sessionMs }: Settings): TestingClusterOptions {
  const sasl = { users: { [USER]: PASSWORD }, ...(sessionMs > 0 && { sessionLifetimeMs: sessionMs }) }
  return { transport: 'memory', brokers, profile, configs: CONFIGS, ...(security === 'SASL_SSL' && { tls: true, sasl }) }
}

/** The limits that the docs give to calls with the settings of a schedule. */
export function documentedLimits({ requestMs, options = {} }: Settings): DocumentedLimits {
  return { totalMs: options['retry.totalMs'] ?? TOTAL_MS, requestMs, connectMs: options['connection.timeouts.connectMs'] ?? CONNECT_MS }
}

/** The options of a driver of a schedule. */
export function driverOptions(
  { requestMs, security, options = {} }: Settings,
  kafka: TestingCluster,
  { dial, clientId, prefix }: Reach
): ClusterOptions {
  const connection = {
    dial,
    clientId,
    timeouts: { requestMs, connectMs: CONNECT_MS },
    ...(security === 'SASL_SSL' && { tls: kafka.tls?.options ?? true, sasl: scramSha256({ username: USER, password: PASSWORD }) })
  }
  const rewriteAddress = ({ host, port }: { readonly host: string; readonly port: number }): string => `${prefix}${host}:${port}`
  const bootstrapServers = kafka.bootstrap.split(',').map(server => prefix + server)
  const plain = { bootstrapServers, rewriteAddress, connection, retry: { totalMs: TOTAL_MS } }
  return Object.entries(options).reduce<ClusterOptions>((all, [path, value]) => withOption(all, path.split('.'), value), plain)
}

// The same options, with another value at the end of a path of names.
function withOption<T extends object>(options: T, [name = '', ...rest]: readonly string[], value: number): T {
  const inner = Object(Reflect.get(options, name)) as object
  return { ...options, [name]: rest.length === 0 ? value : withOption(inner, rest, value) }
}
