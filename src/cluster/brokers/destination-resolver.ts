import type { Pool } from '../../pool/pool.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import type { Destination } from '../routing/route.ts'
import { rankBrokers, reachBroker, type WaitLimits } from './any-broker.ts'
import type { Coordinators, CoordinatorType } from './coordinators.ts'

/** Finds the broker that a destination stands for: any broker, the controller, a coordinator. */
export class DestinationResolver {
  readonly #pool: Pool
  readonly #metadata: ClusterMetadata
  readonly #coordinators: Coordinators

  constructor(pool: Pool, metadata: ClusterMetadata, coordinators: Coordinators) {
    this.#pool = pool
    this.#metadata = metadata
    this.#coordinators = coordinators
  }

  /**
   * The node id of a destination; -1 if no broker is known.
   *
   * - `lane` is the lane that the request will use.
   * - `limits` tell, before each wait, how much time is left.
   * - `avoid` is the broker that has just failed. For `any` it is the last choice.
   *
   * Rejects as the look-up of a coordinator or of the cluster does.
   */
  async resolve(to: Destination, lane: string, limits: WaitLimits, avoid: number | undefined): Promise<number> {
    if (to === 'any') return this.#any(lane, limits, avoid)
    if (to === 'controller') return this.#controller(lane, limits, avoid)
    if ('nodeId' in to) return to.nodeId
    const [type, key] = coordinatedBy(to)
    return this.#coordinators.find(type, key, limits.waitOptions)
  }

  /** The node id of a destination, if it is known without a look-up; else undefined. */
  known(to: Destination): number | undefined {
    if (to === 'any' || to === 'controller') {
      const { controllerId, brokers } = this.#metadata.map
      if (to === 'controller' && brokers.has(controllerId)) return controllerId
      return rankBrokers(this.#pool, this.#metadata.map, { seeds: this.#metadata.seeds })[0]
    }
    return 'nodeId' in to ? to.nodeId : this.#coordinators.known(...coordinatedBy(to))
  }

  /**
   * Drops a coordinator whose broker says that it is not the coordinator. A coordinator that was
   * found since is kept.
   */
  forget(to: Destination, nodeId: number): void {
    if (typeof to !== 'object' || 'nodeId' in to) return
    this.#coordinators.drop(...coordinatedBy(to), nodeId)
  }

  /** Drops every coordinator known to be on this broker: it has failed. */
  forgetNode(nodeId: number): void {
    this.#coordinators.dropNode(nodeId)
  }

  #any(lane: string, limits: WaitLimits, avoid: number | undefined): Promise<number> | number {
    return reachBroker(this.#pool, this.#metadata.map, { avoid, seeds: this.#metadata.seeds }, lane, limits)
  }

  // In KRaft, brokers name one of themselves as the controller. It passes requests on to the real
  // one.
  async #controller(lane: string, limits: WaitLimits, avoid: number | undefined): Promise<number> {
    await this.#metadata.ensure([], limits.waitOptions)
    const { controllerId, brokers } = this.#metadata.map
    return brokers.has(controllerId) ? controllerId : this.#any(lane, limits, avoid)
  }
}

function coordinatedBy(to: Exclude<Destination, string | { readonly nodeId: number }>): [type: CoordinatorType, key: string] {
  if ('group' in to) return ['group', to.group]
  return 'transactionalId' in to ? ['transaction', to.transactionalId] : ['share', to.shareKey]
}
