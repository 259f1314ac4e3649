import { type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteTopics } from 'kafkawire/messages'
import { PARTITIONS } from './sample.ts'

const BROKER_TIMEOUT_MS = 15_000
const DELETE_TIMEOUT_MS = 5_000

/** A topic whose partitions have leaders. */
export interface Topic {
  readonly name: string
  /** The id of the topic, if the brokers know ids (Kafka 2.8 and newer). */
  readonly topicId: string
}

/**
 * Creates a topic, does the work with it, and deletes it, also if the work fails. Rejects with the
 * first failure. Its message says if the topic was left behind.
 */
export async function withTopic<T>(cluster: Cluster, name: string, signal: AbortSignal, work: (topic: Topic) => Promise<T>): Promise<T> {
  const own = new OwnTopic(cluster, name)
  const [outcome] = await Promise.allSettled([createAndWork()])
  const leftBehind = await own.remove()
  if (outcome.status === 'rejected') {
    if (leftBehind === undefined) throw outcome.reason
    throw new Error(`${messageOf(outcome.reason)}; ${leftBehind.what}`, { cause: outcome.reason })
  }
  if (leftBehind !== undefined) throw new Error(`${leftBehind.what}: ${messageOf(leftBehind.cause)}`, { cause: leftBehind.cause })
  return outcome.value

  async function createAndWork(): Promise<T> {
    signal.throwIfAborted()
    await own.create()
    signal.throwIfAborted()
    const indexes = Array.from({ length: PARTITIONS }, (_, index) => index)
    const [first] = await Promise.all(indexes.map(index => cluster.partition(name, index, { signal })))
    return await work({ name, topicId: first?.topicId ?? '' })
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

class OwnTopic {
  readonly #cluster: Cluster
  readonly #name: string
  #state: 'none' | 'uncertain' | 'created' = 'none'

  constructor(cluster: Cluster, name: string) {
    this.#cluster = cluster
    this.#name = name
  }

  /**
   * Creates the topic. It takes no signal: a caller that gives up while the request is in flight
   * does not know whether there is a topic to delete.
   */
  async create(): Promise<void> {
    this.#state = 'uncertain'
    const topics = [{ name: this.#name, numPartitions: PARTITIONS }]
    try {
      throwIfError(await this.#cluster.send(CreateTopics, { topics, timeoutMs: BROKER_TIMEOUT_MS }))
      this.#state = 'created'
    } catch (error) {
      if (isSurelyRefused(error)) this.#state = 'none'
      throw error
    }
  }

  /**
   * Deletes the topic if it was, or may have been, created. Resolves with a text if that failed.
   */
  async remove(): Promise<{ readonly what: string; readonly cause: unknown } | undefined> {
    if (this.#state === 'none') return undefined
    try {
      const request = { topicNames: [this.#name], timeoutMs: BROKER_TIMEOUT_MS }
      const answer = await this.#cluster.send(DeleteTopics, request, { timeoutMs: DELETE_TIMEOUT_MS })
      if (answer.responses[0]?.errorCode !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) throwIfError(answer)
      return undefined
    } catch (cause) {
      return { what: `the topic ${this.#name} ${this.#state === 'created' ? 'was' : 'may have been'} left behind`, cause }
    }
  }
}

// Whether the topic was certainly not created: the broker refused it, or the request was not sent.
// A broker whose time is over may still create the topic.
function isSurelyRefused(error: unknown): boolean {
  if (isKafkaError(error, 'KAFKA_BROKER')) return error.errorCode !== errorCodes.REQUEST_TIMED_OUT
  return isKafkaError(error) && error.delivery === 'not-sent'
}
