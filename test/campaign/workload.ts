import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from 'kafkawire'
import { Consumer } from '../../examples/consumer/consumer.ts'
import { Producer } from '../../examples/producer/producer.ts'
import { Ledger } from './ledger.ts'
import { NextAfter } from './next-after.ts'
import { markOf, valueFor } from './values.ts'

/** How much is to be done. */
export interface WorkloadOptions {
  readonly topic: string
  readonly partitions: number
  readonly producers: number
  readonly recordsPerSecond: number
}

const TICK_MS = 10
const MAX_LATE_MS = 50 // nobody makes up for more at one go
const MAX_OUT = 100 // records of one stream that are on their way: those of a partition without a leader must not pile up
const REQUEST_MS = 3_000
const BUSY_MS = 10_000
const SETTLE_MS = 60_000

/** Produces to all partitions at a steady rate and reads everything back meanwhile. A stream is one producer's records to one partition. */
export class Workload implements Disposable {
  readonly ledger: Ledger = new Ledger()
  /** What went wrong, if anything did. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #options: WorkloadOptions
  readonly #producers: readonly Producer[]
  readonly #consumer: Consumer
  readonly #acknowledged: readonly NextAfter[]
  readonly #out: number[]
  readonly #work: readonly Promise<void>[]
  readonly #startedMs = performance.now()
  #elapsedMs = 0
  #isOver = false

  constructor(cluster: Cluster, options: WorkloadOptions) {
    const { topic, partitions, producers } = options
    this.#cluster = cluster
    this.#options = options
    this.#producers = Array.from({ length: producers }, () => new Producer(cluster, { requestTimeoutMs: REQUEST_MS }))
    this.#consumer = new Consumer(cluster, { topic })
    this.#acknowledged = Array.from({ length: partitions }, () => new NextAfter())
    this.#out = Array.from({ length: partitions * producers }, () => 0)
    this.#work = [this.#produce(), this.#read()]
  }

  /** Acknowledged records in a second, so far or until it was stopped. */
  get rate(): number {
    return this.ledger.verdict.acknowledged / ((this.#elapsedMs || performance.now() - this.#startedMs) / 1_000)
  }

  /** Resolves with the number of requests in flight as soon as they are so many. */
  async busy(inFlight: number): Promise<number> {
    for (const untilMs = performance.now() + BUSY_MS; performance.now() < untilMs; await nextTurn()) {
      const now = this.#cluster.pool.snapshot().connections.reduce((total, connection) => total + connection.inFlight, 0)
      if (now >= inFlight) return now
    }
    throw new Error(`there were never ${inFlight} requests in flight within ${BUSY_MS} ms`)
  }

  /** How long after a moment each of these partitions acknowledged a record that was sent after it. */
  recoveries(partitions: readonly number[], sinceMs: number, patienceMs: number): Promise<number[]> {
    const waits = partitions.map(partition => this.#acknowledged[partition]?.after(sinceMs, patienceMs, `partition ${partition}`) ?? 0)
    return Promise.all(waits)
  }

  /** Sends no more, and resolves when all that was sent has been settled, and all that was acknowledged has been seen or is overdue. */
  async stop(): Promise<void> {
    this.#isOver = true
    this.#elapsedMs = performance.now() - this.#startedMs
    await Promise.all(this.#producers.map(producer => producer.close()))
    for (const untilMs = performance.now() + SETTLE_MS; !this.ledger.isSettled && performance.now() < untilMs; ) await pause(100)
    this.#consumer.close()
    await Promise.all(this.#work)
  }

  /** Ends at once, whatever has not been settled. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#consumer.close()
  }

  // Streams take turns; one that is full is passed over, and the others get its share.
  async #produce(): Promise<void> {
    const streams = this.#out.length
    let [due, turn] = [0, 0]
    for (let lastMs = performance.now(); !this.#isOver; await pause(TICK_MS)) {
      const nowMs = performance.now()
      due += (Math.min(nowMs - lastMs, MAX_LATE_MS) * this.#options.recordsPerSecond) / 1_000
      lastMs = nowMs
      for (let full = 0; due >= 1 && full < streams; turn = (turn + 1) % streams) {
        if ((this.#out[turn] ?? 0) >= MAX_OUT) full++
        else {
          this.#send(turn)
          due--
        }
      }
    }
  }

  #send(stream: number): void {
    const { topic, partitions } = this.#options
    const partition = stream % partitions
    const sequence = this.ledger.next(stream)
    const sentMs = performance.now()
    this.#count(stream, 1)
    this.#producers[Math.floor(stream / partitions)]?.send({ topic, partition, value: valueFor({ stream, sequence }) }).then(
      offset => {
        this.#count(stream, -1)
        this.ledger.acknowledge(stream, sequence, offset)
        this.#acknowledged[partition]?.happened(sentMs)
      },
      error => {
        this.#count(stream, -1)
        this.ledger.fail()
        this.errors.push(error)
      }
    )
  }

  #count(stream: number, by: number): void {
    this.#out[stream] = (this.#out[stream] ?? 0) + by
  }

  async #read(): Promise<void> {
    try {
      for await (const { record } of this.#consumer) {
        if (record.value === null) continue // of the probe
        const mark = markOf(record.value)
        if (mark === undefined) this.ledger.seeDamaged()
        else this.ledger.see(mark.stream, mark.sequence, record.offset)
      }
    } catch (error) {
      this.errors.push(error)
    }
  }
}
