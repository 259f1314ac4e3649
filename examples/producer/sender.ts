import { absentValues, type Cluster, errorCodes, isKafkaError, throwIfError } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { type BatchBuilder, type BuilderOptions, batchBuilder } from 'kafkawire/records'
import type { PartitionQueue } from './partition-queue.ts'
import { type Answer, produceRequest, type Ready, takeAnswered } from './produce-request.ts'
import { ProducerIds } from './producer-id.ts'
import { Repeats } from './repeats.ts'

/** The options of a {@link Sender}. */
export interface SenderOptions extends Pick<BuilderOptions, 'compression' | 'maxBytes'> {
  /**
   * How long a batch may take, all attempts together. Default of the producer: 120,000. Its
   * messages may have waited as long before, for the batch ahead of theirs.
   */
  readonly deliveryTimeoutMs: number
  /** How long a leader may wait for its followers before it answers. Default: 10,000. */
  readonly requestTimeoutMs: number
}

const INITIAL_PAUSE_MS = 100 // it doubles with each failure
const MAX_PAUSE_MS = 1_000
const MAX_REQUEST_BYTES = 33_554_432

/**
 * Sends the batches of partition queues to their leaders: all that are ready for one, in one
 * request.
 */
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

  /** Works on a queue until it has no more messages. */
  start(queue: PartitionQueue): void {
    queue.clusterId = this.#cluster.map.clusterId
    this.#begin(queue)
  }

  #begin(queue: PartitionQueue): void {
    queue.isBusy = true
    queue.deadlineMs = performance.now() + this.#deliveryTimeoutMs
    queue.failures = 0
    queue.leaderId = absentValues.NO_LEADER_ID
    queue.doubt = undefined
    void this.#findLeader(queue)
  }

  async #findLeader(queue: PartitionQueue): Promise<void> {
    try {
      if (!this.#isForOtherCluster(queue)) {
        if (queue.producerId?.clusterId !== queue.clusterId) queue.begin(await this.#producerIds.current(remainingMs(queue)))
        queue.clusterId ??= queue.producerId?.clusterId ?? null
        const { leaderId } = await this.#cluster.partition(queue.topic, queue.index, { timeoutMs: remainingMs(queue) })
        queue.leaderId = leaderId
      }
      this.#schedule(queue.leaderId, queue)
    } catch (error) {
      this.#repeatOrFail(queue, error)
    }
  }

  // The cluster then refuses to send the batch, and it fails: nothing has to be looked up for it.
  #isForOtherCluster({ clusterId }: PartitionQueue): boolean {
    const { map } = this.#cluster
    return clusterId !== null && map.clusterId !== null && clusterId !== map.clusterId
  }

  // Sends at the end of this turn of the event loop. Until then more messages may come, and more
  // queues may be ready for the same leader.
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
        this.#continue(queue)
        continue
      }
      if (bytes > 0 && (bytes + records.length > MAX_REQUEST_BYTES || ready[0]?.queue.clusterId !== queue.clusterId)) {
        void this.#send(ready)
        ready = []
        bytes = 0
      }
      ready.push({ queue, records })
      bytes += records.length
    }
    if (ready.length > 0) void this.#send(ready)
  }

  // Makes one attempt. The cluster learns about moved leaders from it, but it does not send
  // anything again: the sender does that, for the partitions that need it. So no partition waits
  // for another one of the same leader for longer than one answer.
  async #send(ready: readonly Ready[]): Promise<void> {
    const unanswered = new Set(ready)
    const errors: unknown[] = []
    try {
      const timeoutMs = Math.min(...ready.map(({ queue }) => remainingMs(queue)))
      const request = produceRequest(ready, this.#requestTimeoutMs)
      const options = { timeoutMs, maxAttempts: 1, clusterId: ready[0]?.queue.clusterId }
      for (const { response, error } of await this.#cluster.sendSharded(Produce, request, options)) {
        if (response === undefined) errors.push(error)
        else for (const [{ queue }, answer] of takeAnswered(unanswered, response)) this.#settle(queue, answer)
      }
    } catch (error) {
      errors.push(error)
    }
    // If leaders have just moved, these queues may belong to several brokers. An error that is
    // final for one may not be for the others, so an error that another attempt may heal comes
    // first.
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
      return this.#continue(queue)
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
    this.#continue(queue)
  }

  // There is no pause if the answer itself named the new leader of the partition (KIP-951).
  #delayAfter(failures: number, { topic, index, leaderId }: PartitionQueue): number {
    const isMoved = failures === 1 && leaderId !== (this.#cluster.map.partition({ name: topic }, index)?.leaderId ?? leaderId)
    return isMoved ? 0 : Math.min(INITIAL_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS)
  }

  #continue(queue: PartitionQueue): void {
    if (queue.hasWork) this.#begin(queue)
    else queue.isBusy = false
  }
}

const remainingMs = ({ deadlineMs }: PartitionQueue): number => Math.max(deadlineMs - performance.now(), 1)

const mayHeal = (error: unknown): boolean => isKafkaError(error) && error.retriable

const isNotSent = (error: unknown): boolean => isKafkaError(error) && error.delivery === 'not-sent'
