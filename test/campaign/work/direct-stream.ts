import { acks, type Cluster, errorCodes, isKafkaError, specialOffsets, throwIfError } from 'kafkawire'
import { InitProducerId, Produce } from 'kafkawire/messages'
import { batchBuilder, incrementSequence } from 'kafkawire/records'
import type { Ledger } from './ledgers/ledger.ts'
import type { NextAfter } from './next-after.ts'
import { valueFor } from './values.ts'

/** A stream of records, and the partition that it goes to. */
export interface DirectOptions {
  readonly topic: string
  readonly partition: number
  /** The stream's number in the ledger. */
  readonly stream: number
  /**
   * Added to the stream's number in the values of its records, so that streams of other kinds have
   * other numbers.
   */
  readonly firstStream: number
  /**
   * Whether its batches have a producer id and sequence numbers. This program counts them itself.
   */
  readonly isSequenced: boolean
  /** The limits of calls in turn; undefined for none. Default: one call of sixteen has 250 ms. */
  readonly limitsMs?: readonly (number | undefined)[]
}

interface Call {
  readonly sequences: readonly number[]
  readonly baseSequence: number
  state: 'out' | 'acknowledged' | 'not-sent' | 'open'
}

interface ProducerId {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** The cluster that gave it out. Another cluster may give the same id to another stream. */
  readonly clusterId: string | null
}

const CALLS_OUT = 5 // brokers remember the last five batches of each producer and partition
const RECORDS_PER_CALL = 2
const LIMITS_MS = [...Array.from({ length: 15 }, () => undefined), 250]
const BROKER_MS = 10_000

/**
 * Sends records to one partition by `cluster.send(Produce)`: several calls at once, none of which
 * waits for the one before.
 */
export class DirectStream {
  /** What went wrong. Calls may fail under faults, and the ledger knows their outcomes. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #ledger: Ledger
  readonly #options: DirectOptions
  readonly #acknowledged: NextAfter
  #calls: Call[] = []
  #producerId: ProducerId | undefined
  #isBeginning = false
  #isPumping = false
  #sequence = 0
  #count = 0

  constructor(cluster: Cluster, ledger: Ledger, options: DirectOptions, acknowledged: NextAfter) {
    this.#cluster = cluster
    this.#ledger = ledger
    this.#options = options
    this.#acknowledged = acknowledged
  }

  get isIdle(): boolean {
    return this.#calls.every(({ state }) => state !== 'out') && !this.#isBeginning
  }

  /** Sends until the largest number of calls is in flight. Resolves when they have begun. */
  async pump(): Promise<void> {
    if (!this.#isPumping) await this.#pump()
  }

  // As in a loop with `for await`, a microtask passes between two calls: what the first one has begun
  // to wait for is then under way. A call may fail at once, so the number of calls has a limit too.
  async #pump(): Promise<void> {
    this.#isPumping = true
    for (let begun = 0; begun < CALLS_OUT && (!this.#options.isSequenced || this.#makeReady()); begun++) {
      this.#calls = this.#calls.filter(({ state }) => state === 'out')
      if (this.#calls.length >= CALLS_OUT) break
      void this.#call()
      await Promise.resolve()
    }
    this.#isPumping = false
  }

  // After a failure, nothing is sent until all calls in flight have settled. Then later records get
  // the sequence numbers of the calls that failed as `not-sent`. If such a call was sent after all,
  // brokers drop the later records as duplicates, and the ledger reports them lost.
  #makeReady(): boolean {
    if (this.#isBeginning) return false
    const firstFailed = this.#calls.findIndex(({ state }) => state === 'not-sent' || state === 'open')
    const isOfThisCluster = this.#producerId?.clusterId === this.#cluster.map.clusterId
    if (firstFailed < 0 && isOfThisCluster) return true
    if (!this.isIdle) return false
    const after = this.#calls.slice(Math.max(firstFailed, 0))
    this.#calls = []
    const [failed] = after
    if (!isOfThisCluster || failed === undefined || after.some(({ state }) => state !== 'not-sent')) void this.#begin()
    else this.#sequence = failed.baseSequence
    return !this.#isBeginning
  }

  async #begin(): Promise<void> {
    this.#isBeginning = true
    try {
      const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
      const { clusterId } = this.#cluster.map
      const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(InitProducerId, request, { clusterId }))
      this.#producerId = { producerId, producerEpoch, clusterId: clusterId ?? this.#cluster.map.clusterId }
      this.#sequence = 0
    } catch (error) {
      this.#producerId = undefined
      this.errors.push(error)
    } finally {
      this.#isBeginning = false
    }
  }

  async #call(): Promise<void> {
    const { topic, partition: index, stream, firstStream } = this.#options
    const sequences = Array.from({ length: RECORDS_PER_CALL }, () => this.#ledger.next(stream))
    const call: Call = { sequences, baseSequence: this.#sequence, state: 'out' }
    this.#calls.push(call)
    this.#sequence = incrementSequence(this.#sequence, RECORDS_PER_CALL)
    const builder = batchBuilder()
    for (const sequence of sequences) builder.append({ value: valueFor({ stream: firstStream + stream, sequence }) })
    const { producerId, producerEpoch, clusterId } = this.#producerId ?? {}
    const records = builder.build(producerId === undefined ? {} : { producerId, producerEpoch, baseSequence: call.baseSequence })
    const topicData = [{ name: topic, partitionData: [{ index, records }] }]
    const beganMs = performance.now()
    try {
      const { limitsMs = LIMITS_MS } = this.#options
      const timeoutMs = limitsMs[this.#count++ % limitsMs.length]
      const answer = await this.#cluster.send(Produce, { acks: acks.ALL, timeoutMs: BROKER_MS, topicData }, { timeoutMs, clusterId })
      const { errorCode, baseOffset = specialOffsets.INVALID_OFFSET } = answer.responses[0]?.partitionResponses[0] ?? {}
      if (errorCode !== 0 && errorCode !== errorCodes.DUPLICATE_SEQUENCE_NUMBER) {
        this.#fail(call, 'open', new Error(`Produce was answered with error ${errorCode}`))
        return
      }
      call.state = 'acknowledged'
      for (const [i, sequence] of sequences.entries())
        this.#ledger.acknowledge(stream, sequence, baseOffset < 0n ? -1n : baseOffset + BigInt(i))
      this.#acknowledged.happened(beganMs)
    } catch (error) {
      this.#fail(call, isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open', error)
    }
  }

  #fail(call: Call, state: 'not-sent' | 'open', error: unknown): void {
    call.state = state
    for (const sequence of call.sequences) this.#ledger.fail(this.#options.stream, sequence, state)
    this.errors.push(error)
  }
}
