import { errorCodes, errorFor, isKafkaError, KafkaError } from 'kafkawire'

/**
 * Decides which errors end a consumer. A topic that brokers do not know may be deleted, but brokers
 * that have just started, or that do not know a new topic yet, answer the same. So the topic counts
 * as deleted once that was the only answer for some time.
 */
export class Failures {
  readonly #topic: string
  readonly #goneAfterMs: number
  readonly #unknownSinceMs = new Map<number, number>()

  constructor(topic: string, goneAfterMs: number) {
    this.#topic = topic
    this.#goneAfterMs = goneAfterMs
  }

  /** Resets the time of a partition, because a broker has answered for it without an error. */
  clear(partition: number): void {
    this.#unknownSinceMs.delete(partition)
  }

  /**
   * Returns the error that ends the consumer, or undefined if another attempt may help. `beganMs`
   * is when the failed attempt began: it may have asked several times itself.
   */
  finalError(partition: number, error: unknown, beganMs: number): unknown {
    if (!isKafkaError(error) || !error.retriable) return error
    if (!isKafkaError(error, 'KAFKA_BROKER') || !isUnknown(error.errorCode)) return undefined
    const now = performance.now()
    const sinceMs = this.#unknownSinceMs.get(partition) ?? beganMs
    this.#unknownSinceMs.set(partition, sinceMs)
    if (now - sinceMs < this.#goneAfterMs) return undefined
    const [{ name }, forMs] = [errorFor(error.errorCode), Math.round(now - sinceMs)]
    const text = `the only answer about partition ${partition} of topic ${this.#topic} was ${error.errorCode} ${name} for ${forMs} ms`
    const advice = 'the topic was deleted, or it never had this partition; check the name of the topic'
    return new KafkaError('KAFKA_BROKER', `${text}: ${advice}`, { ...error, retriable: false, cause: error })
  }
}

const isUnknown = (code: number): boolean => code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || code === errorCodes.UNKNOWN_TOPIC_ID
