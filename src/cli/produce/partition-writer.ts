import { acks, type Cluster, errorCodes, throwIfError } from '../../index.ts'
import { Produce } from '../../messages.ts'
import { type BatchBuilder, batchBuilder, type Compression, incrementSequence, type RecordInput } from '../../records/index.ts'

/** What all partitions of one run of `produce` share. */
export interface Sink {
  readonly cluster: Cluster
  readonly topic: string
  readonly compression: Compression
  /** The id of an idempotent producer (KIP-98). */
  readonly producerId: bigint
  readonly producerEpoch: number
  written: number
  failed: number
  /** The first error. After it nothing more is sent. */
  error: unknown
  /** Called at the first error. */
  readonly onError: () => void
}

/**
 * Writes records to one partition. While a batch is on its way to the broker, the next one is
 * filled. So the order of the records is kept, and a fast input makes large batches.
 */
export class PartitionWriter {
  readonly #sink: Sink
  readonly #index: number
  readonly #builder: BatchBuilder
  #sequence = 0
  #sending: Promise<void> | undefined

  constructor(sink: Sink, index: number) {
    this.#sink = sink
    this.#index = index
    this.#builder = batchBuilder({ compression: sink.compression })
  }

  /** Appends a record. Returns false if the batch is full: wait for {@link drained} then. */
  append(record: RecordInput): boolean {
    return this.#builder.append(record)
  }

  /** Sends what was appended, unless a batch is on its way: then it is sent after that one. */
  send(): void {
    if (this.#sending !== undefined || this.#builder.count === 0 || this.#sink.error !== undefined) return
    this.#sending = this.#sendBatch().then(() => {
      this.#sending = undefined
      this.send()
    })
  }

  /** Sends what was appended, as soon as the batch before it has arrived. */
  async drained(): Promise<void> {
    await this.#sending
    this.send()
  }

  /** Sends all that was appended, and waits until it has arrived or failed. */
  async end(): Promise<void> {
    this.send()
    while (this.#sending !== undefined) await this.#sending
    this.#sink.failed += this.#builder.count
  }

  async #sendBatch(): Promise<void> {
    const { cluster, topic, producerId, producerEpoch } = this.#sink
    const { count } = this.#builder
    try {
      const records = await this.#builder.buildAsync({ producerId, producerEpoch, baseSequence: this.#sequence })
      this.#sequence = incrementSequence(this.#sequence, count)
      const topicData = [{ name: topic, partitionData: [{ index: this.#index, records }] }]
      const answer = await cluster.send(Produce, { acks: acks.ALL, topicData })
      this.#builder.reuse(records)
      // The broker has the batch already: its answer to an earlier attempt was lost.
      if (answer.responses[0]?.partitionResponses[0]?.errorCode !== errorCodes.DUPLICATE_SEQUENCE_NUMBER) throwIfError(answer)
      this.#sink.written += count
    } catch (error) {
      this.#sink.failed += count
      if (this.#sink.error !== undefined) return
      this.#sink.error = error
      this.#sink.onError()
    }
  }
}
