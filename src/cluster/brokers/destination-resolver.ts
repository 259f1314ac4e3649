import type { Pool } from '../../pool/pool.ts'
import type { WaitOptions } from '../../waiting/shared-work.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import type { Destination } from '../routing/routing.ts'
import { pickBroker, reachBroker } from './any-broker.ts'
import type { Coordinators, CoordinatorType } from './coordinators.ts'

/** Which broker a destination stands for now. */
export class Destinations {
  readonly #pool: Pool
  readonly #metadata: ClusterMetadata
  readonly #coordinators: Coordinators

  constructor(pool: Pool, metadata: ClusterMetadata, coordinators: Coordinators) {
    this.#pool = pool
    this.#metadata = metadata
    this.#coordinators = coordinators
  }

  /**
   * The node id. `lane` is the lane that the request will go in, and `avoid` is the broker that just failed: any other will do. Rejects as a look-up
   * of a coordinator or of the cluster does.
   */
  async resolve(to: Destination, lane: string, options: WaitOptions, avoid: number | undefined): Promise<number> {
    if (to === 'any') return this.#any(lane, options, avoid)
    if (to === 'controller') return this.#controller(lane, options, avoid)
    if ('nodeId' in to) return to.nodeId
    const [type, key] = coordinated(to)
    return this.#coordinators.find(type, key, options)
  }

  /** The node id, if it is known now. */
  known(to: Destination): number | undefined {
    if (to === 'any' || to === 'controller') {
      const { controllerId, brokers } = this.#metadata.map
      if (to === 'controller' && brokers.has(controllerId)) return controllerId
      return pickBroker(this.#pool, this.#metadata.map, { seeds: this.#metadata.seeds })[0]
    }
    return 'nodeId' in to ? to.nodeId : this.#coordinators.known(...coordinated(to))
  }

  /** That broker did not answer as what it was taken for. Another that was found since stays. */
  forget(to: Destination, nodeId: number): void {
    if (typeof to !== 'object' || 'nodeId' in to) return
    this.#coordinators.drop(...coordinated(to), nodeId)
  }

  /** A broker failed: every coordinator that was taken to be there is looked up again. */
  forgetNode(nodeId: number): void {
    this.#coordinators.dropNode(nodeId)
  }

  #any(lane: string, options: WaitOptions, avoid: number | undefined): Promise<number> | number {
    return reachBroker(this.#pool, this.#metadata.map, { avoid, seeds: this.#metadata.seeds }, lane, options)
  }

  // Brokers of KRaft name one of themselves, who passes on what is for the controller.
  async #controller(lane: string, options: WaitOptions, avoid: number | undefined): Promise<number> {
    await this.#metadata.ensure([], options)
    const { controllerId, brokers } = this.#metadata.map
    return brokers.has(controllerId) ? controllerId : this.#any(lane, options, avoid)
  }
}

function coordinated(to: Exclude<Destination, string | { readonly nodeId: number }>): [type: CoordinatorType, key: string] {
  if ('group' in to) return ['group', to.group]
  return 'transactionalId' in to ? ['transaction', to.transactionalId] : ['share', to.shareKey]
}
