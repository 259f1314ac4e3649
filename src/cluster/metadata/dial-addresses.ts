import { configurationError } from '../../options.ts'
import { addressProblem } from '../../pool/broker-name.ts'
import type { PoolBroker } from '../../pool/pool.ts'
import { undialable } from '../../pool/pool-errors.ts'
import { type RewriteAddress, rewrittenAddress } from '../server-addresses.ts'
import type { ClusterBroker } from './cluster-map.ts'
import { publishMetadata } from './metadata-events.ts'

/** Where brokers are to be dialled. The caller's function may fail for one of them: that is no reason to lose others, nor where this one was. */
export class DialPlaces {
  readonly #rewrite: RewriteAddress | undefined
  #found: ReadonlyMap<number, PoolBroker> = new Map()
  #problems: readonly unknown[] = []

  constructor(rewrite: RewriteAddress | undefined) {
    this.#rewrite = rewrite
  }

  /** What was wrong when it was last {@link find looked}: some are missing, or where they were before. */
  get problems(): readonly unknown[] {
    return this.#problems
  }

  /** Where a broker is dialled. */
  of(nodeId: number): PoolBroker | undefined {
    return this.#found.get(nodeId)
  }

  /** All that are to be had. One that cannot be placed now stays where it was. */
  find(brokers: Iterable<ClusterBroker>): readonly PoolBroker[] {
    const found = new Map<number, PoolBroker>()
    const problems: unknown[] = []
    for (const broker of brokers) {
      const { nodeId } = broker
      try {
        const place = this.#place(broker)
        found.set(nodeId, place)
        const problem = addressProblem(place)
        if (problem !== undefined) publishMetadata(() => ({ event: 'no-address', nodeId, error: undialable(place, problem) }))
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

  /** Another cluster is there instead, whose brokers never were in these places. */
  clear(): void {
    this.#found = new Map()
  }

  #place(broker: ClusterBroker): PoolBroker {
    const { nodeId } = broker
    const place = rewrittenAddress(broker, this.#rewrite)
    if (typeof place === 'string') throw configurationError('rewriteAddress', [`its result for broker ${nodeId} ${place}`])
    return { nodeId, ...place }
  }
}
