import type { Connection } from '../conn/connection.ts'
import { type ConnectionOptions, resolveOptions } from '../conn/connection-options.ts'
import type { CloseReason } from '../errors.ts'
import {
  givenIn,
  isFunction,
  isLimit,
  isRecord,
  LIMIT,
  type OptionRule,
  type OptionRules,
  optionProblems,
  refuseIfAny
} from '../options.ts'
import type { BackoffLimits } from '../waiting/backoff.ts'
import type { BreakerLimits } from './dialing/breaker.ts'
import { DEFAULT_LANES, type LaneTable, laneProblems } from './lane-table.ts'

/**
 * How a pool keeps its connections. An option that is `undefined` has its default. `Infinity`
 * switches a limit off.
 */
export interface PoolOptions {
  /**
   * The lanes: kinds of work that have a connection of their own to each broker. The value has the
   * names of APIs by lane, such as `{ produce: ['Produce'] }`. APIs in no lane share the lane
   * `other`. Default: the lanes `produce`, `fetch` and `coordination`.
   */
  readonly lanes?: Readonly<Record<string, readonly string[]>> | undefined
  /**
   * The backoff: how long a broker is not dialled after a failure, in milliseconds. The first is
   * `initialMs` (default 100), doubled with each failure in a row up to `maxMs` (default 1,000, at
   * most 60,000), 20 % more or less. A broker that is back is dialled after `maxMs` at the latest.
   */
  readonly backoff?: { readonly initialMs?: number | undefined; readonly maxMs?: number | undefined } | undefined
  /**
   * The circuit breaker of each broker. After `failures` failures in a row (default 5), calls fail
   * at once with `KAFKA_CIRCUIT_OPEN` until the backoff ends. `openMs` is the shortest time that
   * the circuit then stays open, in milliseconds (default: as long as the backoff; classic circuit
   * breakers use 60,000).
   */
  readonly breaker?: { readonly failures?: number | undefined; readonly openMs?: number | undefined } | undefined
  /**
   * The most connections to all brokers together, dials included. When all slots are taken, the
   * least recently used idle connection is closed. Default `Infinity`.
   */
  readonly maxConnections?: number | undefined
  /** The most dials to one broker that begin within a second. Default 20: MSK refuses more. */
  readonly maxDialsPerSecond?: number | undefined
  /**
   * A connection on which no byte was sent or received for this time, in milliseconds, is pinged
   * before callers get it. Default 60,000.
   */
  readonly validateMs?: number | undefined
  /**
   * How long the ping of a quiet connection (see `validateMs`) waits for its answer, in
   * milliseconds, before another connection is dialled. Default 3,000.
   */
  readonly pongMs?: number | undefined
}

/**
 * The options of every connection of a pool: those of `connect` without `host`, `port`, `expect`
 * and `signal`, which the pool sets itself.
 */
export type PoolConnectionOptions = Omit<ConnectionOptions, 'host' | 'port' | 'expect' | 'signal'>

/**
 * Functions that a pool calls for each of its connections. What they throw changes nothing: it is
 * published on the channel `kafkawire:pool` as `observer-error`.
 */
export interface PoolObserver {
  /** Called when a connection is open and authenticated, before `onFresh` runs. */
  open?(connection: Connection): void
  /** Called when a connection is ready for use: `onFresh` has succeeded. */
  ready?(connection: Connection): void
  /** Called when a connection has ended. */
  close?(connection: Connection, reason: CloseReason): void
}

/** The settings of a new `Pool`. */
export interface PoolSettings {
  /** How connections are opened: `clientId`, `tls`, `sasl`, limits and timeouts. */
  readonly connection: PoolConnectionOptions
  /** How the pool keeps its connections. All options have defaults. */
  readonly pool?: PoolOptions | undefined
  /** Functions that are called for each connection. */
  readonly observe?: PoolObserver | undefined
  /**
   * A function that is awaited on each new connection before callers get it, to restore the state
   * that a broker keeps per connection. If it throws, the dial has failed, with phase `fresh`.
   */
  readonly onFresh?: ((connection: Connection) => unknown) | undefined
}

/** The options of a pool, checked and with all defaults. */
export interface ResolvedPoolOptions {
  readonly lanes: LaneTable
  readonly backoff: BackoffLimits
  readonly breaker: BreakerLimits
  readonly maxConnections: number
  readonly maxDialsPerSecond: number
  readonly validateMs: number
  readonly pongMs: number
}

const MAX_BACKOFF_MS = 60_000
// After an outage has ended, the next dial begins within this time.
const DEFAULT_MAX_BACKOFF_MS = 1_000
const AT_LEAST_ONE: OptionRule = ['a number from 1 on, or Infinity for no limit', value => isLimit(value) && value >= 1]
const BACKOFF: OptionRule = ['a positive number up to 60,000', value => isLimit(value) && value <= MAX_BACKOFF_MS]
const HOOK: OptionRule = ['a function', isFunction]
const POOL_RULES: Record<keyof PoolOptions, OptionRule | OptionRules> = {
  lanes: ['an object of lists of API names', isRecord],
  backoff: { initialMs: BACKOFF, maxMs: BACKOFF },
  breaker: { failures: AT_LEAST_ONE, openMs: LIMIT },
  maxConnections: AT_LEAST_ONE,
  maxDialsPerSecond: LIMIT,
  validateMs: LIMIT,
  pongMs: LIMIT
}
const RULES: Record<keyof PoolSettings, OptionRule | OptionRules> = {
  connection: ['an object', isRecord, 'required'],
  pool: POOL_RULES,
  observe: { open: HOOK, ready: HOOK, close: HOOK } satisfies Record<keyof PoolObserver, OptionRule>,
  onFresh: HOOK
}
const SET_BY_POOL = ['host', 'port', 'expect', 'signal']

/** Checks the settings and fills in the defaults. Throws `KAFKA_CONFIGURATION`. */
export function resolvePoolOptions(settings: PoolSettings): ResolvedPoolOptions {
  const problems = optionProblems(settings, RULES)
  const { pool = {}, connection = {} } = Object(settings) as PoolSettings
  const { lanes = DEFAULT_LANES, backoff = {}, breaker = {} } = Object(pool) as PoolOptions
  const { initialMs = 100, maxMs = Math.max(initialMs, DEFAULT_MAX_BACKOFF_MS) } = Object(backoff) as NonNullable<PoolOptions['backoff']>
  const { failures = 5, openMs = 0 } = Object(breaker) as NonNullable<PoolOptions['breaker']>
  const table = isRecord(lanes) ? givenIn(lanes) : {}
  problems.push(...laneProblems(table))
  if (initialMs > maxMs) problems.push(`pool.backoff.initialMs, ${initialMs}, is above pool.backoff.maxMs, ${maxMs}`)
  for (const name of SET_BY_POOL)
    if (Object(connection)[name] !== undefined) problems.push(`connection.${name} is not an option: the pool sets it for each connection`)
  refuseIfAny('new Pool', problems)
  resolveOptions({ ...connection, host: 'localhost' }) // throws here what the first dial would throw
  return {
    lanes: table as LaneTable,
    backoff: { initialMs, maxMs },
    breaker: { failures, openMs },
    maxConnections: pool.maxConnections ?? Number.POSITIVE_INFINITY,
    maxDialsPerSecond: pool.maxDialsPerSecond ?? 20,
    validateMs: pool.validateMs ?? 60_000,
    pongMs: pool.pongMs ?? 3_000
  }
}
