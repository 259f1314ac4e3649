import type { ClusterOptions, ConnectionOptions } from 'kafkawire'
import { oauthBearer, plain, type SaslMechanism, scramSha256, scramSha512 } from 'kafkawire/sasl'
import type { TestingCluster, TestingClusterOptions } from 'kafkawire/testing'
import type { DocumentedLimits } from '../checks/history.ts'
import type { Settings } from '../schedule/schedule.ts'
import type { DialBroker } from './network.ts'
import { type DelegationToken, Tokens } from './tokens.ts'

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

// Without it the brokers make no delegation tokens.
const TOKEN_CONFIGS = { 'delegation.token.secret.key': 'the secret of the brokers' }

const USER = 'alice'
/** The password of the driver. No text of the driver has these letters by accident. */
export const PASSWORD = 'Qx7-zebra-Vw9'
const FIRST_MECHANISM = 'SCRAM-SHA-256'

/** How a driver reaches the brokers. */
export interface Reach {
  readonly dial: DialBroker
  readonly clientId: string
  /** Begins the names of all brokers. */
  readonly prefix: string
  /** For the mechanism OAUTHBEARER. */
  readonly tokens?: Tokens
  /** Whether it connects to brokers whose certificate is wrong. Default: false. */
  readonly trustsAll?: boolean
}

/** The options of the brokers of a schedule. */
export function brokerOptions({ brokers, profile, security, mechanism = FIRST_MECHANISM, sessionMs }: Settings): TestingClusterOptions {
  const lifetime = sessionMs > 0 ? { sessionLifetimeMs: sessionMs } : {}
  const sasl = { users: { [USER]: PASSWORD }, mechanisms: [mechanism], ...lifetime }
  return {
    transport: 'memory',
    brokers,
    profile,
    configs: { ...CONFIGS, ...TOKEN_CONFIGS },
    tls: hasTls(security),
    ...(hasSasl(security) && { sasl })
  }
}

const hasTls = (security: Settings['security']): boolean => security === 'SSL' || security === 'SASL_SSL'
const hasSasl = (security: Settings['security']): boolean => security.startsWith('SASL')

function mechanismOf(mechanism: NonNullable<Settings['mechanism']>, tokens: Tokens): SaslMechanism {
  const newest = (): DelegationToken | undefined => tokens.delegated.at(-1)
  const credentials = {
    username: () => newest()?.tokenId ?? USER,
    password: () => tokens.delegated.map(passwordOf).at(-1) ?? PASSWORD,
    delegationToken: newest() !== undefined
  }
  switch (mechanism) {
    case 'PLAIN':
      return plain({ username: USER, password: PASSWORD })
    case 'SCRAM-SHA-256':
      return scramSha256(credentials)
    case 'SCRAM-SHA-512':
      return scramSha512(credentials)
    case 'OAUTHBEARER':
      return oauthBearer({ token: () => tokens.next(USER) })
  }
}

/** The HMAC of a delegation token as the password that it is. */
export const passwordOf = ({ hmac }: DelegationToken): string => Buffer.from(hmac).toString('base64')

/** Whether the driver logs in with a delegation token. Only SCRAM takes them. */
export const usesDelegationToken = ({ security, mechanism = FIRST_MECHANISM, usesDelegationToken = false }: Settings): boolean =>
  usesDelegationToken && hasSasl(security) && mechanism.startsWith('SCRAM')

/** The limits that the docs give to calls with the settings of a schedule. */
export function documentedLimits({ requestMs, options = {} }: Settings): DocumentedLimits {
  return { totalMs: options['retry.totalMs'] ?? TOTAL_MS, requestMs, connectMs: options['connection.timeouts.connectMs'] ?? CONNECT_MS }
}

/** The options of a driver of a schedule. */
export function driverOptions(
  { requestMs, security, mechanism = FIRST_MECHANISM, pinsCluster = false, readsAuthority = false, options = {} }: Settings,
  kafka: TestingCluster,
  { dial, clientId, prefix, tokens = new Tokens(0), trustsAll = false }: Reach
): ClusterOptions {
  const connection = {
    dial,
    clientId,
    timeouts: { requestMs, connectMs: CONNECT_MS },
    ...(hasTls(security) && { tls: tlsOf(kafka, readsAuthority, trustsAll) }),
    ...(hasSasl(security) && { sasl: mechanismOf(mechanism, tokens) })
  }
  const rewriteAddress = ({ host, port }: { readonly host: string; readonly port: number }): string => `${prefix}${host}:${port}`
  const bootstrapServers = kafka.bootstrap.split(',').map(server => prefix + server)
  const basic = { bootstrapServers, rewriteAddress, pinClusterId: pinsCluster && kafka.clusterId, connection, retry: { totalMs: TOTAL_MS } }
  return Object.entries(options).reduce<ClusterOptions>((all, [path, value]) => withOption(all, path.split('.'), value), basic)
}

// The authority may be another one at the next dial.
function tlsOf({ tls }: TestingCluster, readsAuthority: boolean, trustsAll: boolean): ConnectionOptions['tls'] {
  if (trustsAll) return { rejectUnauthorized: false }
  return readsAuthority ? async () => tls?.options ?? {} : (tls?.options ?? true)
}

// The same options, with another value at the end of a path of names.
function withOption<T extends object>(options: T, [name = '', ...rest]: readonly string[], value: number): T {
  const inner = Object(Reflect.get(options, name)) as object
  return { ...options, [name]: rest.length === 0 ? value : withOption(inner, rest, value) }
}
