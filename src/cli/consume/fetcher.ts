import { nextTick } from '../../clock.ts'
import { type Cluster, errorCodes, isolationLevels, throwIfError } from '../../index.ts'
import { Fetch, type FetchResponsePartitionData } from '../../protocol/messages/fetch.ts'
import { type RecordBatch, readBatches } from '../../records/index.ts'

const MAX_WAIT_MS = 500
const MAX_BYTES = 16_777_216
const PARTITION_BYTES = 4_194_304
const MAX_UNREAD_BYTES = 16_777_216

/** The batches of one partition in one answer. */
export interface Fetched {
  readonly partition: number
  /** The offset that was asked for. The first batch may begin before it. */
  readonly fromOffset: bigint
  readonly batches: readonly RecordBatch[]
  readonly byteCount: number
}

/** The options of a {@link Fetcher}. */
export interface FetcherOptions {
  readonly cluster: Cluster
  readonly topic: string
  /** The next offset of each partition. */
  readonly starts: ReadonlyMap<number, bigint>
  /** Ends the fetcher. */
  readonly signal: AbortSignal
  /** Finds where to go on in a partition whose offset does not exist any more. */
  readonly relocate: (partition: number, offset: bigint) => Promise<bigint>
}

/**
 * Fetches partitions, with one request at a time to each leader: a slow broker does not hold the
 * partitions of others. It fetches ahead while fewer than 16 MiB wait to be taken.
 */
export class Fetcher {
  readonly #options: FetcherOptions
  readonly #next: Map<number, bigint>
  readonly #waiting = new Map<number, Set<number>>()
  readonly #busy = new Set<number>()
  readonly #fetched: Fetched[] = []
  #unreadBytes = 0
  #hasFailed = false
  #error: unknown
  #wake: (() => void) | undefined

  constructor(options: FetcherOptions) {
    this.#options = options
    this.#next = new Map(options.starts)
    options.signal.addEventListener('abort', () => this.#wake?.(), { once: true })
    for (const partition of this.#next.keys()) void this.#findLeader(partition)
  }

  /**
   * The next batches of a partition, as soon as there are some. Undefined after the end. Rejects
   * with the error of a broker that trying again did not heal.
   */
  async take(): Promise<Fetched | undefined> {
    while (this.#fetched.length === 0) {
      if (this.#options.signal.aborted || this.#next.size === 0) return undefined
      if (this.#hasFailed) throw this.#error
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    const taken = this.#fetched.shift()
    this.#unreadBytes -= taken?.byteCount ?? 0
    for (const leader of this.#waiting.keys()) void this.#fetchFrom(leader)
    return taken
  }

  /** Ends a partition, whose records are not fetched any more. */
  end(partition: number): void {
    this.#next.delete(partition)
  }

  async #findLeader(partition: number): Promise<void> {
    const { cluster, topic, signal } = this.#options
    try {
      const { leaderId } = await cluster.partition(topic, partition, { signal })
      const waiting = this.#waiting.get(leaderId) ?? new Set()
      this.#waiting.set(leaderId, waiting.add(partition))
      // All partitions of a leader that are ready now go in one request.
      nextTick(() => void this.#fetchFrom(leaderId))
    } catch (error) {
      this.#fail(error)
    }
  }

  async #fetchFrom(leader: number): Promise<void> {
    const partitions = [...(this.#waiting.get(leader) ?? [])].filter(partition => this.#next.has(partition))
    const mustWait = this.#busy.has(leader) || this.#unreadBytes > MAX_UNREAD_BYTES || this.#options.signal.aborted
    if (partitions.length === 0 || mustWait) return
    this.#waiting.delete(leader)
    this.#busy.add(leader)
    try {
      for (const answer of await this.#ask(partitions)) await this.#receive(answer)
    } catch (error) {
      this.#fail(error)
    }
    this.#busy.delete(leader)
    for (const partition of partitions) if (this.#next.has(partition)) void this.#findLeader(partition)
    nextTick(() => void this.#fetchFrom(leader)) // for partitions that came in the meantime
  }

  async #ask(partitions: readonly number[]): Promise<readonly FetchResponsePartitionData[]> {
    const { cluster, topic, signal } = this.#options
    const asked = partitions.map(partition => ({
      partition,
      fetchOffset: this.#next.get(partition) ?? 0n,
      partitionMaxBytes: PARTITION_BYTES
    }))
    const limits = { maxWaitMs: MAX_WAIT_MS, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel: isolationLevels.READ_COMMITTED }
    const { errorCode, responses } = await cluster.send(Fetch, { ...limits, topics: [{ topic, partitions: asked }] }, { signal })
    throwIfError({ errorCode }) // those of the partitions come later
    return responses.flatMap(each => each.partitions)
  }

  async #receive(answer: FetchResponsePartitionData): Promise<void> {
    const { topic, relocate } = this.#options
    const { partitionIndex: partition, records, abortedTransactions } = answer
    const fromOffset = this.#next.get(partition)
    if (fromOffset === undefined) return
    if (answer.errorCode === errorCodes.OFFSET_OUT_OF_RANGE) {
      const offset = await relocate(partition, fromOffset)
      if (this.#next.has(partition)) this.#next.set(partition, offset)
      return
    }
    throwIfError(answer)
    const batches = [...readBatches(records, { topic, partition, abortedTransactions: abortedTransactions ?? null })]
    const last = batches.at(-1)
    if (last === undefined) return
    this.#next.set(partition, last.lastOffset + 1n)
    const byteCount = records?.length ?? 0
    this.#unreadBytes += byteCount
    this.#fetched.push({ partition, fromOffset, batches, byteCount })
    this.#wake?.()
  }

  #fail(error: unknown): void {
    if (this.#options.signal.aborted || this.#hasFailed) return
    this.#hasFailed = true
    this.#error = error
    this.#wake?.()
  }
}
