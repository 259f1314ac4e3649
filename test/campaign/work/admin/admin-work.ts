import { setTimeout as pause } from 'node:timers/promises'
import {
  acks,
  type Cluster,
  type ClusterSendOptions,
  configOperations,
  configResourceTypes,
  errorCodes,
  isKafkaError,
  specialTimestamps,
  throwIfError
} from 'kafkawire'
import {
  CreatePartitions,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  IncrementalAlterConfigs,
  ListOffsets,
  Produce
} from 'kafkawire/messages'
import type { Random } from '../../../support/vectors/random.ts'
import { documented } from '../../checks/tables.ts'
import { again } from '../again.ts'
import { randomOptions } from '../producing/random-options.ts'
import { batchOf } from '../producing/split-producer.ts'
import { type Ending, RETENTION, TopicModel } from './topic-model.ts'

/** What the work needs. */
export interface AdminMeans {
  readonly cluster: Cluster
  readonly observer: Cluster
  /** The names of the topics begin with this. */
  readonly name: string
  readonly random: Random
  /** See the stage of an actor. */
  readonly areRealNodes?: boolean | undefined
}

interface Code {
  readonly errorCode: number
}

const [MAX_TOPICS, MAX_PARTITIONS, MAX_CHANGES, MAX_PAUSE_MS, RECORDS] = [3, 3, 4, 800, 3]
const BROKER_MS = 2_000
const [FIRST_RETENTION_MS, TRIES, TRY_MS] = [3_600_000, 40, 250]

/**
 * Creates topics, changes them, and deletes them, and knows what must be there then. After a change
 * whose end is open, a topic is left alone.
 */
export class AdminWork {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly #means: AdminMeans
  readonly #work: Promise<void>
  readonly #topics: TopicModel[] = []
  #retention = FIRST_RETENTION_MS
  #isOver = false

  constructor(means: AdminMeans) {
    this.#means = means
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  /** Compares all topics with what the brokers have. */
  async check(): Promise<void> {
    for (const topic of this.#topics) this.problems.push(...(await topic.differences(this.#means.observer, this.#means.areRealNodes)))
  }

  async #run(): Promise<void> {
    const { random, name } = this.#means
    while (!this.#isOver) {
      const topics = Array.from({ length: 1 + random.below(MAX_TOPICS) }, (_, i) => new TopicModel(`${name}-${this.#topics.length + i}`))
      this.#topics.push(...topics)
      await this.#create(topics)
      for (let left = random.below(MAX_CHANGES); left > 0 && !this.#isOver; left--) {
        for (const topic of topics) if (topic.isThere) await this.#change(topic)
        await pause(random.below(MAX_PAUSE_MS))
      }
      await this.#delete(topics.filter(({ isThere }) => isThere))
      await pause(random.below(MAX_PAUSE_MS))
    }
  }

  async #create(topics: readonly TopicModel[]): Promise<void> {
    const wanted = topics.map(topic => ({
      topic,
      numPartitions: 1 + this.#means.random.below(MAX_PARTITIONS),
      value: this.#nextRetention()
    }))
    const request = {
      timeoutMs: BROKER_MS,
      topics: wanted.map(({ topic, numPartitions, value }) => {
        return { name: topic.name, numPartitions, replicationFactor: 1, assignments: [], configs: [{ name: RETENTION, value }] }
      })
    }
    const endingOf = await this.#call(async options => {
      const answer = await this.#means.cluster.send(CreateTopics, request, options)
      return ({ name }) => answer.topics.find(each => each.name === name)
    }, errorCodes.TOPIC_ALREADY_EXISTS)
    for (const { topic, numPartitions, value } of wanted) topic.created(endingOf(topic), numPartitions, value)
  }

  async #delete(topics: readonly TopicModel[]): Promise<void> {
    if (topics.length === 0) return
    const request = { topicNames: topics.map(({ name }) => name), timeoutMs: BROKER_MS }
    const endingOf = await this.#call(async options => {
      const answer = await this.#means.cluster.send(DeleteTopics, request, options)
      return ({ name }) => answer.responses.find(each => each.name === name)
    }, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    for (const topic of topics) topic.deleted(endingOf(topic))
  }

  async #change(topic: TopicModel): Promise<void> {
    const { random } = this.#means
    await random.pick([() => this.#grow(topic), () => this.#configure(topic), () => this.#truncate(topic), () => this.#look(topic)])()
  }

  async #grow(topic: TopicModel): Promise<void> {
    const count = topic.partitions + 1
    const request = { topics: [{ name: topic.name, count, assignments: null }], timeoutMs: BROKER_MS, validateOnly: false }
    const endingOf = await this.#call(async options => {
      const answer = await this.#means.cluster.send(CreatePartitions, request, options)
      return () => answer.results[0]
    }, errorCodes.INVALID_PARTITIONS)
    topic.grown(endingOf(topic), count)
  }

  async #configure(topic: TopicModel): Promise<void> {
    const value = this.#nextRetention()
    const configs = [{ name: RETENTION, configOperation: configOperations.SET, value }]
    const resources = [{ resourceType: configResourceTypes.TOPIC, resourceName: topic.name, configs }]
    const endingOf = await this.#call(async options => {
      const answer = await this.#means.cluster.send(IncrementalAlterConfigs, { resources, validateOnly: false }, options)
      return () => answer.responses[0]
    })
    topic.configured(endingOf(topic), value)
  }

  // Deletes the first records of all partitions in one call. Each has an outcome of its own.
  async #truncate(topic: TopicModel): Promise<void> {
    const ends = await this.#fill(topic)
    const partitions = ends.map((end, partitionIndex) => {
      const { max } = topic.lowestOf(partitionIndex)
      return { partitionIndex, offset: max + BigInt(this.#means.random.below(Number(end - max) + 1)) }
    })
    const { options, settled } = randomOptions(this.#means.random)
    let endingOf: (partition: number) => Ending
    try {
      const answer = await this.#means.cluster.send(
        DeleteRecords,
        { topics: [{ name: topic.name, partitions }], timeoutMs: BROKER_MS },
        options
      )
      const found = answer.topics[0]?.partitions ?? []
      endingOf = index => (found.find(each => each.partitionIndex === index)?.errorCode === errorCodes.NONE ? 'done' : 'open')
    } catch (error) {
      const ending = endingAfter(error)
      endingOf = () => ending
    } finally {
      settled()
    }
    for (const { partitionIndex, offset } of partitions) topic.truncated(endingOf(partitionIndex), partitionIndex, offset)
  }

  // Produces some records by the cluster that no fault reaches. Resolves with the ends of all partitions.
  async #fill({ name, partitions }: TopicModel): Promise<bigint[]> {
    const { observer } = this.#means
    const indexes = Array.from({ length: partitions }, (_, index) => index)
    const records = batchOf(
      0,
      Array.from({ length: RECORDS }, (_, i) => i)
    )
    const topicData = [{ name, partitionData: indexes.map(index => ({ index, records })) }]
    await again(async () => throwIfError(await observer.send(Produce, { acks: acks.ALL, timeoutMs: BROKER_MS, topicData })))
    const asked = indexes.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
    const answer = await again(async () => throwIfError(await observer.send(ListOffsets, { topics: [{ name, partitions: asked }] })))
    return indexes.map(index => answer.topics[0]?.partitions.find(each => each.partitionIndex === index)?.offset ?? 0n)
  }

  // A broker may learn of a change a little later.
  async #look(topic: TopicModel): Promise<void> {
    for (let left = TRIES; !this.#isOver; left--) {
      const differences = await topic.differences(this.#means.cluster, this.#means.areRealNodes).catch(() => [])
      if (differences.length === 0) return
      if (left === 0) this.problems.push(...differences)
      if (left === 0) return
      await pause(TRY_MS)
    }
  }

  /**
   * Makes a change. `codeIfTwice` is what brokers answer if the change is in force already: then the
   * driver has sent it twice, because nobody else makes changes.
   */
  async #call(
    send: (options: ClusterSendOptions) => Promise<(topic: TopicModel) => Code | undefined>,
    codeIfTwice?: number
  ): Promise<(topic: TopicModel) => Ending> {
    const { options, settled } = randomOptions(this.#means.random)
    try {
      const codeOf = await send(options)
      return topic => {
        const { errorCode } = codeOf(topic) ?? {}
        if (errorCode === codeIfTwice && this.#means.areRealNodes !== true)
          this.problems.push(`a change of the topic ${topic.name} was made twice: it was answered with ${errorCode}`)
        if (errorCode === errorCodes.NONE) return 'done'
        return errorCode !== undefined && errorCode !== codeIfTwice && documented.nothingDone.has(errorCode) ? 'nothing' : 'open'
      }
    } catch (error) {
      return () => endingAfter(error)
    } finally {
      settled()
    }
  }

  #nextRetention(): string {
    return String(++this.#retention)
  }
}

const endingAfter = (error: unknown): Ending => (isKafkaError(error) && error.delivery === 'not-sent' ? 'nothing' : 'open')
