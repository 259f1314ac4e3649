import { type Cluster, type Decoded, isKafkaError, throwIfError } from 'kafkawire'
import { Fetch, type FetchResponse } from 'kafkawire/messages'
import { type RecordBatch, readBatches } from 'kafkawire/records'
import type { Channel } from './channel.ts'
import { listOffsets } from './offsets.ts'

/** How far a partition has been fetched. */
export interface Cursor {
  readonly partition: number
  nextOffset: bigint
  /** Whether somebody sees to it. */
  isOut: boolean
}

/** What one answer holds of one partition. */
export interface Fetched {
  readonly partition: number
  /** The first batch may begin before what was asked for. */
  readonly fromOffset: bigint
  readonly batches: readonly RecordBatch[]
  readonly bytes: number
}

type Answer = Decoded<FetchResponse>['responses'][number]['partitions'][number]

const MAX_WAIT_MS = 500
const MAX_BYTES = 8_388_608
const PARTITION_MAX_BYTES = 1_048_576
const PAUSE_MS = 100
const OFFSET_OUT_OF_RANGE = 1

/** Fetches the partitions of a topic, with one request on its way to each leader, as long as little enough waits to be read. */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #topic: string
  readonly #isolationLevel: number
  readonly #cursors: readonly Cursor[]
  readonly #fetched: Channel<Fetched>
  readonly #signal: AbortSignal
  readonly #ready = new Map<number, Cursor[]>()
  readonly #busy = new Set<number>()
  #unreadBytes = 0

  constructor(
    cluster: Cluster,
    { topic, isolationLevel }: { readonly topic: string; readonly isolationLevel: number },
    cursors: readonly Cursor[],
    fetched: Channel<Fetched>,
    signal: AbortSignal
  ) {
    this.#cluster = cluster
    this.#topic = topic
    this.#isolationLevel = isolationLevel
    this.#cursors = cursors
    this.#fetched = fetched
    this.#signal = signal
  }

  /** Sees to every partition that nobody sees to, unless too much is unread. */
  fetch(): void {
    if (this.#unreadBytes > MAX_BYTES || this.#signal.aborted) return
    for (const cursor of this.#cursors) {
      if (cursor.isOut) continue
      cursor.isOut = true
      void this.#findLeader(cursor)
    }
  }

  /** What was fetched has been read. */
  release({ bytes }: Fetched): void {
    this.#unreadBytes -= bytes
    this.fetch()
  }

  async #findLeader(cursor: Cursor): Promise<void> {
    try {
      const { leaderId } = await this.#cluster.partition(this.#topic, cursor.partition)
      const ready = this.#ready.get(leaderId)
      if (ready === undefined) this.#ready.set(leaderId, [cursor])
      else ready.push(cursor)
      this.#schedule(leaderId)
    } catch (error) {
      this.#pauseOrFail(cursor, error)
    }
  }

  // When all that have this leader are there: a broker answers one request of a connection after the other, and each would wait for the last.
  #schedule(leaderId: number): void {
    process.nextTick(() => void this.#fetchFrom(leaderId))
  }

  async #fetchFrom(leaderId: number): Promise<void> {
    const cursors = this.#ready.get(leaderId)
    if (cursors === undefined || this.#busy.has(leaderId)) return
    this.#ready.delete(leaderId)
    this.#busy.add(leaderId)
    try {
      const answers = await this.#ask(cursors)
      for (const cursor of cursors) await this.#take(cursor, answers.get(cursor.partition))
    } catch (error) {
      for (const cursor of cursors) this.#pauseOrFail(cursor, error)
    }
    this.#busy.delete(leaderId)
    this.fetch()
    this.#schedule(leaderId) // for those that came to this leader in the meantime
  }

  async #ask(cursors: readonly Cursor[]): Promise<Map<number, Answer>> {
    const partitions = cursors.map(({ partition, nextOffset }) => {
      return { partition, fetchOffset: nextOffset, partitionMaxBytes: PARTITION_MAX_BYTES }
    })
    const limits = { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel: this.#isolationLevel }
    const request = { ...limits, topics: [{ topic: this.#topic, partitions }] }
    const { responses } = throwIfRefused(await this.#cluster.send(Fetch, request, { signal: this.#signal }))
    return new Map(responses.flatMap(({ partitions }) => partitions.map(answer => [answer.partitionIndex, answer])))
  }

  async #take(cursor: Cursor, answer: Answer | undefined): Promise<void> {
    const { partition, nextOffset: fromOffset } = cursor
    try {
      if (answer === undefined) throw new Error(`partition ${partition} of ${this.#topic} is missing in the answer to Fetch`)
      if (answer.errorCode === OFFSET_OUT_OF_RANGE) cursor.nextOffset = await this.#earliest(partition)
      else this.#put(cursor, fromOffset, throwIfError(answer))
      cursor.isOut = false
    } catch (error) {
      this.#pauseOrFail(cursor, error)
    }
  }

  #put(cursor: Cursor, fromOffset: bigint, { records, abortedTransactions }: Answer): void {
    const { partition } = cursor
    const batches = [...readBatches(records, { topic: this.#topic, partition, abortedTransactions })]
    const last = batches.at(-1)
    if (last === undefined) return
    cursor.nextOffset = last.lastOffset + 1n
    const bytes = records?.length ?? 0
    this.#unreadBytes += bytes
    this.#fetched.put({ partition, fromOffset, batches, bytes })
  }

  // Retention, or somebody's DeleteRecords, was faster than we.
  async #earliest(partition: number): Promise<bigint> {
    const offsets = await listOffsets(this.#cluster, this.#topic, [partition], 'earliest', this.#isolationLevel, this.#signal)
    return offsets.get(partition) ?? 0n
  }

  #pauseOrFail(cursor: Cursor, error: unknown): void {
    if (!isKafkaError(error) || !error.retriable) return this.#fetched.end(error)
    setTimeout(() => {
      cursor.isOut = false
      this.fetch()
    }, PAUSE_MS)
  }
}

// What the partitions say is told apart later.
function throwIfRefused(response: Decoded<FetchResponse>): Decoded<FetchResponse> {
  throwIfError({ errorCode: response.errorCode })
  return response
}
