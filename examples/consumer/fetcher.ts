import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, type Decoded, errorCodes, type IsolationLevel, throwIfError } from 'kafkawire'
import { Fetch, type FetchResponse } from 'kafkawire/messages'
import { type RecordBatch, readBatches } from 'kafkawire/records'
import type { Channel } from './channel.ts'
import { Failures } from './failures.ts'
import { listOffsets } from './offsets.ts'

/** What to fetch, and how. */
export interface FetcherOptions {
  readonly topic: string
  readonly isolationLevel: IsolationLevel
  /** The connections that the requests go by. */
  readonly lane: string
  /** How long a topic must have been unknown to the cluster to be taken for deleted. */
  readonly goneAfterMs: number
}

/** What one answer holds of one partition. */
export interface Fetched {
  readonly partition: number
  /** The first batch may begin before what was asked for. */
  readonly fromOffset: bigint
  readonly batches: readonly RecordBatch[]
  readonly bytes: number
}

// How far a partition has been fetched, and whether it is being seen to.
interface Cursor {
  readonly partition: number
  nextOffset: bigint
  isOut: boolean
  /** Since when, as of the last time. */
  sinceMs: number
}

type Answer = Decoded<FetchResponse>['responses'][number]['partitions'][number]

const MAX_WAIT_MS = 500
const MAX_BYTES = 8_388_608
const PARTITION_MAX_BYTES = 1_048_576
const PAUSE_MS = 100

/** Fetches the partitions of a topic, with one request on its way to each leader, as long as little enough waits to be read. */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #options: FetcherOptions
  readonly #fetched: Channel<Fetched>
  readonly #signal: AbortSignal
  readonly #failures: Failures
  readonly #cursors: Cursor[] = []
  readonly #ready = new Map<number, Cursor[]>()
  readonly #busy = new Set<number>()
  #unreadBytes = 0

  constructor(cluster: Cluster, options: FetcherOptions, fetched: Channel<Fetched>, signal: AbortSignal) {
    this.#cluster = cluster
    this.#options = options
    this.#fetched = fetched
    this.#signal = signal
    this.#failures = new Failures(options.topic, options.goneAfterMs)
  }

  /** From now on these partitions are fetched too, from these offsets. */
  add(offsets: ReadonlyMap<number, bigint>): void {
    for (const [partition, nextOffset] of offsets) this.#cursors.push({ partition, nextOffset, isOut: false, sinceMs: 0 })
    this.fetch()
  }

  /** Sees to every partition that nobody sees to, unless too much is unread. */
  fetch(): void {
    if (this.#unreadBytes > MAX_BYTES || this.#signal.aborted) return
    for (const cursor of this.#cursors) {
      if (cursor.isOut) continue
      cursor.isOut = true
      cursor.sinceMs = performance.now()
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
      const { leaderId } = await this.#cluster.partition(this.#options.topic, cursor.partition, { signal: this.#signal })
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
      const { answers, throttleTimeMs } = await this.#ask(cursors)
      for (const cursor of cursors) await this.#take(cursor, answers.get(cursor.partition), throttleTimeMs)
      if (throttleTimeMs > 0) await pause(throttleTimeMs, undefined, { signal: this.#signal, ref: false }).catch(() => undefined)
    } catch (error) {
      for (const cursor of cursors) this.#pauseOrFail(cursor, error)
    }
    this.#busy.delete(leaderId)
    this.fetch()
    this.#schedule(leaderId) // for those that came to this leader in the meantime
  }

  async #ask(cursors: readonly Cursor[]): Promise<{ answers: Map<number, Answer>; throttleTimeMs: number }> {
    const { topic, isolationLevel, lane } = this.#options
    const partitions = cursors.map(({ partition, nextOffset }) => {
      return { partition, fetchOffset: nextOffset, partitionMaxBytes: PARTITION_MAX_BYTES }
    })
    const request = { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel, topics: [{ topic, partitions }] }
    const { errorCode, responses, throttleTimeMs } = await this.#cluster.send(Fetch, request, { signal: this.#signal, lane })
    throwIfError({ errorCode }) // what the partitions say is told apart later
    return { throttleTimeMs, answers: new Map(responses.flatMap(({ partitions }) => partitions.map(each => [each.partitionIndex, each]))) }
  }

  async #take(cursor: Cursor, answer: Answer | undefined, throttleTimeMs: number): Promise<void> {
    const { partition, nextOffset: fromOffset } = cursor
    try {
      // A broker that throttles leaves the partitions out (KIP-219), which means that there are no records now.
      if (answer === undefined && throttleTimeMs === 0)
        throw new Error(`partition ${partition} of ${this.#options.topic} is missing in the answer to Fetch`)
      if (answer?.errorCode === errorCodes.OFFSET_OUT_OF_RANGE) cursor.nextOffset = await this.#earliest(partition)
      else if (answer !== undefined) this.#put(cursor, fromOffset, throwIfError(answer))
      this.#failures.clear(partition)
      cursor.isOut = false
    } catch (error) {
      this.#pauseOrFail(cursor, error)
    }
  }

  #put(cursor: Cursor, fromOffset: bigint, { records, abortedTransactions }: Answer): void {
    const { partition } = cursor
    const batches = [...readBatches(records, { topic: this.#options.topic, partition, abortedTransactions })]
    const last = batches.at(-1)
    if (last === undefined) return
    cursor.nextOffset = last.lastOffset + 1n
    const bytes = records?.length ?? 0
    this.#unreadBytes += bytes
    this.#fetched.put({ partition, fromOffset, batches, bytes })
  }

  // Retention, or somebody's DeleteRecords, was faster than we.
  async #earliest(partition: number): Promise<bigint> {
    const { topic, isolationLevel } = this.#options
    const offsets = await listOffsets(this.#cluster, topic, [partition], 'earliest', isolationLevel, this.#signal)
    return offsets.get(partition) ?? 0n
  }

  #pauseOrFail(cursor: Cursor, error: unknown): void {
    const final = this.#failures.judge(cursor.partition, error, cursor.sinceMs)
    if (final !== undefined) return this.#fetched.end(final)
    setTimeout(() => {
      cursor.isOut = false
      this.fetch()
    }, PAUSE_MS)
  }
}
