import { errorCodes, errorFor, isKafkaError, KafkaError } from 'kafkawire'

/**
 * Tells what may pass from what ends a consumer. Brokers that have just started, and those that have yet to hear of a new topic, do not know it either:
 * so a topic is gone once nothing else was heard of it for a while.
 */
export class Failures {
  readonly #topic: string
  readonly #goneAfterMs: number
  readonly #unknownSinceMs = new Map<number, number>()

  constructor(topic: string, goneAfterMs: number) {
    this.#topic = topic
    this.#goneAfterMs = goneAfterMs
  }

  /** A broker has answered for this partition. */
  clear(partition: number): void {
    this.#unknownSinceMs.delete(partition)
  }

  /** The error with which to end; undefined where trying again may help. The attempt that failed may itself have asked several times since it began. */
  judge(partition: number, error: unknown, beganMs: number): unknown {
    if (!isKafkaError(error) || !error.retriable) return error
    if (!isKafkaError(error, 'KAFKA_BROKER') || !isUnknown(error.errorCode)) return undefined
    const now = performance.now()
    const sinceMs = this.#unknownSinceMs.get(partition) ?? beganMs
    this.#unknownSinceMs.set(partition, sinceMs)
    if (now - sinceMs < this.#goneAfterMs) return undefined
    const [{ name }, forMs] = [errorFor(error.errorCode), Math.round(now - sinceMs)]
    const text = `the only answer about partition ${partition} of topic ${this.#topic} was ${error.errorCode} ${name} for ${forMs} ms`
    const advice = 'the topic was deleted, or it never had this partition; check its name with whoever manages topics'
    return new KafkaError('KAFKA_BROKER', `${text}: ${advice}`, { ...error, retriable: false, cause: error })
  }
}

const isUnknown = (code: number): boolean => code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION || code === errorCodes.UNKNOWN_TOPIC_ID
