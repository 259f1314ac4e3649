import { setTimeout as pause } from 'node:timers/promises'
import { acks, type Cluster, errorCodes, specialTimestamps } from 'kafkawire'
import { DescribeCluster, FindCoordinator, ListGroups, ListOffsets, Metadata, Produce } from 'kafkawire/messages'
import type { Random } from '../../support/vectors/random.ts'
import type { Recorder } from '../checks/history.ts'
import type { Place } from './producing/places.ts'

interface Means {
  readonly cluster: Cluster
  readonly calls: Recorder
  readonly random: Random
  readonly name: string
  /** Partitions that are there for the whole time. */
  readonly places: readonly Place[]
  readonly partitions: number
}

interface Wait {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const [MAX_BURST, MAX_PAUSE_MS, MAX_TIMEOUT_MS, MAX_ABORT_MS] = [8, 600, 3_000, 500]

/** Asks for brokers, topics, leaders and offsets, many calls at once. The answers must be true. */
export class MetadataCalls {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly #means: Means
  readonly #work: Promise<void>
  #absent = 0
  #isOver = false

  constructor(means: Means) {
    this.#means = means
    this.#work = this.#run()
  }

  /** The names of topics that were asked for and that nobody created. */
  get absent(): readonly string[] {
    return Array.from({ length: this.#absent }, (_, i) => this.#absentName(i))
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async #run(): Promise<void> {
    const { random } = this.#means
    for (; !this.#isOver; await pause(random.below(MAX_PAUSE_MS)))
      await Promise.all(Array.from({ length: 1 + random.below(MAX_BURST) }, () => this.#call()))
  }

  async #call(): Promise<void> {
    const { random } = this.#means
    const giveUp = new AbortController()
    const timer = random.once(6) ? setTimeout(() => giveUp.abort(new Error('the caller gave up')), random.below(MAX_ABORT_MS)) : undefined
    const wait = { timeoutMs: 1 + random.below(MAX_TIMEOUT_MS), signal: giveUp.signal }
    const place = random.pick(this.#means.places)
    const kinds = [this.#metadata, this.#topic, this.#partition, this.#unknown, this.#refresh, this.#offsets, this.#others, this.#drained]
    try {
      await random.pick(kinds).call(this, wait, place)
    } catch {
      // Calls may fail under faults.
    } finally {
      clearTimeout(timer)
    }
  }

  async #metadata(wait: Wait, { topic, topicId }: Place): Promise<void> {
    const { cluster, partitions } = this.#means
    const answer = await cluster.send(Metadata, { topics: [{ name: topic }], allowAutoTopicCreation: false }, wait)
    const [found] = answer.topics
    if (answer.topics.length !== 1 || found?.name !== topic) this.#report(`Metadata for ${topic} has the topics`, answer.topics)
    else if (found.errorCode === errorCodes.NONE && (found.topicId !== topicId || found.partitions.length !== partitions))
      this.#report(`Metadata for ${topic} has the topic`, found)
  }

  async #topic(wait: Wait, { topic, topicId }: Place): Promise<void> {
    const { cluster, partitions } = this.#means
    const found = await this.#record('topic', wait, () => cluster.topic(topic, wait))
    if (found.name !== topic || found.topicId !== topicId || found.partitions.size !== partitions) this.#report(`topic(${topic}) is`, found)
  }

  async #partition(wait: Wait, { topic, topicId, partition }: Place): Promise<void> {
    const { cluster } = this.#means
    const found = await this.#record('partition', wait, () => cluster.partition(topic, partition, wait))
    const isRight = found.partitionIndex === partition && found.topicId === topicId && found.leaderId >= 0
    if (!isRight) this.#report(`partition(${topic}, ${partition}) is`, found)
  }

  // A new name each time: nothing is known about it.
  async #unknown(wait: Wait): Promise<void> {
    const topic = this.#absentName(this.#absent++)
    const found = await this.#record('topic', wait, () => this.#means.cluster.topic(topic, wait))
    this.#report(`topic(${topic}), which is not there, is`, found)
  }

  async #refresh(wait: Wait): Promise<void> {
    await this.#record('refresh', wait, () => this.#means.cluster.refresh(wait))
  }

  // Of all partitions, so that the request is split.
  async #offsets(wait: Wait, { topic }: Place): Promise<void> {
    const { cluster, partitions } = this.#means
    const asked = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
    const answer = await cluster.send(ListOffsets, { topics: [{ name: topic, partitions: asked }] }, wait)
    const found = answer.topics[0]?.partitions.map(({ partitionIndex }) => partitionIndex) ?? []
    const isWrong = answer.topics[0]?.partitions.some(({ errorCode, offset }) => errorCode === errorCodes.NONE && offset !== 0n)
    if (found.join() !== asked.map(({ partitionIndex }) => partitionIndex).join() || isWrong)
      this.#report(`ListOffsets for ${topic}, which is empty, has`, answer.topics)
  }

  async #others(wait: Wait): Promise<void> {
    const { cluster, name, random } = this.#means
    if (random.once(3)) {
      const shards = await cluster.sendSharded(ListGroups, {}, wait)
      const nodes = shards.flatMap(({ nodeId }) => (nodeId < 0 ? [] : [nodeId]))
      if (new Set(nodes).size < nodes.length) this.#report('ListGroups went to the brokers', nodes)
    } else if (random.once(2)) {
      const coordinatorKeys = [0, 1, 2].map(i => `${name}-${i}`)
      const { coordinators } = await cluster.send(FindCoordinator, { coordinatorKeys }, wait)
      if (coordinators.map(({ key }) => key).join() !== coordinatorKeys.join()) this.#report('FindCoordinator has', coordinators)
    } else await cluster.send(DescribeCluster, {}, wait)
  }

  // Sends nothing: the topic must stay empty.
  async #drained(wait: Wait, { topic, partition }: Place): Promise<void> {
    const topicData = [{ name: topic, partitionData: [{ index: partition, records: null }] }]
    await this.#record('drained', wait, () => this.#means.cluster.drained(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }, wait))
  }

  #record<T>(api: string, { timeoutMs, signal }: Wait, call: () => Promise<T>): Promise<T> {
    return this.#means.calls.record(api, {}, timeoutMs, call, signal)
  }

  #absentName(index: number): string {
    return `${this.#means.name}-absent-${index}`
  }

  #report(what: string, found: unknown): void {
    this.problems.push(`${what} ${JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`)
  }
}
