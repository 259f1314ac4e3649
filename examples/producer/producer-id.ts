import { type Cluster, KafkaError, throwIfError } from 'kafkawire'
import { InitProducerId } from 'kafkawire/messages'

/** The identity of an idempotent producer (KIP-98). */
export interface ProducerId {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** The cluster that gave it out. Another cluster may give the same id to another producer. */
  readonly clusterId: string | null
}

/** Provides one producer id for all partitions that need a new one. */
export class ProducerIds {
  readonly #cluster: Cluster
  #asked: Promise<ProducerId> | undefined
  #current: ProducerId | undefined

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /**
   * Resolves with the current producer id, and asks a broker for one if there is none of this
   * cluster. Callers at the same time share the request, and each waits for at most its own
   * `timeoutMs`.
   */
  async current(timeoutMs: number): Promise<ProducerId> {
    const untilMs = performance.now() + timeoutMs
    for (;;) {
      if (this.#isCurrent(this.#current)) return this.#current
      this.retire(this.#current)
      this.#asked ??= this.#ask(timeoutMs)
      const producerId = await within(untilMs - performance.now(), this.#asked)
      if (this.#isCurrent(producerId)) return producerId
    }
  }

  #isCurrent(producerId: ProducerId | undefined): producerId is ProducerId {
    return producerId !== undefined && producerId.clusterId === this.#cluster.map.clusterId
  }

  /** Stops giving out this producer id. Partitions that use it go on. */
  retire(producerId: ProducerId | undefined): void {
    if (producerId === undefined || producerId !== this.#current) return
    this.#asked = undefined
    this.#current = undefined
  }

  async #ask(timeoutMs: number): Promise<ProducerId> {
    try {
      const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
      const { clusterId } = this.#cluster.map
      const options = { clusterId, timeoutMs: timeoutMs + MARGIN_MS }
      const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(InitProducerId, request, options))
      this.#current = { producerId, producerEpoch, clusterId: clusterId ?? this.#cluster.map.clusterId }
      return this.#current
    } catch (error) {
      this.#asked = undefined
      throw error
    }
  }
}

// The request may take a little longer than its callers wait. They hear from `within` that their
// messages were not sent; the timeout of the request itself says that the request may be sent.
const MARGIN_MS = 1_000
const MAX_DELAY_MS = 0x7fff_ffff // with a longer delay setTimeout fires at once

function within<T>(leftMs: number, work: Promise<T>): Promise<T> {
  const timeoutMs = Math.ceil(leftMs)
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      const text = `no broker gave a producer id within the ${timeoutMs} ms that were left`
      reject(new KafkaError('KAFKA_TIMEOUT', text, { phase: 'response', timeoutMs, delivery: 'not-sent', api: InitProducerId.name }))
    }
    const timer = setTimeout(giveUp, Math.min(timeoutMs, MAX_DELAY_MS))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
