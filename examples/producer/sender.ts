import { absentValues, type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { type BatchBuilder, type BuilderOptions, batchBuilder } from 'kafkawire/records'
import type { PartitionQueue } from './partition-queue.ts'
import { type Answer, produceRequest, type Ready, takeAnswered } from './produce-request.ts'
import { ProducerIds } from './producer-id.ts'
import { Repeats } from './repeats.ts'

export interface SenderOptions extends Pick<BuilderOptions, 'compression' | 'maxBytes'> {
  /** How long a batch may be on its way, whatever happens; two minutes. Its messages may have waited as long for the one before it. */
  readonly deliveryTimeoutMs: number
  /** How long a leader may wait for its followers before the batch is sent again; 10 s. */
  readonly requestTimeoutMs: number
}

const REPEAT_AFTER_MS = 100 // and twice as long each time
const REPEAT_AFTER_MAX_MS = 1_000
const MAX_REQUEST_BYTES = 33_554_432

/** Brings the batches of partition queues to their leaders, all that is ready for one leader in one request. */
export class Sender {
  readonly #cluster: Cluster
  readonly #producerIds: ProducerIds
  readonly #builder: BatchBuilder
  readonly #deliveryTimeoutMs: number
  readonly #requestTimeoutMs: number
  readonly #byLeader = new Map<number, PartitionQueue[]>()
  readonly #repeats = new Repeats(queue => void this.#findLeader(queue))
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
    queue.failures = 0
    queue.leaderId = absentValues.NO_LEADER_ID
    queue.doubt = undefined
    void this.#findLeader(queue)
  }

  async #findLeader(queue: PartitionQueue): Promise<void> {
    try {
      if (queue.producerId === undefined) queue.begin(await this.#producerIds.current(remainingMs(queue)))
      const { leaderId } = await this.#cluster.partition(queue.topic, queue.index, { timeoutMs: remainingMs(queue) })
      queue.leaderId = leaderId
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

  // One attempt: the cluster learns from it who leads what, but only the partitions that are in need of it are sent again, and by us. So none waits
  // for another of the same leader longer than for one answer.
  async #send(ready: readonly Ready[]): Promise<void> {
    const unanswered = new Set(ready)
    const errors: unknown[] = []
    try {
      const timeoutMs = Math.min(...ready.map(({ queue }) => remainingMs(queue)))
      const request = produceRequest(ready, this.#requestTimeoutMs)
      for (const { response, error } of await this.#cluster.sendSharded(Produce, request, { timeoutMs, maxAttempts: 1 })) {
        if (response === undefined) errors.push(error)
        else for (const [{ queue }, answer] of takeAnswered(unanswered, response)) this.#settle(queue, answer)
      }
    } catch (error) {
      errors.push(error)
    }
    // Where leaders have just moved, these may be of several: each hears of an error that is final when it is sent to its own.
    const error = errors.find(mayHeal) ?? errors[0] ?? new Error(`${unanswered.size} partitions are missing in the answer to Produce`)
    const doubt = errors.find(each => !isNotSent(each))
    for (const { queue } of unanswered) {
      queue.doubt = doubt ?? queue.doubt
      this.#repeatOrFail(queue, error)
    }
  }

  #settle(queue: PartitionQueue, answer: Answer): void {
    if (answer.errorCode === 0 || answer.errorCode === errorCodes.DUPLICATE_SEQUENCE_NUMBER) {
      queue.acknowledge(answer.baseOffset)
      return this.#goOn(queue)
    }
    try {
      throwIfError({ topic: queue.topic, ...answer })
    } catch (error) {
      this.#repeatOrFail(queue, error)
    }
  }

  #repeatOrFail(queue: PartitionQueue, error: unknown): void {
    if (!isNotSent(error)) queue.doubt = error
    const delayMs = this.#delayAfter(++queue.failures, queue)
    if (mayHeal(error) && delayMs < remainingMs(queue)) return this.#repeats.add(queue, delayMs)
    const { producerId } = queue
    queue.fail(isNotSent(error) ? (queue.doubt ?? error) : error)
    if (queue.producerId === undefined) this.#producerIds.retire(producerId)
    this.#goOn(queue)
  }

  // No pause where the answer itself said who leads the partition now (KIP-951).
  #delayAfter(failures: number, { topic, index, leaderId }: PartitionQueue): number {
    const isMoved = failures === 1 && leaderId !== (this.#cluster.map.partition({ name: topic }, index)?.leaderId ?? leaderId)
    return isMoved ? 0 : Math.min(REPEAT_AFTER_MS * 2 ** (failures - 1), REPEAT_AFTER_MAX_MS)
  }

  #goOn(queue: PartitionQueue): void {
    if (queue.hasWork) this.start(queue)
    else queue.isBusy = false
  }
}

const remainingMs = ({ deadlineMs }: PartitionQueue): number => Math.max(deadlineMs - performance.now(), 1)

const mayHeal = (error: unknown): boolean => isKafkaError(error) && error.retriable

const isNotSent = (error: unknown): boolean => isKafkaError(error) && error.delivery === 'not-sent'
