import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError } from 'kafkawire'
import { Producer } from '../../../examples/producer/producer.ts'
import { DirectStream } from './direct-stream.ts'
import { Ledger, type Verdict } from './ledgers/ledger.ts'
import { NextAfter } from './next-after.ts'
import { Reader } from './reader.ts'
import { valueFor } from './values.ts'

/** How much is sent. */
export interface WorkloadOptions {
  readonly topic: string
  readonly partitions: number
  readonly producers: number
  /** The rate of the example's producers. */
  readonly recordsPerSecond: number
  /** How often `cluster.send` fills up its streams, in ms. */
  readonly directMs: number
}

/** The kinds of senders, each with its own promises. */
export type Kind = 'producer' | 'sequenced' | 'plain'

const KINDS: readonly Kind[] = ['producer', 'sequenced', 'plain']
const MAX_STREAMS = 10_000 // of one kind
const TICK_MS = 10
const MAX_LATE_MS = 50 // a tick that is later than this sends only the records of this time
const MAX_OUT = 100 // records of one stream in flight: they must not pile up while their partition has no leader
const REQUEST_MS = 3_000
const BUSY_MS = 10_000

/**
 * Produces to all partitions at a steady rate, and reads everything back meanwhile. A stream is one
 * sender's records to one partition. It has one of three kinds:
 * - `producer`: the example's idempotent producer sends it.
 * - `sequenced`: it has sequence numbers that the campaign counts.
 * - `plain`: it has no sequence numbers. Its records may change their order, but none may be in the
 * log twice.
 */
export class Workload implements Disposable {
  readonly #ledgers: Readonly<Record<Kind, Ledger>> = {
    producer: new Ledger(),
    sequenced: new Ledger(),
    plain: new Ledger({ isOrdered: false })
  }
  readonly #errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #options: WorkloadOptions
  readonly #producers: readonly Producer[]
  readonly #direct: readonly DirectStream[]
  readonly #reader: Reader
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
    this.#acknowledged = Array.from({ length: partitions }, () => new NextAfter())
    this.#direct = (['sequenced', 'plain'] as const).flatMap(kind => this.#directStreams(kind))
    this.#reader = new Reader(cluster, { topic, partitions }, (mark, offset) => {
      const kind = mark === undefined ? undefined : KINDS[Math.floor(mark.stream / MAX_STREAMS)]
      if (mark === undefined || kind === undefined) this.#ledgers.producer.seeDamaged()
      else this.#ledgers[kind].see(mark.stream % MAX_STREAMS, mark.sequence, offset)
    })
    this.#out = Array.from({ length: partitions * producers }, () => 0)
    this.#work = [this.#produce(), this.#pump()]
  }

  get verdicts(): Readonly<Record<Kind, Verdict>> {
    const { producer, sequenced, plain } = this.#ledgers
    return { producer: producer.verdict, sequenced: sequenced.verdict, plain: plain.verdict }
  }

  /**
   * The acknowledged records of the example's producers per second, until now or until they were
   * stopped.
   */
  get rate(): number {
    return this.verdicts.producer.acknowledged / ((this.#elapsedMs || performance.now() - this.#startedMs) / 1_000)
  }

  /** Errors that must not happen under any fault: a producer or the consumer failed. */
  get errors(): readonly unknown[] {
    return [...this.#errors, ...this.#reader.errors]
  }

  /** Errors that may happen: calls failed, and the ledgers count their records. */
  get failures(): readonly unknown[] {
    return this.#direct.flatMap(({ errors }) => errors)
  }

  /** Resolves with the number of requests in flight as soon as it reaches `inFlight`. */
  async busy(inFlight: number): Promise<number> {
    for (const untilMs = performance.now() + BUSY_MS; performance.now() < untilMs; await nextTurn()) {
      const now = this.#cluster.pool.snapshot().connections.reduce((total, connection) => total + connection.inFlight, 0)
      if (now >= inFlight) return now
    }
    throw new Error(`fewer than ${inFlight} requests were in flight for ${BUSY_MS} ms`)
  }

  /**
   * For each of these partitions, the time in ms from a moment until a record that was sent after
   * it was acknowledged.
   */
  recoveries(partitions: readonly number[], sinceMs: number, patienceMs: number): Promise<number[]> {
    const waits = partitions.map(
      partition => this.#acknowledged[partition]?.after(sinceMs, patienceMs, `acknowledged record in partition ${partition}`) ?? 0
    )
    return Promise.all(waits)
  }

  /**
   * Stops sending. Resolves after all calls have settled and everything in the log has been read.
   */
  async stop(): Promise<void> {
    this.#isOver = true
    this.#elapsedMs = performance.now() - this.#startedMs
    await Promise.all([...this.#work, ...this.#producers.map(producer => producer.close())])
    await this.#reader.finish()
  }

  /** Ends at once. Calls in flight are abandoned. */
  [Symbol.dispose](): void {
    this.#isOver = true
    this.#reader[Symbol.dispose]()
  }

  #directStreams(kind: 'sequenced' | 'plain'): DirectStream[] {
    const { topic, partitions } = this.#options
    const first = KINDS.indexOf(kind) * MAX_STREAMS
    return Array.from({ length: partitions }, (_, partition) => {
      const options = { topic, partition, stream: partition, firstStream: first, isSequenced: kind === 'sequenced' }
      return new DirectStream(this.#cluster, this.#ledgers[kind], options, this.#acknowledged[partition] ?? new NextAfter())
    })
  }

  // The last calls may be in flight when the campaign ends: each has a timeout of its own.
  async #pump(): Promise<void> {
    for (; !this.#isOver; await pause(this.#options.directMs)) for (const stream of this.#direct) void stream.pump()
    while (!this.#direct.every(({ isIdle }) => isIdle)) await pause(TICK_MS)
  }

  // Streams take turns. A full stream is left out, and the others get its share.
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
    const ledger = this.#ledgers.producer
    const sequence = ledger.next(stream)
    const sentMs = performance.now()
    this.#count(stream, 1)
    this.#producers[Math.floor(stream / partitions)]?.send({ topic, partition, value: valueFor({ stream, sequence }) }).then(
      offset => {
        this.#count(stream, -1)
        ledger.acknowledge(stream, sequence, offset)
        this.#acknowledged[partition]?.happened(sentMs)
      },
      (error: unknown) => {
        this.#count(stream, -1)
        ledger.fail(stream, sequence, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open')
        this.#errors.push(error)
      }
    )
  }

  #count(stream: number, by: number): void {
    this.#out[stream] = (this.#out[stream] ?? 0) + by
  }
}
