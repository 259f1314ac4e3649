import { acks, errorCodes, isKafkaError, specialOffsets } from 'kafkawire'
import { Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import type { Recorder } from '../../checks/history.ts'
import type { Ledger } from '../ledgers/ledger.ts'
import { valueFor } from '../values.ts'
import type { Patience } from './patience.ts'
import type { Sender } from './questions.ts'

// A batch of so many records is longer than 8 KiB: the builder lends its memory, and no copy of it.
const RECORDS = 90
const BROKER_MS = 1_000

/**
 * Writes batches whose memory is used again after each call, however it ended. If a connection still
 * wrote from it, the broker would get the bytes of a later batch.
 */
export class BigBatches {
  readonly #topic: string
  readonly #ledger: Ledger
  readonly #builder = batchBuilder()

  constructor(topic: string, ledger: Ledger) {
    this.#topic = topic
    this.#ledger = ledger
  }

  /** Sends one batch to partition 0. Rejects with the error of the call. */
  async send(sender: Sender, calls: Recorder, { options, limitMs }: Patience): Promise<void> {
    const sequences = Array.from({ length: RECORDS }, () => this.#ledger.next(0))
    for (const sequence of sequences) this.#builder.append({ value: valueFor({ stream: 0, sequence }) })
    const records = this.#builder.build()
    const topicData = [{ name: this.#topic, partitionData: [{ index: 0, records }] }]
    const request = { acks: acks.ALL, timeoutMs: BROKER_MS, topicData }
    try {
      // The history keeps a copy, because the memory is used again.
      const copy = { ...request, topicData: [{ name: this.#topic, partitionData: [{ index: 0, records: records.slice() }] }] }
      const answer = await calls.record(Produce.name, copy, limitMs, () => sender.send(Produce, request, options))
      const { errorCode, baseOffset = specialOffsets.INVALID_OFFSET } = answer.responses[0]?.partitionResponses[0] ?? {}
      if (errorCode === errorCodes.CORRUPT_MESSAGE) this.#ledger.seeDamaged()
      for (const [index, sequence] of sequences.entries()) {
        if (errorCode === errorCodes.NONE) this.#ledger.acknowledge(0, sequence, baseOffset + BigInt(index))
        else this.#ledger.fail(0, sequence, 'open')
      }
    } catch (error) {
      const failure = isKafkaError(error) && error.delivery === 'not-sent' ? 'not-sent' : 'open'
      for (const sequence of sequences) this.#ledger.fail(0, sequence, failure)
      throw error
    } finally {
      this.#builder.reuse(records)
    }
  }
}
