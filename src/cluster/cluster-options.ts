import type { Connection } from '../conn/connection.ts'
import { type ConnectionOptions, resolveOptions } from '../conn/connection-options.ts'
import { isKafkaError } from '../errors.ts'
import { isFunction, isRecord, LIMIT, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../options.ts'
import { type PoolConnectionOptions, type PoolOptions, resolvePoolOptions } from '../pool/pool-options.ts'
import { TELEMETRY_RULE, type TelemetryOptions, telemetryProblems } from '../telemetry/telemetry-options.ts'
import { isAbortSignal } from '../type-checks.ts'
import type { ClusterObserver } from './observer.ts'
import {
  type BootstrapServers,
  parseServers,
  protocolProblems,
  type RewriteAddress,
  rewriteProblems,
  wantsTls
} from './server-addresses.ts'

/** The options of `connectCluster`. An option that is `undefined` has its default. */
export interface ClusterOptions {
  /**
   * The servers through which the cluster is found: `'a:9092,b:9092'`, an array of such strings, or
   * a function that returns either. Required.
   */
  readonly bootstrapServers: BootstrapServers
  /**
   * What the bootstrap servers are: `broker`, or `controller` for the controllers of a cluster of
   * KRaft, Kafka 3.7 or newer (KIP-919), as `bootstrap.controllers` of Kafka's admin client. Then
   * the map has controllers in place of brokers, and all requests go to the active one, unless `to`
   * says otherwise. Default: `broker`.
   */
  readonly endpointType?: 'broker' | 'controller' | undefined
  /**
   * The options of the connections to all brokers, such as `clientId`, `tls` and `sasl`. They are
   * those of `connect`, without `host`, `port`, `expect` and `signal`. Default: `{}`.
   */
  readonly connection?: PoolConnectionOptions | undefined
  /** The options of the connection pool: lanes, backoff, circuit breaker, limits. Default: `{}`. */
  readonly pool?: PoolOptions | undefined
  /** The limits of retries, and the pauses before them. Default: `{}`. */
  readonly retry?: RetryOptions | undefined
  /** How current the map of the cluster is kept. Default: `{}`. */
  readonly metadata?: MetadataOptions | undefined
  /**
   * The addresses at which brokers are dialled, where their advertised addresses cannot be reached
   * from here: a table such as `{ 'broker-1:9092': 'localhost:19092' }`, or a function. Default:
   * none; the advertised addresses are dialled.
   */
  readonly rewriteAddress?: RewriteAddress | undefined
  /**
   * Accepts one cluster only: the one with this id, or with `true` the first one that answers. A
   * server that belongs to another cluster is refused, and calls fail with `KAFKA_NO_BROKER`.
   * Default: `false`; if the bootstrap servers lead to another cluster, that one is used from then
   * on, and calls that began before fail with `KAFKA_CLUSTER_CHANGED`.
   */
  readonly pinClusterId?: string | boolean | undefined
  /**
   * Functions that are told about connections that open and close, retries and throttling.
   * Default: `{}`.
   */
  readonly observe?: ClusterObserver | undefined
  /**
   * A function that is called with each new connection, and awaited, before the first request is
   * sent by it. If it throws, the connection is closed and counts as failed. Default: none.
   */
  readonly onFresh?: ((connection: Connection) => unknown) | undefined
  /**
   * Whether the metrics of this cluster are pushed to brokers that have a subscription for them
   * (KIP-714): `true`, or an object with attributes and metrics of the program. Default: `false`.
   */
  readonly telemetry?: boolean | TelemetryOptions | undefined
  /**
   * Aborts `connectCluster`, which then rejects with the reason of the signal. It has no effect
   * once `connectCluster` has resolved. Default: none.
   */
  readonly signal?: AbortSignal | undefined
}

/**
 * The limits of retries, and the pauses before them. Times are in milliseconds; `Infinity` switches
 * a limit off.
 */
export interface RetryOptions {
  /** The number of attempts, the first one included. Default: `Infinity`, so time alone limits. */
  readonly maxAttempts?: number | undefined
  /** The time from the call to the last moment at which an attempt may begin. Default: 60,000. */
  readonly totalMs?: number | undefined
  /**
   * The pause before the second attempt. It doubles with each further attempt, and each pause is
   * up to 20 % shorter or longer at random. Default: 100.
   */
  readonly initialMs?: number | undefined
  /** The longest pause between two attempts. Default: 1,000. */
  readonly maxMs?: number | undefined
}

/**
 * How current the map of the cluster is kept. All values are milliseconds; `Infinity` switches a
 * limit off.
 */
export interface MetadataOptions {
  /** The age after which the map is refreshed when it is used next. Default: 300,000. */
  readonly maxAgeMs?: number | undefined
  /**
   * The least time between two refreshes. It doubles, up to `retry.maxMs`, while refreshes bring
   * nothing new. Default: 100.
   */
  readonly minAgeMs?: number | undefined
  /**
   * How long one broker may take to answer Metadata once it is connected. Default: 5,000. If a
   * broker has not answered after 250 ms, the next one is asked as well, and the first answer
   * counts.
   */
  readonly attemptMs?: number | undefined
  /** How long a topic may be unused before refreshes no longer ask for it. Default: 300,000. */
  readonly topicIdleMs?: number | undefined
  /**
   * How long no broker may answer before the bootstrap servers are asked first again (KIP-1102).
   * Default: 300,000.
   */
  readonly rebootstrapAfterMs?: number | undefined
}

type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> }

/** The options of a cluster after they were checked, with every default filled in. */
export interface ResolvedClusterOptions {
  readonly bootstrapServers: BootstrapServers
  readonly endpointType: 'broker' | 'controller'
  readonly connection: PoolConnectionOptions
  readonly pool: PoolOptions
  readonly retry: Complete<RetryOptions>
  readonly metadata: Complete<MetadataOptions>
  readonly rewriteAddress: RewriteAddress | undefined
  readonly pinClusterId: string | boolean
  readonly observe: ClusterObserver
  readonly onFresh: ((connection: Connection) => unknown) | undefined
  /** Undefined: nothing is pushed. */
  readonly telemetry: TelemetryOptions | undefined
  readonly signal: AbortSignal | undefined
}

const FUNCTION: OptionRule = ['a function', isFunction]
const RULES: Record<keyof ClusterOptions, OptionRule | OptionRules> = {
  bootstrapServers: ['a string of addresses, an array of them, or a function that gives either', isServers, 'required'],
  endpointType: ["'broker' or 'controller'", value => value === 'broker' || value === 'controller', 'optional', 'name'],
  connection: ['an object of connection options', isRecord],
  pool: ['an object of pool options', isRecord],
  retry: { maxAttempts: LIMIT, totalMs: LIMIT, initialMs: LIMIT, maxMs: LIMIT } satisfies Record<keyof RetryOptions, OptionRule>,
  metadata: { maxAgeMs: LIMIT, minAgeMs: LIMIT, attemptMs: LIMIT, topicIdleMs: LIMIT, rebootstrapAfterMs: LIMIT } satisfies Record<
    keyof MetadataOptions,
    OptionRule
  >,
  rewriteAddress: ['a table of addresses, or a function', value => isRecord(value) || isFunction(value)],
  pinClusterId: [
    'a cluster id, or true for the first one that answers',
    value => typeof value === 'boolean' || (typeof value === 'string' && value !== '')
  ],
  observe: { open: FUNCTION, ready: FUNCTION, close: FUNCTION, retry: FUNCTION, throttle: FUNCTION } satisfies Record<
    keyof ClusterObserver,
    OptionRule
  >,
  onFresh: FUNCTION,
  telemetry: TELEMETRY_RULE,
  signal: ['an AbortSignal', isAbortSignal]
}

// Options of a connection that the cluster itself sets for each one.
const SET_BY_CLUSTER: readonly string[] = ['host', 'port', 'expect', 'signal'] satisfies readonly Exclude<
  keyof ConnectionOptions,
  keyof PoolConnectionOptions
>[]

/** Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION` with all problems. */
export function resolveClusterOptions(options: ClusterOptions): ResolvedClusterOptions {
  const problems = optionProblems(options, RULES)
  const { bootstrapServers, rewriteAddress, retry = {}, metadata = {}, ...given } = Object(options) as ClusterOptions
  const connection: PoolConnectionOptions = isRecord(given.connection) ? given.connection : {}
  problems.push(...connectionProblems(connection), ...rewriteProblems(rewriteAddress))
  if (isRecord(given.pool)) problems.push(...problemsOf(() => resolvePoolOptions({ connection: {}, pool: given.pool })))
  problems.push(...telemetryProblems(given.telemetry))
  if (given.endpointType === 'controller' && given.telemetry)
    problems.push("telemetry cannot be given with endpointType: 'controller': only brokers take metrics")
  const read = isServers(bootstrapServers) && !isFunction(bootstrapServers) ? parseServers(bootstrapServers) : undefined
  const { protocols = [] } = read ?? {}
  if (read !== undefined) problems.push(...read.problems, ...protocolProblems(protocols, connection.tls, connection.sasl))
  refuseIfAny('connectCluster', problems)
  return {
    bootstrapServers,
    endpointType: given.endpointType ?? 'broker',
    connection: protocols.some(wantsTls) && connection.tls === undefined ? { ...connection, tls: true } : connection,
    pool: given.pool ?? {},
    retry: {
      maxAttempts: retry.maxAttempts ?? Number.POSITIVE_INFINITY,
      totalMs: retry.totalMs ?? 60_000,
      initialMs: retry.initialMs ?? 100,
      maxMs: retry.maxMs ?? 1_000
    },
    metadata: {
      maxAgeMs: metadata.maxAgeMs ?? 300_000,
      minAgeMs: metadata.minAgeMs ?? 100,
      attemptMs: metadata.attemptMs ?? 5_000,
      topicIdleMs: metadata.topicIdleMs ?? 300_000,
      rebootstrapAfterMs: metadata.rebootstrapAfterMs ?? 300_000
    },
    rewriteAddress,
    pinClusterId: given.pinClusterId ?? false,
    observe: given.observe ?? {},
    onFresh: given.onFresh,
    telemetry: given.telemetry === true ? {} : given.telemetry || undefined,
    signal: given.signal
  }
}

// Lets the rules of `connect` check the connection options, for some host, and puts "connection."
// before the names in its problems.
function connectionProblems(connection: PoolConnectionOptions): string[] {
  const notAllowed = SET_BY_CLUSTER.filter(name => Object(connection)[name] !== undefined)
  if (notAllowed.length > 0)
    return notAllowed.map(name => `connection.${name} is not an option here: the cluster sets it for each connection`)
  return problemsOf(() => resolveOptions({ ...connection, host: 'any' })).map(problem => `connection.${problem}`)
}

function problemsOf(check: () => unknown): readonly string[] {
  try {
    check()
    return []
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_CONFIGURATION')) return error.problems
    throw error
  }
}

function isServers(value: unknown): boolean {
  return typeof value === 'string' || isFunction(value) || (Array.isArray(value) && value.every(each => typeof each === 'string'))
}
