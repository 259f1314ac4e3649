import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Cluster, errorCodes, throwIfError } from 'kafkawire'
import { CreateTopics, DeleteTopics, Metadata } from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import { again } from '../again.ts'
import { type LogRecord, readAll } from '../read-all.ts'

/** One of the topics that have the same name one after the other. Times are in milliseconds. */
export interface Incarnation {
  readonly topicId: string
  readonly partitions: number
  /** When its creation began, and when it had been created. */
  readonly creatingMs: number
  readonly createdMs: number
  /** When its deletion began. */
  deletingMs: number
  /** Its log, read from this time on and before its deletion. */
  log?: { readonly atMs: number; readonly records: readonly LogRecord[] }
}

const [MAX_PARTITIONS, MIN_LIFE_MS, MORE_LIFE_MS, MAX_GAP_MS, GONE_MS] = [3, 500, 2_000, 600, 30_000]

/** Deletes a topic and creates it again with the same name, by a cluster that no fault reaches. */
export class Incarnations {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly all: Incarnation[] = []
  readonly #observer: Cluster
  readonly #name: string
  readonly #random: Random
  readonly #mayBeStale: boolean

  private constructor(observer: Cluster, name: string, random: Random, mayBeStale: boolean) {
    this.#mayBeStale = mayBeStale
    this.#observer = observer
    this.#name = name
    this.#random = random
  }

  /** @param mayBeStale whether a broker that was frozen, or has just started, may show a topic that is gone */
  static async begin(observer: Cluster, name: string, random: Random, mayBeStale = false): Promise<Incarnations> {
    const begun = new Incarnations(observer, name, random, mayBeStale)
    await begun.#create()
    return begun
  }

  get last(): Incarnation {
    return this.all.at(-1) as Incarnation
  }

  /** The topic lives on for some time, and another one takes its place. */
  async next(): Promise<void> {
    await pause(MIN_LIFE_MS + this.#random.below(MORE_LIFE_MS))
    await this.look()
    this.last.deletingMs = performance.now()
    // A controller that was frozen may answer that the topic is not there, and then it still is.
    do await this.#delete()
    while (!(await this.#create()))
  }

  async #delete(): Promise<void> {
    // By the id: brokers pass the request on to the controller, and may do so again later (KIP-590). A
    // late copy with the name would delete the next topic.
    const topics = [{ name: null, topicId: this.last.topicId }]
    await again(async () => {
      const answer = await this.#observer.send(DeleteTopics, { topics, timeoutMs: 10_000 })
      if (answer.responses[0]?.errorCode !== errorCodes.UNKNOWN_TOPIC_ID) throwIfError(answer)
    })
    await this.#untilGone()
    await pause(this.#random.below(MAX_GAP_MS))
    if (!this.#mayBeStale && (await this.#isThere())) this.problems.push(`${this.#name} is there again, and nobody created it`)
  }

  /** Reads the log of the topic. */
  async look(): Promise<void> {
    const { last } = this
    const atMs = performance.now()
    last.log = { atMs, records: await again(() => readAll(this.#observer, this.#name, last.partitions)) }
  }

  // Resolves with false if the topic that was to be deleted is there instead.
  async #create(): Promise<boolean> {
    const creatingMs = performance.now()
    const numPartitions = 1 + this.#random.below(MAX_PARTITIONS)
    const topic = { name: this.#name, numPartitions, replicationFactor: absentValues.NO_REPLICATION_FACTOR, assignments: [], configs: [] }
    const created = await again(async () => {
      const answer = await this.#observer.send(CreateTopics, { topics: [topic], timeoutMs: 10_000 })
      if (answer.topics[0]?.errorCode !== errorCodes.TOPIC_ALREADY_EXISTS) throwIfError(answer)
      return answer.topics[0]
    })
    // If an earlier attempt has created the topic, its id is in the metadata. The map has the old one.
    const isOwn = created?.errorCode === errorCodes.NONE
    const { topicId, partitions } = isOwn ? { ...created, partitions: numPartitions } : await again(() => this.#fresh())
    if (this.#mayBeStale && topicId === this.all.at(-1)?.topicId) return false
    const endless = Number.POSITIVE_INFINITY
    // Real brokers may repeat a request to the controller (KIP-590): a late copy of an earlier
    // CreateTopics has created this topic then, at any time after the last one was deleted.
    const earliestMs = this.#mayBeStale && !isOwn ? (this.all.at(-1)?.deletingMs ?? creatingMs) : creatingMs
    this.all.push({ topicId, partitions, creatingMs: earliestMs, createdMs: performance.now(), deletingMs: endless })
    return true
  }

  async #fresh(): Promise<{ readonly topicId: string; readonly partitions: number }> {
    await this.#observer.refresh()
    const { topicId, partitions } = await this.#observer.topic(this.#name)
    return { topicId, partitions: partitions.size }
  }

  async #untilGone(): Promise<void> {
    const untilMs = performance.now() + GONE_MS
    while (performance.now() < untilMs && (await this.#isThere())) await pause(MIN_LIFE_MS)
  }

  async #isThere(): Promise<boolean> {
    const request = { topics: [{ name: this.#name }], allowAutoTopicCreation: false }
    const { topics } = await again(() => this.#observer.send(Metadata, request, { maxAttempts: 1 }))
    return topics[0]?.errorCode === errorCodes.NONE
  }
}
