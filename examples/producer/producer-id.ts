import { type Cluster, throwIfError } from 'kafkawire'
import { InitProducerId } from 'kafkawire/messages'

/** What an idempotent producer is known by (KIP-98). */
export interface ProducerId {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** The producer id for all partitions that need one now. */
export class ProducerIds {
  readonly #cluster: Cluster
  #asked: Promise<ProducerId> | undefined
  #current: ProducerId | undefined

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** Asks for one if there is none. */
  current(): Promise<ProducerId> {
    this.#asked ??= this.#ask()
    return this.#asked
  }

  /** No partition is to begin with this one any more; those that use it go on. */
  retire(producerId: ProducerId | undefined): void {
    if (producerId === undefined || producerId !== this.#current) return
    this.#asked = undefined
    this.#current = undefined
  }

  async #ask(): Promise<ProducerId> {
    try {
      const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
      const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(InitProducerId, request))
      this.#current = { producerId, producerEpoch }
      return this.#current
    } catch (error) {
      this.#asked = undefined
      throw error
    }
  }
}
