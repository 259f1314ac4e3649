import { type Connection, isKafkaError, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteTopics, Metadata } from 'kafkawire/messages'
import type { Access } from './access.ts'
import { connectToLeaders, connectToNode, type Topic } from './leaders.ts'
import { PARTITIONS } from './sample.ts'

const UNKNOWN_TOPIC_OR_PARTITION = 3
const REQUEST_TIMED_OUT = 7
const BROKER_MS = 15_000
const DELETE_MS = 10_000
const DRAIN_MS = 1_000

/**
 * Creates a topic, does the work with it, and deletes it whatever came of the work. Rejects with the first failure, whose message also
 * says so if the topic was left behind.
 */
export async function withTopic<T>(
  first: Connection,
  name: string,
  signal: AbortSignal,
  work: (topic: Topic) => Promise<T>,
  access: Access = {}
): Promise<T> {
  const opened = new Map<number, Connection>()
  const own = new OwnTopic(name)
  const [outcome] = await Promise.allSettled([createAndWork()])
  const leftBehind = await own.remove()
  await Promise.all([...opened.values()].map(connection => connection.close({ timeoutMs: DRAIN_MS })))
  if (outcome.status === 'rejected') {
    if (leftBehind === undefined) throw outcome.reason
    throw new Error(`${messageOf(outcome.reason)}; ${leftBehind.what}`, { cause: outcome.reason })
  }
  if (leftBehind !== undefined) throw new Error(`${leftBehind.what}: ${messageOf(leftBehind.cause)}`, { cause: leftBehind.cause })
  return outcome.value

  async function createAndWork(): Promise<T> {
    const { controllerId } = await first.send(Metadata, { topics: [] }, { signal })
    await own.create(controllerId < 0 ? first : await connectToNode(first, opened, controllerId, signal, access))
    signal.throwIfAborted()
    return await work(await connectToLeaders(first, opened, name, signal, access))
  }
}

/** What to say of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

class OwnTopic {
  readonly #name: string
  #admin: Connection | undefined
  #wasCreated = false

  constructor(name: string) {
    this.#name = name
  }

  /** Takes no signal: who gives up while the request is out does not know whether there is a topic to delete. */
  async create(admin: Connection): Promise<void> {
    this.#admin = admin
    const topics = [{ name: this.#name, numPartitions: PARTITIONS, replicationFactor: -1, assignments: [], configs: [] }]
    try {
      throwIfError(await admin.send(CreateTopics, { topics, timeoutMs: BROKER_MS }))
      this.#wasCreated = true
    } catch (error) {
      if (isSurelyRefused(error)) this.#admin = undefined
      throw error
    }
  }

  /** Deletes it, if it was or may have been created. Resolves with what to say if that failed. */
  async remove(): Promise<{ readonly what: string; readonly cause: unknown } | undefined> {
    try {
      const answer = await this.#admin?.send(DeleteTopics, { topicNames: [this.#name], timeoutMs: BROKER_MS }, { timeoutMs: DELETE_MS })
      if (answer !== undefined && answer.responses[0]?.errorCode !== UNKNOWN_TOPIC_OR_PARTITION) throwIfError(answer)
      return undefined
    } catch (cause) {
      return { what: `the topic ${this.#name} ${this.#wasCreated ? 'was' : 'may have been'} left behind`, cause }
    }
  }
}

// An answer that says no, or a request that never went out. A broker that runs out of time may still create the topic.
function isSurelyRefused(error: unknown): boolean {
  if (isKafkaError(error, 'KAFKA_BROKER')) return error.errorCode !== REQUEST_TIMED_OUT
  return isKafkaError(error) && error.delivery === 'not-sent'
}
