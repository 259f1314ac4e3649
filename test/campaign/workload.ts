import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { type Cluster, isKafkaError } from 'kafkawire'
import { Producer } from '../../examples/producer/producer.ts'
import { DirectStream } from './direct-stream.ts'
import { Ledger, type Verdict } from './ledgers/ledger.ts'
import { NextAfter } from './next-after.ts'
import { Reader } from './reader.ts'
import { valueFor } from './values.ts'

/** How much is to be done. */
export interface WorkloadOptions {
  readonly topic: string
  readonly partitions: number
  readonly producers: number
  /** By the producers of the example. */
  readonly recordsPerSecond: number
  /** How often the streams that are sent by `cluster.send` are filled up. */
  readonly directMs: number
}

/** Kinds of senders, each with promises of its own. */
export type Kind = 'producer' | 'sequenced' | 'plain'

const KINDS: readonly Kind[] = ['producer', 'sequenced', 'plain']
const MAX_STREAMS = 10_000 // of one kind
const TICK_MS = 10
const MAX_LATE_MS = 50 // nobody makes up for more at one go
const MAX_OUT = 100 // records of one stream that are on their way: those of a partition without a leader must not pile up
const REQUEST_MS = 3_000
const BUSY_MS = 10_000

/**
 * Produces to all partitions at a steady rate, and reads everything back meanwhile. A stream is one sender's records to one partition: those of the
 * idempotent producer of the example, those with sequence numbers of our own, and those with none, which may change places but not be there twice.
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

  /** Records of the producers of the example that were acknowledged in a second, so far or until it was stopped. */
  get rate(): number {
    return this.verdicts.producer.acknowledged / ((this.#elapsedMs || performance.now() - this.#startedMs) / 1_000)
  }

  /** What must not happen, whatever is done to the cluster: a producer or the consumer failed. */
  get errors(): readonly unknown[] {
    return [...this.#errors, ...this.#reader.errors]
  }

  /** What may happen: calls that failed, whose records the ledgers follow. */
  get failures(): readonly unknown[] {
    return this.#direct.flatMap(({ errors }) => errors)
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

  /** Sends no more, and resolves when all that was sent has been settled, and everything in the log has been read. */
  async stop(): Promise<void> {
    this.#isOver = true
    this.#elapsedMs = performance.now() - this.#startedMs
    await Promise.all([...this.#work, ...this.#producers.map(producer => producer.close())])
    await this.#reader.finish()
  }

  /** Ends at once, whatever has not been settled. */
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

  // The last calls may still be out when it is over: each has a limit of its own.
  async #pump(): Promise<void> {
    for (; !this.#isOver; await pause(this.#options.directMs)) for (const stream of this.#direct) stream.pump()
    while (!this.#direct.every(({ isIdle }) => isIdle)) await pause(TICK_MS)
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
