import type { Cluster } from '../../index.ts'
import type { Run } from '../frame/command.ts'
import { ByteSink } from './byte-sink.ts'
import { type Fetched, Fetcher } from './fetcher.ts'
import type { Show } from './record-text.ts'
import { startOffsets } from './start-offsets.ts'

const CHUNK_BYTES = 65_536

/** The options of a {@link Reading}. */
export interface ReadingOptions {
  readonly run: Run
  readonly cluster: Cluster
  readonly topic: string
  readonly show: Show
  /** The records to print at most. */
  readonly count: number
  /** The next offset of each partition. */
  readonly starts: ReadonlyMap<number, bigint>
  /** Where to end in each partition. Undefined: nowhere. */
  readonly ends: ReadonlyMap<number, bigint> | undefined
  /** Ends the reading after the records that are being printed. */
  readonly signal: AbortSignal
}

/** Reads partitions from their offsets on, and prints their records. */
export class Reading {
  readonly #options: ReadingOptions
  readonly #fetcher: Fetcher
  readonly #stop = new AbortController()
  readonly #open: Set<number>
  readonly #printed = new Map<number, bigint>()
  readonly #sink = new ByteSink()
  #left: number

  constructor(options: ReadingOptions) {
    this.#options = options
    this.#left = options.count
    const { cluster, topic, starts, ends, signal } = options
    const open = [...starts].filter(([partition, at]) => ends === undefined || at < (ends.get(partition) ?? 0n))
    this.#open = new Set(open.map(([partition]) => partition))
    const ended = AbortSignal.any([signal, this.#stop.signal])
    const relocate = (partition: number, offset: bigint): Promise<bigint> => this.#relocate(partition, offset)
    this.#fetcher = new Fetcher({ cluster, topic, starts: new Map(open), signal: ended, relocate })
  }

  /** The next offset after the printed records of each partition: those with new ones only. */
  get printed(): ReadonlyMap<number, bigint> {
    return this.#printed
  }

  /** How many records may still be printed. */
  get left(): number {
    return this.#left
  }

  /** Whether the reading came to all of its ends. */
  get isAtEnd(): boolean {
    return this.#open.size === 0
  }

  /** Prints records until the count, the ends or the signal. */
  async run(): Promise<void> {
    try {
      while (!this.isAtEnd && this.#left > 0) {
        const fetched = await this.#fetcher.take()
        if (fetched === undefined || this.#options.signal.aborted) return
        await this.#print(fetched)
      }
    } finally {
      this.#stop.abort()
    }
  }

  async #print({ partition, fromOffset, batches }: Fetched): Promise<void> {
    const { topic, show, signal, ends } = this.#options
    const [sink, place] = [this.#sink, { topic, partition }]
    const end = ends?.get(partition)
    let next = fromOffset
    for (const batch of batches) {
      const isWhole = batch.baseOffset >= fromOffset
      for (const record of await batch.recordsAsync()) {
        if (end !== undefined && record.offset >= end) break
        if (!isWhole && record.offset < fromOffset) continue
        show(sink, record, place)
        this.#left--
        if (sink.length < CHUNK_BYTES && this.#left > 0) continue
        await this.#flush(partition, record.offset + 1n)
        if (signal.aborted || this.#left === 0) return
      }
      next = batch.lastOffset + 1n
    }
    await this.#flush(partition, next)
    if (end !== undefined && next >= end) this.#end(partition)
  }

  async #flush(partition: number, offset: bigint): Promise<void> {
    if (this.#sink.length > 0) await this.#options.run.output.write(this.#sink.take())
    this.#printed.set(partition, offset)
  }

  #end(partition: number): void {
    this.#open.delete(partition)
    this.#fetcher.end(partition)
  }

  // The records at the offset were deleted, by retention or by DeleteRecords.
  async #relocate(partition: number, offset: bigint): Promise<bigint> {
    const { run, cluster, topic } = this.#options
    const { starts } = await startOffsets(cluster, topic, [partition], { offset })
    const found = starts.get(partition) ?? 0n
    run.output.note(`kafkawire: consume: offset ${offset} of partition ${partition} does not exist any more: it goes on at ${found}`)
    return found
  }
}
