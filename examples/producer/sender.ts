import { type Cluster, type Decoded, isKafkaError, throwIfError } from 'kafkawire'
import { Produce, type ProduceRequest, type ProduceResponse } from 'kafkawire/messages'
import { type BatchBuilder, type BuilderOptions, batchBuilder } from 'kafkawire/records'
import type { PartitionQueue } from './partition-queue.ts'
import { ProducerIds } from './producer-id.ts'

export interface SenderOptions extends Pick<BuilderOptions, 'compression' | 'maxBytes'> {
  /** How long a message may be on its way, whatever happens; two minutes. */
  readonly deliveryTimeoutMs: number
  /** How long a leader may wait for its followers before the batch is sent again; 10 s. */
  readonly requestTimeoutMs: number
}

type Answer = Decoded<ProduceResponse>['responses'][number]['partitionResponses'][number]

/** A batch that is ready to go. */
interface Ready {
  readonly queue: PartitionQueue
  readonly records: Uint8Array
}

const ACKS_ALL = -1
const REPEAT_AFTER_MS = 100
const MAX_REQUEST_BYTES = 33_554_432
const DUPLICATE_SEQUENCE_NUMBER = 46

/** Brings the batches of partition queues to their leaders, all that is ready for one leader in one request. */
export class Sender {
  readonly #cluster: Cluster
  readonly #producerIds: ProducerIds
  readonly #builder: BatchBuilder
  readonly #deliveryTimeoutMs: number
  readonly #requestTimeoutMs: number
  readonly #byLeader = new Map<number, PartitionQueue[]>()
  #isScheduled = false

  constructor(cluster: Cluster, { deliveryTimeoutMs, requestTimeoutMs, ...batches }: SenderOptions) {
    this.#cluster = cluster
    this.#producerIds = new ProducerIds(cluster)
    this.#builder = batchBuilder(batches)
    this.#deliveryTimeoutMs = deliveryTimeoutMs
    this.#requestTimeoutMs = requestTimeoutMs
  }

  /** Sees to a queue that has work, until it has none. */
  start(queue: PartitionQueue): void {
    queue.isBusy = true
    queue.deadlineMs = performance.now() + this.#deliveryTimeoutMs
    void this.#findLeader(queue)
  }

  async #findLeader(queue: PartitionQueue): Promise<void> {
    try {
      if (queue.producerId === undefined) queue.begin(await this.#producerIds.current())
      const { leaderId } = await this.#cluster.partition(queue.topic, queue.index)
      this.#schedule(leaderId, queue)
    } catch (error) {
      this.#repeatOrFail(queue, error)
    }
  }

  // At the end of this turn of the event loop: until then it gathers what is sent, and whatever else is ready for the same leader.
  #schedule(leaderId: number, queue: PartitionQueue): void {
    const queues = this.#byLeader.get(leaderId)
    if (queues === undefined) this.#byLeader.set(leaderId, [queue])
    else queues.push(queue)
    if (this.#isScheduled) return
    this.#isScheduled = true
    process.nextTick(() => {
      this.#isScheduled = false
      for (const queues of this.#byLeader.values()) this.#sendAll(queues)
      this.#byLeader.clear()
    })
  }

  #sendAll(queues: readonly PartitionQueue[]): void {
    let ready: Ready[] = []
    let bytes = 0
    for (const queue of queues) {
      const records = queue.take(this.#builder)
      if (records === undefined) {
        this.#goOn(queue)
        continue
      }
      if (bytes > 0 && bytes + records.length > MAX_REQUEST_BYTES) {
        void this.#send(ready)
        ready = []
        bytes = 0
      }
      ready.push({ queue, records })
      bytes += records.length
    }
    if (ready.length > 0) void this.#send(ready)
  }

  async #send(ready: readonly Ready[]): Promise<void> {
    const unanswered = new Set(ready)
    try {
      const timeoutMs = Math.max(1, Math.min(...ready.map(({ queue }) => queue.deadlineMs)) - performance.now())
      const request = { acks: ACKS_ALL, timeoutMs: this.#requestTimeoutMs, topicData: topicDataOf(ready) }
      const { responses } = await this.#cluster.send(Produce, request, { timeoutMs })
      for (const { name, partitionResponses } of responses) {
        for (const answer of partitionResponses) {
          const asked = ready.find(({ queue }) => queue.index === answer.index && queue.topic === name)
          if (asked !== undefined && unanswered.delete(asked)) this.#settle(asked.queue, answer)
        }
      }
      if (unanswered.size > 0) throw new Error(`${unanswered.size} of ${ready.length} partitions are missing in the answer to Produce`)
    } catch (error) {
      for (const { queue } of unanswered) this.#repeatOrFail(queue, error)
    }
  }

  #settle(queue: PartitionQueue, answer: Answer): void {
    if (answer.errorCode === 0 || answer.errorCode === DUPLICATE_SEQUENCE_NUMBER) {
      queue.acknowledge(answer.baseOffset)
      return this.#goOn(queue)
    }
    try {
      throwIfError({ topic: queue.topic, ...answer })
    } catch (error) {
      this.#repeatOrFail(queue, error)
    }
  }

  // The cluster has already repeated what a new leader heals; this is for what takes longer, such as too few replicas in sync.
  #repeatOrFail(queue: PartitionQueue, error: unknown): void {
    if (isKafkaError(error) && error.retriable && performance.now() + REPEAT_AFTER_MS < queue.deadlineMs) {
      setTimeout(() => void this.#findLeader(queue), REPEAT_AFTER_MS)
      return
    }
    const { producerId } = queue
    queue.fail(error)
    if (queue.producerId === undefined) this.#producerIds.retire(producerId)
    this.#goOn(queue)
  }

  #goOn(queue: PartitionQueue): void {
    if (queue.hasWork) this.start(queue)
    else queue.isBusy = false
  }
}

function topicDataOf(ready: readonly Ready[]): ProduceRequest['topicData'] {
  const topics = new Map<string, { index: number; records: Uint8Array }[]>()
  for (const { queue, records } of ready) {
    const partitionData = topics.get(queue.topic)
    if (partitionData === undefined) topics.set(queue.topic, [{ index: queue.index, records }])
    else partitionData.push({ index: queue.index, records })
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }))
}
