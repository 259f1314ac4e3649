import { acks, type Cluster, errorCodes, isKafkaError, specialOffsets, throwIfError } from 'kafkawire'
import { InitProducerId, Produce } from 'kafkawire/messages'
import { batchBuilder, incrementSequence } from 'kafkawire/records'
import type { Ledger } from './ledgers/ledger.ts'
import type { NextAfter } from './next-after.ts'
import { valueFor } from './values.ts'

/** What a stream is, and where it goes. */
export interface DirectOptions {
  readonly topic: string
  readonly partition: number
  /** Its number in the ledger. */
  readonly stream: number
  /** What is added to that in the values of its records, where it stands beside streams of other kinds. */
  readonly firstStream: number
  /** Whether its batches bear a producer id and sequence numbers, which this program counts itself. */
  readonly isSequenced: boolean
}

interface Call {
  readonly sequences: readonly number[]
  readonly baseSequence: number
  state: 'out' | 'acknowledged' | 'not-sent' | 'open'
}

interface ProducerId {
  readonly producerId: bigint
  readonly producerEpoch: number
}

const CALLS_OUT = 5 // as many batches of a producer and partition as brokers remember
const RECORDS_PER_CALL = 2
const HASTY = 16 // of so many calls, one has little time
const HASTY_MS = 250
const BROKER_MS = 10_000

/** Records that go to one partition by `cluster.send(Produce)`, several calls at once, none of which waits for the one before. */
export class DirectStream {
  /** What went wrong: calls may fail under faults, and the ledger knows what they said. */
  readonly errors: unknown[] = []
  readonly #cluster: Cluster
  readonly #ledger: Ledger
  readonly #options: DirectOptions
  readonly #acknowledged: NextAfter
  #calls: Call[] = []
  #producerId: ProducerId | undefined
  #isBeginning = false
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

  /** Sends until as many calls are out as may be. */
  pump(): void {
    if (this.#options.isSequenced && !this.#isReady()) return
    this.#calls = this.#calls.filter(({ state }) => state === 'out')
    while (this.#calls.length < CALLS_OUT) void this.#call()
  }

  // After a failure nothing is sent until all that is out has settled. Then the sequence numbers of calls that were not sent are given to other
  // records: brokers drop these as duplicates if what the calls said was not true.
  #isReady(): boolean {
    if (this.#isBeginning) return false
    const firstFailed = this.#calls.findIndex(({ state }) => state === 'not-sent' || state === 'open')
    if (firstFailed < 0 && this.#producerId !== undefined) return true
    if (!this.isIdle) return false
    const after = this.#calls.slice(Math.max(firstFailed, 0))
    this.#calls = []
    const [failed] = after
    if (this.#producerId === undefined || failed === undefined || after.some(({ state }) => state !== 'not-sent')) void this.#begin()
    else this.#sequence = failed.baseSequence
    return !this.#isBeginning
  }

  async #begin(): Promise<void> {
    this.#isBeginning = true
    try {
      const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
      const { producerId, producerEpoch } = throwIfError(await this.#cluster.send(InitProducerId, request))
      this.#producerId = { producerId, producerEpoch }
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
    const records = builder.build(this.#producerId && { ...this.#producerId, baseSequence: call.baseSequence })
    const topicData = [{ name: topic, partitionData: [{ index, records }] }]
    const beganMs = performance.now()
    try {
      const timeoutMs = ++this.#count % HASTY === 0 ? HASTY_MS : undefined
      const answer = await this.#cluster.send(Produce, { acks: acks.ALL, timeoutMs: BROKER_MS, topicData }, { timeoutMs })
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
