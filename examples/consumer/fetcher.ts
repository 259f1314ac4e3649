import { setTimeout as pause } from 'node:timers/promises'
import { absentValues, type Cluster, type Decoded, errorCodes, type IsolationLevel, throwIfError } from 'kafkawire'
import { Fetch, type FetchResponse } from 'kafkawire/messages'
import { type RecordBatch, readBatches } from 'kafkawire/records'
import { AnswerMemory } from './answer-memory.ts'
import type { Channel } from './channel.ts'
import { Failures } from './failures.ts'
import { type End, listOffsets } from './offsets.ts'
import { ReadReplicas } from './read-replicas.ts'

/** The options of a {@link Fetcher}. */
export interface FetcherOptions {
  readonly topic: string
  /** The cluster that the offsets belong to. Another cluster is asked for nothing. */
  readonly clusterId: string | null
  readonly isolationLevel: IsolationLevel
  /** The lane of the pool, that is, the connections that carry the requests. */
  readonly lane: string
  /** How long the cluster must not know the topic before it counts as deleted, in milliseconds. */
  readonly goneAfterMs: number
  /** The rack of this consumer, for leaders to name a replica in it (KIP-392). */
  readonly rack: string | undefined
}

/** The batches of one partition in one answer. */
export interface Fetched {
  readonly partition: number
  /** The offset that was asked for. The first batch may begin before it. */
  readonly fromOffset: bigint
  readonly batches: readonly RecordBatch[]
  readonly bytes: number
  readonly memory: AnswerMemory
}

// The state of one partition.
interface Cursor {
  readonly partition: number
  /** The offset to fetch next. */
  nextOffset: bigint
  /**
   * The epoch of the leader that is known. A broker that was the leader before, and does not know yet
   * that it is no more, refuses a Fetch with a newer epoch (KIP-320).
   */
  leaderEpoch: number
  /** Whether its leader is being looked up, a Fetch for it is in flight, or it pauses. */
  isBusy: boolean
  /** When that began, in milliseconds of the monotonic clock. */
  busySinceMs: number
  /** Higher than the turns of all partitions that had no records since this one had. */
  turn: number
}

type Answer = Decoded<FetchResponse>['responses'][number]['partitions'][number]

const MAX_WAIT_MS = 500
const MAX_BYTES = 8_388_608
const PARTITION_MAX_BYTES = 1_048_576
const PAUSE_MS = 100
// Then the leaders and their epochs are looked up again. The epoch in a request stays the same in all
// of its attempts.
const ATTEMPTS = 5

/**
 * Fetches the partitions of a topic, with one request in flight to each broker. It pauses while
 * more than 8 MiB wait to be read.
 */
export class Fetcher {
  readonly #cluster: Cluster
  readonly #options: FetcherOptions
  readonly #fetched: Channel<Fetched>
  readonly #signal: AbortSignal
  readonly #failures: Failures
  readonly #cursors: Cursor[] = []
  readonly #ready = new Map<number, Cursor[]>()
  readonly #busyBrokers = new Set<number>()
  readonly #replicas = new ReadReplicas()
  readonly #pauses = new Set<NodeJS.Timeout>()
  #unreadBytes = 0
  #turns = 0

  constructor(cluster: Cluster, options: FetcherOptions, fetched: Channel<Fetched>, signal: AbortSignal) {
    this.#cluster = cluster
    this.#options = options
    this.#fetched = fetched
    this.#signal = signal
    this.#failures = new Failures(options.topic, options.goneAfterMs)
    signal.addEventListener('abort', () => this.#pauses.forEach(clearTimeout), { once: true })
  }

  /** Adds partitions, to be fetched from these offsets on. */
  add(offsets: ReadonlyMap<number, bigint>): void {
    for (const [partition, nextOffset] of offsets) {
      const leaderEpoch = absentValues.NO_PARTITION_LEADER_EPOCH
      this.#cursors.push({ partition, nextOffset, leaderEpoch, isBusy: false, busySinceMs: 0, turn: 0 })
    }
    this.fetch()
  }

  /** Begins to fetch every partition that is not busy, unless too many bytes are unread. */
  fetch(): void {
    if (this.#unreadBytes > MAX_BYTES || this.#signal.aborted) return
    for (const cursor of this.#cursors) {
      if (cursor.isBusy) continue
      cursor.isBusy = true
      cursor.busySinceMs = performance.now()
      void this.#findBroker(cursor)
    }
  }

  /**
   * Says that the records of one partition were read and are not needed any more, so that more may
   * be fetched.
   */
  release({ bytes, memory }: Fetched): void {
    this.#unreadBytes -= bytes
    memory.letGo()
    this.fetch()
  }

  async #findBroker(cursor: Cursor): Promise<void> {
    try {
      const { leaderId, leaderEpoch } = await this.#cluster.partition(this.#options.topic, cursor.partition, { signal: this.#signal })
      cursor.leaderEpoch = leaderEpoch
      const nodeId = this.#replicas.of(cursor.partition) ?? leaderId
      const ready = this.#ready.get(nodeId)
      if (ready === undefined) this.#ready.set(nodeId, [cursor])
      else ready.push(cursor)
      this.#schedule(nodeId)
    } catch (error) {
      this.#pauseOrFail(cursor, error)
    }
  }

  // Waits until the other partitions of the same broker are ready, so that all go in one request.
  // A broker answers the requests of a connection one after the other, so several would wait for
  // each other.
  #schedule(nodeId: number): void {
    process.nextTick(() => void this.#fetchFrom(nodeId))
  }

  async #fetchFrom(nodeId: number): Promise<void> {
    const cursors = this.#ready.get(nodeId)
    if (cursors === undefined || this.#busyBrokers.has(nodeId)) return
    this.#ready.delete(nodeId)
    this.#busyBrokers.add(nodeId)
    // A broker fills an answer in the order of the request until it is full (KIP-74). The partition
    // whose records came last is last, so that none waits until others are read completely.
    cursors.sort((a, b) => a.turn - b.turn)
    try {
      const { answers, throttleTimeMs } = await this.#ask(nodeId, cursors)
      const memory = new AnswerMemory()
      for (const cursor of cursors) await this.#take(cursor, answers.get(cursor.partition), throttleTimeMs, memory)
      memory.letGo()
      if (throttleTimeMs > 0) await pause(throttleTimeMs, undefined, { signal: this.#signal, ref: false }).catch(() => undefined)
    } catch (error) {
      for (const cursor of cursors) this.#pauseOrFail(cursor, error)
    }
    this.#busyBrokers.delete(nodeId)
    this.fetch()
    this.#schedule(nodeId) // for partitions that became ready in the meantime
  }

  async #ask(nodeId: number, cursors: readonly Cursor[]): Promise<{ answers: Map<number, Answer>; throttleTimeMs: number }> {
    const { topic, isolationLevel, lane, rack: rackId, clusterId } = this.#options
    const partitions = cursors.map(({ partition, nextOffset, leaderEpoch }) => {
      return { partition, currentLeaderEpoch: leaderEpoch, fetchOffset: nextOffset, partitionMaxBytes: PARTITION_MAX_BYTES }
    })
    const request = { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel, rackId, topics: [{ topic, partitions }] }
    // By itself the cluster sends a Fetch to the leaders. If a replica fails, the leader is next.
    const isFromReplica = cursors.some(({ partition }) => this.#replicas.of(partition) !== undefined)
    const how = isFromReplica ? { to: { nodeId }, maxAttempts: 1 } : { maxAttempts: ATTEMPTS }
    const { errorCode, responses, throttleTimeMs } = await this.#cluster.send(Fetch, request, {
      signal: this.#signal,
      lane,
      clusterId,
      ...how
    })
    throwIfError({ errorCode }) // the error codes of the partitions are checked later
    return { throttleTimeMs, answers: new Map(responses.flatMap(({ partitions }) => partitions.map(each => [each.partitionIndex, each]))) }
  }

  async #take(cursor: Cursor, answer: Answer | undefined, throttleTimeMs: number, memory: AnswerMemory): Promise<void> {
    const { partition, nextOffset: fromOffset } = cursor
    try {
      // A broker that throttles answers without partitions (KIP-219): there are no records now.
      if (answer === undefined && throttleTimeMs === 0)
        throw new Error(`partition ${partition} of ${this.#options.topic} is missing in the answer to Fetch`)
      if (answer?.errorCode === errorCodes.OFFSET_OUT_OF_RANGE) {
        // A replica may lack the offset because it is behind its leader.
        if (!this.#replicas.forget(partition)) cursor.nextOffset = await this.#nearest(partition, fromOffset)
      } else if (answer !== undefined) this.#put(cursor, fromOffset, throwIfError(answer), memory)
      this.#failures.clear(partition)
      cursor.isBusy = false
    } catch (error) {
      this.#pauseOrFail(cursor, error)
    }
  }

  #put(cursor: Cursor, fromOffset: bigint, { records, abortedTransactions, preferredReadReplica }: Answer, memory: AnswerMemory): void {
    const { partition } = cursor
    this.#replicas.note(partition, preferredReadReplica)
    const batches = [...readBatches(records, { topic: this.#options.topic, partition, abortedTransactions })]
    const last = batches.at(-1)
    if (records === null || last === undefined) return
    cursor.nextOffset = last.lastOffset + 1n
    cursor.turn = ++this.#turns
    this.#unreadBytes += records.length
    memory.hold(records)
    this.#fetched.put({ partition, fromOffset, batches, bytes: records.length, memory })
  }

  // The offset to go on at after OFFSET_OUT_OF_RANGE. Records that were deleted, by retention or by
  // DeleteRecords, are passed over. If the log ends before the offset, because an unclean election has
  // cut it, the new end is next: records are never read again from the beginning.
  async #nearest(partition: number, offset: bigint): Promise<bigint> {
    const { topic, isolationLevel } = this.#options
    const find = async (end: End): Promise<bigint> => {
      const offsets = await listOffsets(this.#cluster, topic, [partition], end, isolationLevel, this.#signal)
      return offsets.get(partition) ?? offset
    }
    const earliest = await find('earliest')
    if (earliest > offset) return earliest
    const latest = await find('latest')
    if (latest < offset) return latest
    await pause(PAUSE_MS, undefined, { signal: this.#signal, ref: false }) // the broker lags behind its own log
    return offset
  }

  #pauseOrFail(cursor: Cursor, error: unknown): void {
    this.#replicas.forget(cursor.partition)
    const final = this.#failures.finalError(cursor.partition, error, cursor.busySinceMs)
    if (final !== undefined) return this.#fetched.end(final)
    if (this.#signal.aborted) return
    const timer = setTimeout(() => {
      this.#pauses.delete(timer)
      cursor.isBusy = false
      this.fetch()
    }, PAUSE_MS)
    this.#pauses.add(timer)
  }
}
