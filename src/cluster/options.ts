import type { Connection } from '../conn/connection.ts'
import { type ConnectionOptions, resolveOptions } from '../conn/connection-options.ts'
import { isKafkaError } from '../errors.ts'
import { isFunction, isRecord, LIMIT, type OptionRule, type OptionRules, optionProblems, refuseIfAny } from '../options.ts'
import { type PoolConnectionOptions, type PoolOptions, resolvePoolOptions } from '../pool/options.ts'
import { isAbortSignal } from '../type-checks.ts'
import type { ClusterObserver } from './observer.ts'
import { type BootstrapServers, protocolProblems, type RewriteAddress, readServers, rewriteProblems, wantsTls } from './server-addresses.ts'

/** What `connectCluster` takes. `undefined` always means the default. */
export interface ClusterOptions {
  /** One or more brokers to begin with: `'a:9092,b:9092'`, an array, or a function. Required. */
  readonly bootstrapServers: BootstrapServers
  /** For the connections to all brokers. */
  readonly connection?: PoolConnectionOptions | undefined
  readonly pool?: PoolOptions | undefined
  readonly retry?: RetryOptions | undefined
  readonly metadata?: MetadataOptions | undefined
  /** Where to dial brokers whose advertised addresses do not lead to them from here: a table, or a function. */
  readonly rewriteAddress?: RewriteAddress | undefined
  /**
   * Stays with one cluster: the one of this id, or with `true` the first that answers. A server that belongs to another cluster is refused. Without it
   * the cluster is followed to where the bootstrap servers lead, and calls that began before fail with `KAFKA_CLUSTER_CHANGED`.
   */
  readonly pinClusterId?: string | boolean | undefined
  readonly observe?: ClusterObserver | undefined
  /** Run on each new connection before it is handed out. */
  readonly onFresh?: ((connection: Connection) => unknown) | undefined
  /** Gives up connecting; has no say once the cluster is there. */
  readonly signal?: AbortSignal | undefined
}

/** How often, and for how long, a request is made again. `Infinity` switches a limit off. */
export interface RetryOptions {
  /** Attempts in all. Default `Infinity`: time alone limits them. */
  readonly maxAttempts?: number | undefined
  /** From the call to giving up. Default 60,000. */
  readonly totalMs?: number | undefined
  /** The pause before the second attempt, and before each further twice as long, ±20 %. Default 100. */
  readonly initialMs?: number | undefined
  /** The longest pause. Default 1,000. */
  readonly maxMs?: number | undefined
}

/** How current the map of the cluster is kept. Milliseconds; `Infinity` switches a limit off. */
export interface MetadataOptions {
  /** Older than this it is asked for anew at the next use. Default 300,000. */
  readonly maxAgeMs?: number | undefined
  /** The least time between two refreshes, doubling up to `retry.maxMs` while they bring nothing new. Default 100. */
  readonly minAgeMs?: number | undefined
  /**
   * How long one broker may take to answer, once it is connected. Default 5,000. The next one is asked as soon as a broker has said nothing for 250 ms.
   */
  readonly attemptMs?: number | undefined
  /** Topics that were not used for so long are not asked for any more. Default 300,000. */
  readonly topicIdleMs?: number | undefined
  /** After so long without an answer the bootstrap servers come first again (KIP-1102). Default 300,000. */
  readonly rebootstrapAfterMs?: number | undefined
}

type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> }

/** Options checked and complete. */
export interface ResolvedClusterOptions {
  readonly bootstrapServers: BootstrapServers
  readonly connection: PoolConnectionOptions
  readonly pool: PoolOptions
  readonly retry: Complete<RetryOptions>
  readonly metadata: Complete<MetadataOptions>
  readonly rewriteAddress: RewriteAddress | undefined
  readonly pinClusterId: string | boolean
  readonly observe: ClusterObserver
  readonly onFresh: ((connection: Connection) => unknown) | undefined
  readonly signal: AbortSignal | undefined
}

const FUNCTION: OptionRule = ['a function', isFunction]
const RULES: Record<keyof ClusterOptions, OptionRule | OptionRules> = {
  bootstrapServers: ['a string of addresses, an array of them, or a function that gives either', isServers, 'required'],
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
  signal: ['an AbortSignal', isAbortSignal]
}

// What the cluster itself says of each connection.
const OURS: readonly string[] = ['host', 'port', 'expect', 'signal'] satisfies readonly Exclude<
  keyof ConnectionOptions,
  keyof PoolConnectionOptions
>[]

/** Checks the options and fills in the defaults. Throws `KAFKA_CONFIGURATION` with every problem there is. */
export function resolveClusterOptions(options: ClusterOptions): ResolvedClusterOptions {
  const problems = optionProblems(options, RULES)
  const { bootstrapServers, rewriteAddress, retry = {}, metadata = {}, ...given } = Object(options) as ClusterOptions
  const connection: PoolConnectionOptions = isRecord(given.connection) ? given.connection : {}
  problems.push(...connectionProblems(connection), ...rewriteProblems(rewriteAddress))
  if (isRecord(given.pool)) problems.push(...problemsOf(() => resolvePoolOptions({ connection: {}, pool: given.pool })))
  const read = isServers(bootstrapServers) && !isFunction(bootstrapServers) ? readServers(bootstrapServers) : undefined
  const { protocols = [] } = read ?? {}
  if (read !== undefined) problems.push(...read.problems, ...protocolProblems(protocols, connection.tls, connection.sasl))
  refuseIfAny('connectCluster', problems)
  return {
    bootstrapServers,
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
    signal: given.signal
  }
}

// Asked of `connect` itself, for any host: its own problems, by the name they have here.
function connectionProblems(connection: PoolConnectionOptions): string[] {
  const ours = OURS.filter(name => Object(connection)[name] !== undefined)
  if (ours.length > 0) return ours.map(name => `connection.${name} is not an option: the cluster says it of each connection itself`)
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
