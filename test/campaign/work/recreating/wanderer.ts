import { setTimeout as pause } from 'node:timers/promises'
import { acks, type Cluster, errorCodes, isKafkaError, specialOffsets, ZERO_UUID } from 'kafkawire'
import { Fetch, Produce } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import type { Random } from '../../../support/vectors/random.ts'
import { documented } from '../../checks/tables.ts'
import { randomOptions } from '../producing/random-options.ts'
import { batchOf } from '../producing/split-producer.ts'
import type { LogRecord } from '../read-all.ts'
import { markOf } from '../values.ts'
import type { Incarnation, Incarnations } from './incarnations.ts'

/** One Produce of one record. */
interface Sent {
  readonly partition: number
  /** The topic that its id names; undefined if it was sent by the name. */
  readonly to: Incarnation | undefined
  readonly beganMs: number
  endedMs: number
  outcome: bigint | 'not-sent' | 'open'
}

const [MAX_PAUSE_MS, WAIT_MS, MAX_BYTES] = [300, 300, 100_000]
// A broker may learn a little later that a topic was deleted or created.
const GRACE_MS = 500

/** Produces to a topic, and fetches from it, while it is deleted and created again. */
export class Wanderer {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly #cluster: Cluster
  readonly #name: string
  readonly #topics: Incarnations
  readonly #random: Random
  readonly #sent: Sent[] = []
  readonly #work: Promise<unknown>
  #canUseIds = true
  #isOver = false

  constructor(cluster: Cluster, name: string, topics: Incarnations, random: Random) {
    this.#cluster = cluster
    this.#name = name
    this.#topics = topics
    this.#random = random
    const [produce, fetch] = [(): Promise<void> => this.#produce(), (): Promise<void> => this.#fetch()]
    this.#work = Promise.all([produce, produce, fetch, fetch].map(step => this.#repeat(step)))
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  /** Compares the logs of all topics with what was sent. Call it when everything has settled. */
  check(): void {
    const places = new Map<Sent, number>()
    for (const topic of this.#topics.all) {
      const { records = [], atMs = 0 } = topic.log ?? {}
      for (const record of records) {
        const sent = this.#checkRecord(topic, record, 'the log')
        if (sent !== undefined) places.set(sent, (places.get(sent) ?? 0) + 1)
      }
      for (const sent of this.#sent) {
        const isDue = typeof sent.outcome === 'bigint' && this.#isSurelyIn(sent, topic) && sent.endedMs < atMs // in one ms, either may be first
        if (isDue && !places.has(sent)) this.problems.push(`${textOf(sent)} is not in the topic ${topic.topicId}`)
      }
    }
    for (const [sent, count] of places) if (count > 1) this.problems.push(`${textOf(sent)} is in logs ${count} times`)
  }

  async #repeat(step: () => Promise<void>): Promise<void> {
    while (!this.#isOver) {
      await step()
      await pause(this.#random.below(MAX_PAUSE_MS))
    }
  }

  // By the name, or by the id of the last topic or, at times, of the one before.
  #target(): { readonly topic: Incarnation; readonly byId: boolean } {
    const { all, last } = this.#topics
    const byId = this.#canUseIds && this.#random.once(2)
    return { topic: byId && this.#random.once(6) ? (all.at(-2) ?? last) : last, byId }
  }

  async #produce(): Promise<void> {
    const { topic, byId } = this.#target()
    const partition = this.#random.below(topic.partitions)
    const sent: Sent = {
      partition,
      to: byId ? topic : undefined,
      beganMs: performance.now(),
      endedMs: Number.POSITIVE_INFINITY,
      outcome: 'open'
    }
    const stream = this.#sent.push(sent) - 1
    const partitionData = [{ index: partition, records: batchOf(stream, [0]) }]
    const topicData = [{ ...(byId ? { topicId: topic.topicId } : { name: this.#name }), partitionData }]
    const { options, settled } = randomOptions(this.#random)
    try {
      const answer = await this.#cluster.send(Produce, { acks: acks.ALL, timeoutMs: 3_000, topicData }, options)
      const { errorCode = errorCodes.UNKNOWN_SERVER_ERROR, baseOffset = specialOffsets.INVALID_OFFSET } =
        answer.responses[0]?.partitionResponses[0] ?? {}
      if (errorCode === errorCodes.NONE) sent.outcome = baseOffset
      else if (baseOffset < 0n && documented.nothingDone.has(errorCode)) sent.outcome = 'not-sent'
    } catch (error) {
      this.#learn(error)
      if (isKafkaError(error) && error.delivery === 'not-sent') sent.outcome = 'not-sent'
    } finally {
      sent.endedMs = performance.now()
      settled()
    }
  }

  // Reads all partitions from their beginnings: the logs are short.
  async #fetch(): Promise<void> {
    const { topic, byId } = this.#target()
    const partitions = Array.from({ length: topic.partitions }, (_, partition) => ({
      partition,
      fetchOffset: 0n,
      partitionMaxBytes: MAX_BYTES
    }))
    const topics = [{ ...(byId ? { topicId: topic.topicId } : { topic: this.#name }), partitions }]
    const beganMs = performance.now()
    // By the name, a late answer to an equal Fetch is taken over as long as the driver knows the old id.
    const knownId = this.#cluster.map.topic({ name: this.#name })?.topicId
    const { options, settled } = randomOptions(this.#random)
    try {
      const answer = await this.#cluster.send(Fetch, { maxWaitMs: WAIT_MS, minBytes: 1, topics }, options)
      const isKnown = knownId === ZERO_UUID || knownId === topic.topicId
      const isSure = byId || (isKnown && beganMs > topic.createdMs + GRACE_MS && performance.now() < topic.deletingMs)
      for (const { partitionIndex: partition, records } of answer.responses.flatMap(each => each.partitions)) {
        if (!isSure) continue
        for (const batch of readBatches(records, { topic: this.#name, partition }))
          for (const { offset, value } of batch.records()) this.#checkRecord(topic, { partition, offset, value }, 'Fetch')
      }
    } catch (error) {
      this.#learn(error)
    } finally {
      settled()
    }
  }

  #learn(error: unknown): void {
    if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) this.#canUseIds = false // brokers without ids of topics
  }

  // Returns what was sent, if the record may be where it was found.
  #checkRecord(topic: Incarnation, { partition, offset, value }: LogRecord, where: string): Sent | undefined {
    const mark = markOf(value)
    const sent = mark && this.#sent[mark.stream]
    const at = `${where} of the topic ${topic.topicId}, partition ${partition}, offset ${offset}`
    if (sent === undefined || sent.partition !== partition) this.problems.push(`${at} has a record that was not sent there`)
    else if (sent.to !== undefined && sent.to !== topic) this.problems.push(`${at} has ${textOf(sent)}, which was sent to another topic`)
    else if (sent.outcome === 'not-sent') this.problems.push(`${at} has ${textOf(sent)}`)
    else if (typeof sent.outcome === 'bigint' && sent.endedMs < topic.creatingMs)
      this.problems.push(`${at} has ${textOf(sent)}, which was acknowledged before the topic was created`)
    else if (this.#isSurelyIn(sent, topic) && typeof sent.outcome === 'bigint' && sent.outcome !== offset)
      this.problems.push(`${at} has ${textOf(sent)}`)
    else return sent
    return undefined
  }

  // Whether an acknowledged record can only be in this topic.
  #isSurelyIn({ to, beganMs, endedMs }: Sent, topic: Incarnation): boolean {
    return to === topic || (to === undefined && beganMs > topic.createdMs + GRACE_MS && endedMs < topic.deletingMs)
  }
}

const textOf = ({ to, beganMs, outcome }: Sent): string =>
  `the record sent at ${Math.round(beganMs)} ms by ${to === undefined ? 'name' : `the id ${to.topicId}`} with the outcome ${outcome}`
