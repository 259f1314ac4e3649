import { acks, type Cluster, connectCluster, errorCodes, isKafkaError, specialOffsets, specialTimestamps, throwIfError } from 'kafkawire'
import { Fetch, ListOffsets, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { again } from '../work/again.ts'
import type { Actor, ActorKind, Stage } from './actor.ts'
import { createTopic } from './topics.ts'

const MAX_FRAME_BYTES = 20_000
const VALUE_BYTES = 30_000
const PAUSE_MS = 700
const LIMIT_MS = 3_000
// The record with the highest timestamp is neither the first nor the last one.
const TIMESTAMPS = [10n, 30n, 20n]
const LATEST_OFFSET = 1n

/**
 * Requests at the edge of what is allowed: an answer above the limit of the driver, and a value that
 * old brokers take for something else.
 */
export const oddRequests: ActorKind = async stage => {
  const topic = await createTopic(stage.observer, `${stage.name}-records`, 1)
  await again(() => fill(stage.observer, topic))
  const actor = new OddRequests(stage, topic)
  actor.begin()
  return actor
}

class OddRequests implements Actor {
  readonly #stage: Stage
  readonly #topic: string
  readonly #broken: string[] = []
  #isOver = false
  #work: Promise<unknown> = Promise.resolve()

  constructor(stage: Stage, topic: string) {
    this.#stage = stage
    this.#topic = topic
  }

  begin(): void {
    this.#work = this.#run()
  }

  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  async violations(): Promise<readonly string[]> {
    return this.#broken.map(text => `${this.#stage.name}: ${text}`)
  }

  async #run(): Promise<void> {
    const { clusterOptions } = this.#stage
    const { connection = {} } = clusterOptions
    const limits = { ...connection.limits, maxFrameBytes: MAX_FRAME_BYTES }
    while (!this.#isOver) {
      try {
        await using cluster = await connectCluster({ ...clusterOptions, connection: { ...connection, limits } })
        while (!this.#isOver) {
          await Promise.all([this.#fetchTooMuch(cluster), this.#askForLatest(this.#stage.cluster)])
          await pause(PAUSE_MS)
        }
      } catch (error) {
        if (!isKafkaError(error)) throw error
        await pause(PAUSE_MS)
      }
    }
  }

  // Only this request fails, and not the connection.
  async #fetchTooMuch(cluster: Cluster): Promise<void> {
    const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 2 * VALUE_BYTES }]
    const request = { maxWaitMs: 100, minBytes: 1, topics: [{ topic: this.#topic, partitions }] }
    try {
      const answer = await cluster.send(Fetch, request, { timeoutMs: LIMIT_MS })
      const bytes = answer.responses[0]?.partitions[0]?.records?.length ?? 0
      if (bytes > MAX_FRAME_BYTES)
        this.#broken.push(`an answer with ${bytes} bytes of records was accepted; maxFrameBytes is ${MAX_FRAME_BYTES}`)
    } catch (error) {
      if (!isKafkaError(error)) throw error
    }
  }

  async #askForLatest(cluster: Cluster): Promise<void> {
    const partitions = [{ partitionIndex: 0, timestamp: specialTimestamps.MAX_TIMESTAMP }]
    try {
      const answer = throwIfError(await cluster.send(ListOffsets, { topics: [{ name: this.#topic, partitions }] }, { timeoutMs: LIMIT_MS }))
      const offset = answer.topics[0]?.partitions[0]?.offset
      // After an election Apache Kafka answers for some time that it does not know the offset.
      if (offset !== LATEST_OFFSET && offset !== specialOffsets.INVALID_OFFSET)
        this.#broken.push(`the record with the highest timestamp is at ${LATEST_OFFSET}, and not at ${offset}`)
    } catch (error) {
      if (!isKafkaError(error)) throw error
      // The driver refuses a value that a broker would misunderstand, and sends nothing.
      if (isKafkaError(error, 'KAFKA_BROKER') && error.errorCode === errorCodes.UNSUPPORTED_VERSION)
        this.#broken.push(`a broker was asked for a timestamp that it does not know: ${error.message}`)
    }
  }
}

async function fill(observer: Cluster, name: string): Promise<void> {
  const builder = batchBuilder({ maxBytes: Number.POSITIVE_INFINITY })
  for (const timestamp of TIMESTAMPS) builder.append({ value: Buffer.alloc(VALUE_BYTES / TIMESTAMPS.length), timestamp })
  const topicData = [{ name, partitionData: [{ index: 0, records: builder.build() }] }]
  throwIfError(await observer.send(Produce, { acks: acks.ALL, topicData }))
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms)
  })
}
