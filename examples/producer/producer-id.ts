import { type Cluster, KafkaError, throwIfError } from 'kafkawire'
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

  /** Asks for one if there is none, once for all who come meanwhile, each of whom waits as long as it can. */
  current(timeoutMs: number): Promise<ProducerId> {
    if (this.#current !== undefined) return Promise.resolve(this.#current)
    this.#asked ??= this.#ask(timeoutMs)
    return within(timeoutMs, this.#asked)
  }

  /** No partition is to begin with this one any more; those that use it go on. */
  retire(producerId: ProducerId | undefined): void {
    if (producerId === undefined || producerId !== this.#current) return
    this.#asked = undefined
    this.#current = undefined
  }

  async #ask(timeoutMs: number): Promise<ProducerId> {
    try {
      const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
      const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(InitProducerId, request, { timeoutMs }))
      this.#current = { producerId, producerEpoch }
      return this.#current
    } catch (error) {
      this.#asked = undefined
      throw error
    }
  }
}

const LONGEST_DELAY_MS = 0x7fff_ffff // more would make setTimeout fire at once

function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      const text = `there was no producer id within the ${Math.ceil(timeoutMs)} ms that were left to wait for it`
      reject(new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, delivery: 'not-sent', api: InitProducerId.name }))
    }
    const timer = setTimeout(giveUp, Math.min(timeoutMs, LONGEST_DELAY_MS))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
