import { now } from '../../clock.ts'
import type { Connection } from '../../conn/connection.ts'
import type { VersionRange } from '../../errors.ts'
import { BOOLEAN, checkOptions, LIMIT, type OptionRule } from '../../options.ts'
import type { Pool } from '../../pool/pool.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { isAbortSignal } from '../../type-checks.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ResolvedClusterOptions } from '../cluster-options.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { dialLimitMs, rankBrokers } from './any-broker.ts'
import { Round } from './round.ts'

/** Options of `cluster.versions`: which brokers it asks, and for how long. */
export interface VersionsOptions extends WaitOptions {
  /**
   * Whether every known broker is asked, which connects to those that are not connected. Default
   * false: only connected brokers, or any one if none is connected.
   */
  readonly all?: boolean | undefined
}

const RULES: Record<keyof VersionsOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT,
  all: BOOLEAN
}

/** The parts of a cluster that {@link commonVersions} works with. */
export interface VersionsMeans {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly options: Pick<ResolvedClusterOptions, 'connection' | 'metadata' | 'retry'>
}

/**
 * The versions of an API that this driver and the asked brokers have in common; undefined if there
 * is none.
 */
export async function commonVersions(means: VersionsMeans, api: ApiInfo, asked: VersionsOptions): Promise<VersionRange | undefined> {
  checkOptions('versions', asked, RULES)
  const { signal, timeoutMs = means.options.retry.totalMs, all = false } = asked
  signal?.throwIfAborted()
  const untilMs = now() + timeoutMs
  const left = (): WaitOptions => ({ signal, timeoutMs: Math.max(untilMs - now(), 1) })
  await means.metadata.ensure([], left())
  const connections = all ? await connectAll(means, api, left) : await connected(means, api, left)
  const [first, ...others] = connections.map(({ versions }) => versions.of(api))
  return others.reduce((range, other) => range && other && common(range, other), first)
}

async function connectAll({ pool, metadata }: VersionsMeans, api: ApiInfo, left: () => WaitOptions): Promise<Connection[]> {
  const open = new Map([...pool.connections()].map(({ nodeId, connection }) => [nodeId, connection]))
  const nodeIds = [...metadata.map.brokers.keys()]
  return await Promise.all(nodeIds.map(nodeId => open.get(nodeId) ?? pool.acquire(nodeId, pool.laneOf(api), left())))
}

async function connected(means: VersionsMeans, api: ApiInfo, left: () => WaitOptions): Promise<Connection[]> {
  const { pool, metadata, options } = means
  const open = [...pool.connections()].map(({ connection }) => connection)
  if (open.length > 0) return open
  const { signal = metadata.closed } = left()
  const limits = (): WaitOptions => ({ timeoutMs: Math.min(dialLimitMs(options), left().timeoutMs ?? Number.POSITIVE_INFINITY), signal })
  const round = new Round(nodeId => pool.acquire(nodeId, pool.laneOf(api), limits()))
  const order = (): number[] => rankBrokers(pool, metadata.map, { seeds: metadata.seeds })
  const connection = await round.askUntilAllFail(order)
  signal.throwIfAborted()
  if (connection === undefined) throw round.failure(`versions of ${api.name}`)
  return [connection]
}

function common(a: VersionRange, b: VersionRange): VersionRange | undefined {
  const range = { min: Math.max(a.min, b.min), max: Math.min(a.max, b.max) }
  return range.min > range.max ? undefined : range
}
