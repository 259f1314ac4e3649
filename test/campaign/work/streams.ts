import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from 'kafkawire'
import type { Random } from '../../support/vectors/random.ts'
import { again } from './again.ts'
import { DirectStream } from './direct-stream.ts'
import { Ledger } from './ledgers/ledger.ts'
import { NextAfter } from './next-after.ts'
import { type LogRecord, readAll } from './read-all.ts'
import { markOf } from './values.ts'

interface StreamsOptions {
  readonly topics: readonly string[]
  /** The number of partitions of each topic. */
  readonly partitions: number
  readonly isSequenced: boolean
  /** The longest pause between two bursts of calls. */
  readonly maxPauseMs: number
}

// The limits of calls in turn. Short ones end in every state of an attempt, also between two of them.
const LIMITS_MS = [[undefined], [undefined, undefined, 250], [120, undefined, 600, undefined, 1_500]]

/** Direct streams to all partitions of some topics, one each, and the account of their records. */
export class Streams {
  readonly #options: StreamsOptions
  readonly #random: Random
  readonly #ledger: Ledger
  readonly #streams: readonly DirectStream[]
  readonly #work: Promise<void>
  #isOver = false

  constructor(cluster: Cluster, random: Random, options: StreamsOptions) {
    const { topics, partitions, isSequenced } = options
    this.#options = options
    this.#random = random
    this.#ledger = new Ledger({ isOrdered: isSequenced })
    this.#streams = topics.flatMap((topic, index) =>
      Array.from({ length: partitions }, (_, partition) => {
        const stream = index * partitions + partition
        const place = { topic, partition, stream, firstStream: 0 }
        return new DirectStream(cluster, this.#ledger, { ...place, isSequenced, limitsMs: random.pick(LIMITS_MS) }, new NextAfter())
      })
    )
    this.#work = this.#run()
  }

  /** Begins no more calls. Resolves when all have settled. */
  async stop(): Promise<void> {
    this.#isOver = true
    await this.#work
  }

  /** Reads all topics by this cluster. Returns their records, and how often promises were broken. */
  async check(observer: Cluster): Promise<{ readonly logs: ReadonlyMap<string, readonly LogRecord[]>; readonly broken: object }> {
    const { topics, partitions } = this.#options
    const logs = new Map<string, readonly LogRecord[]>()
    for (const [index, topic] of topics.entries()) {
      const log = await again(() => readAll(observer, topic, partitions))
      logs.set(topic, log)
      for (const { value, offset, partition } of log) {
        const mark = markOf(value)
        if (mark?.stream === index * partitions + partition) this.#ledger.see(mark.stream, mark.sequence, offset)
        else this.#ledger.seeDamaged() // a record of another topic or partition, or of nobody
      }
    }
    return { logs, broken: this.#ledger.verdict.broken }
  }

  async #run(): Promise<void> {
    while (!this.#isOver || !this.#streams.every(({ isIdle }) => isIdle)) {
      if (!this.#isOver) for (const stream of this.#streams) void stream.pump()
      await pause(this.#random.below(this.#options.maxPauseMs))
    }
  }
}
