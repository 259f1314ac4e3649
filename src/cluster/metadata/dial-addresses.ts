import { formatAddress } from '../../conn/address.ts'
import { configurationError } from '../../options.ts'
import { addressProblem, isSeed } from '../../pool/broker-name.ts'
import type { Pool, PoolBroker } from '../../pool/pool.ts'
import { undialable } from '../../pool/pool-errors.ts'
import { type RewriteAddress, rewrittenAddress } from '../server-addresses.ts'
import type { ClusterBroker, ClusterMap } from './cluster-map.ts'
import { publishMetadata } from './metadata-events.ts'
import type { Seeds } from './seeds.ts'

/**
 * The addresses at which brokers are dialled: the advertised ones, or those that `rewriteAddress`
 * gives. Together with the bootstrap servers they are the list of brokers that the pool has. If the
 * caller's function fails for one broker, that broker keeps its last address, and the others are
 * not affected.
 */
export class DialAddresses {
  readonly #pool: Pool
  readonly #map: ClusterMap
  readonly #seeds: Seeds
  readonly #rewrite: RewriteAddress | undefined
  #found: ReadonlyMap<number, PoolBroker> = new Map()
  #problems: readonly unknown[] = []

  constructor(pool: Pool, map: ClusterMap, seeds: Seeds, rewrite: RewriteAddress | undefined) {
    this.#pool = pool
    this.#map = map
    this.#seeds = seeds
    this.#rewrite = rewrite
  }

  /**
   * The errors of the last {@link updatePool}: brokers that have no address, or only an old one.
   */
  get problems(): readonly unknown[] {
    return this.#problems
  }

  /**
   * Determines the address of each broker in the map, and gives the pool the list of all brokers
   * and bootstrap servers. Returns whether that list has any entry; an empty one is not given to
   * the pool.
   */
  updatePool(): boolean {
    const brokers = [...this.#findAll(), ...this.#seeds.listed]
    if (brokers.length > 0) this.#pool.setBrokers(brokers, this.#map.clusterId)
    return brokers.length > 0
  }

  /**
   * Forgets all addresses, because another cluster answers now, and they are not of its brokers.
   */
  clear(): void {
    this.#found = new Map()
  }

  /**
   * The node ids of the bootstrap servers that are worth asking. One that has the address of a
   * broker that could not be reached need not be dialled a second time.
   */
  seedsToAsk(): number[] {
    const brokers = [...this.#dialled()].filter(({ nodeId }) => !isSeed(nodeId) && this.#pool.isUnreached(nodeId))
    const unreached = new Set(brokers.map(({ address }) => address))
    return this.#seeds.listed.filter(seed => !unreached.has(formatAddress(seed))).map(({ nodeId }) => nodeId)
  }

  /**
   * The time until the first broker or bootstrap server may be dialled, in milliseconds. 0: now.
   */
  dialBlockedMs(): number {
    // A bootstrap server with the address of a broker may be dialled no sooner than that broker.
    const waits = new Map<string, number>()
    for (const { nodeId, address } of this.#dialled()) {
      const waitMs = this.#pool.retryAfterMs(nodeId)
      // To wait does not help an address that cannot be dialled: only a refresh brings another one.
      if (Number.isFinite(waitMs)) waits.set(address, Math.max(waits.get(address) ?? 0, waitMs))
    }
    return waits.size === 0 ? 0 : Math.min(...waits.values())
  }

  *#dialled(): Iterable<{ readonly nodeId: number; readonly address: string }> {
    for (const nodeId of this.#map.brokers.keys()) {
      const found = this.#found.get(nodeId)
      if (found !== undefined) yield { nodeId, address: formatAddress(found) }
    }
    for (const seed of this.#seeds.listed) yield { nodeId: seed.nodeId, address: formatAddress(seed) }
  }

  #findAll(): readonly PoolBroker[] {
    const found = new Map<number, PoolBroker>()
    const problems: unknown[] = []
    for (const broker of this.#map.brokers.values()) {
      const { nodeId } = broker
      try {
        const address = this.#find(broker)
        found.set(nodeId, address)
        const problem = addressProblem(address)
        if (problem !== undefined) publishMetadata(() => ({ event: 'no-address', nodeId, error: undialable(address, problem) }))
      } catch (error) {
        problems.push(error)
        publishMetadata(() => ({ event: 'no-address', nodeId, error }))
        const before = this.#found.get(nodeId)
        if (before !== undefined) found.set(nodeId, before)
      }
    }
    this.#found = found
    this.#problems = problems
    return [...found.values()]
  }

  #find(broker: ClusterBroker): PoolBroker {
    const { nodeId } = broker
    const address = rewrittenAddress(broker, this.#rewrite)
    if (typeof address === 'string') throw configurationError('rewriteAddress', [`its result for broker ${nodeId} ${address}`])
    return { nodeId, ...address }
  }
}
