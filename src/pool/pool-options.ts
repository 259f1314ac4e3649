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

/** How the pool keeps its connections. `undefined` always means the default; `Infinity` switches a limit off. */
export interface PoolOptions {
  /** Connections kept apart by kind of work: API names by lane. Default produce, fetch, coordination; all other APIs share the lane `other`. */
  readonly lanes?: Readonly<Record<string, readonly string[]>> | undefined
  /** How long a broker is left alone after a failure: from `initialMs`, default 100, doubling to `maxMs`, default 1,000, which is how long a broker may be back before it is dialled. */
  readonly backoff?: { readonly initialMs?: number | undefined; readonly maxMs?: number | undefined } | undefined
  /**
   * After so many `failures` in a row, default 5, calls fail at once with `KAFKA_CIRCUIT_OPEN` while the backoff runs. `openMs` is the least that it
   * then lasts: 60,000 in the classic form, nothing by default.
   */
  readonly breaker?: { readonly failures?: number | undefined; readonly openMs?: number | undefined } | undefined
  /** Sockets to all brokers together, those being dialled included; the idle one used least lately makes room. Default `Infinity`. */
  readonly maxConnections?: number | undefined
  /** Dials that may begin in a second, to each broker. Default 20. */
  readonly maxDialsPerSecond?: number | undefined
  /** A connection that was quiet for so many milliseconds is asked for a sign of life before it is handed out. Default 60,000. */
  readonly validateMs?: number | undefined
  /** How long such a sign may take before another connection is dialled, in milliseconds. Default 3,000. */
  readonly pongMs?: number | undefined
}

/** What all connections are opened with. Where they lead is the pool's to say. */
export type PoolConnectionOptions = Omit<ConnectionOptions, 'host' | 'port' | 'expect' | 'signal'>

/** Hears of every connection. What it throws is told on the channel `kafkawire:pool` and changes nothing else. */
export interface PoolObserver {
  /** It is authenticated; `onFresh` has not run yet. */
  open?(connection: Connection): void
  /** It may be used. */
  ready?(connection: Connection): void
  close?(connection: Connection, reason: CloseReason): void
}

/** What a pool is made from. */
export interface PoolSettings {
  readonly connection: PoolConnectionOptions
  readonly pool?: PoolOptions | undefined
  readonly observe?: PoolObserver | undefined
  /** Awaited on each new connection before it is handed out, to restore what a connection remembers. If it throws, the dial has failed. */
  readonly onFresh?: ((connection: Connection) => unknown) | undefined
}

/** Options checked and complete. */
export interface ResolvedPoolOptions {
  readonly lanes: LaneTable
  readonly backoff: BackoffLimits
  readonly breaker: BreakerLimits
  readonly maxConnections: number
  readonly maxDialsPerSecond: number
  readonly validateMs: number
  readonly pongMs: number
}

const LONGEST_BACKOFF_MS = 60_000
// So long after the end of an outage may the next dial begin.
const MAX_BACKOFF_MS = 1_000
const AT_LEAST_ONE: OptionRule = ['a number from 1 on, or Infinity for no limit', value => isLimit(value) && value >= 1]
const BACKOFF: OptionRule = ['a positive number up to 60,000', value => isLimit(value) && value <= LONGEST_BACKOFF_MS]
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
const NOT_OURS = ['host', 'port', 'expect', 'signal']

/** Checks the settings and fills in the defaults. Throws `KAFKA_CONFIGURATION`, before anything is dialled. */
export function resolvePoolOptions(settings: PoolSettings): ResolvedPoolOptions {
  const problems = optionProblems(settings, RULES)
  const { pool = {}, connection = {} } = Object(settings) as PoolSettings
  const { lanes = DEFAULT_LANES, backoff = {}, breaker = {} } = Object(pool) as PoolOptions
  const { initialMs = 100, maxMs = Math.max(initialMs, MAX_BACKOFF_MS) } = Object(backoff) as NonNullable<PoolOptions['backoff']>
  const { failures = 5, openMs = 0 } = Object(breaker) as NonNullable<PoolOptions['breaker']>
  const table = isRecord(lanes) ? givenIn(lanes) : {}
  problems.push(...laneProblems(table))
  if (initialMs > maxMs) problems.push(`pool.backoff.initialMs is ${initialMs} and above pool.backoff.maxMs, ${maxMs}`)
  for (const name of NOT_OURS)
    if (Object(connection)[name] !== undefined) problems.push(`connection.${name} is not an option: the pool says where connections lead`)
  refuseIfAny('new Pool', problems)
  resolveOptions({ ...connection, host: 'localhost' }) // which throws as the first dial would
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
