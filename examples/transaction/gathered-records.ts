import { acks } from 'kafkawire'
import type { ProduceRequest } from 'kafkawire/messages'
import { type BatchBuilder, type BuilderOptions, batchBuilder, incrementSequence, type RecordInput } from 'kafkawire/records'
import type { Identity } from './coordinator.ts'

/** A partition of a topic. */
export interface Place {
  readonly topic: string
  readonly partition: number
}

interface Waiting extends Place {
  readonly records: readonly RecordInput[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

interface Batch extends Place {
  readonly builder: BatchBuilder
}

const BROKER_TIMEOUT_MS = 10_000

/** The next sequence number of each partition. They count the records of one producer epoch. */
export type Sequences = Map<string, number>

/**
 * Records that are sent together: one batch per partition, in one request, or more if a batch is
 * full.
 */
export class GatheredRecords {
  readonly #options: BuilderOptions
  readonly #waiting: Waiting[] = []
  #next = 0 // the index of the first record to send, in the first entry that waits

  constructor(options: BuilderOptions) {
    this.#options = options
  }

  /** Adds records of one partition. Resolves when they are written. */
  add(place: Place, records: readonly RecordInput[]): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ ...place, records, resolve, reject }))
  }

  get places(): readonly Place[] {
    return this.#waiting
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Rejects the promises of all records that still wait. */
  reject(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }

  /**
   * Makes the next request, with as many records as its batches can hold. Call `done` once it was
   * answered.
   */
  take(identity: Identity, sequences: Sequences): { request: ProduceRequest; done: () => void } {
    const batches = new Map<string, Batch>()
    let [whole, next] = [0, this.#next]
    for (; whole < this.#waiting.length; whole++, next = 0) {
      const { topic, partition, records } = this.#waiting[whole] as Waiting
      const { builder } = this.#batchOf(batches, { topic, partition })
      while (next < records.length && builder.append(records[next] as RecordInput)) next++
      if (next < records.length) break // the batch is full: all further records go in the next request
    }
    const filled = [...batches].filter(([, { builder }]) => builder.count > 0)
    const counts = filled.map(([place, { builder }]) => [place, builder.count] as const)
    const request = requestOf(filled, identity, sequences)
    const done = (): void => {
      for (const [place, count] of counts) sequences.set(place, incrementSequence(sequences.get(place) ?? 0, count))
      this.#next = next
      for (const { resolve } of this.#waiting.splice(0, whole)) resolve()
    }
    return { request, done }
  }

  #batchOf(batches: Map<string, Batch>, { topic, partition }: Place): Batch {
    const place = `${topic}/${partition}`
    let batch = batches.get(place)
    if (batch === undefined) batches.set(place, (batch = { topic, partition, builder: batchBuilder(this.#options) }))
    return batch
  }
}

function requestOf(batches: readonly (readonly [string, Batch])[], identity: Identity, sequences: Sequences): ProduceRequest {
  const topics = new Map<string, { index: number; records: Uint8Array }[]>()
  const { transactionalId, producerId, producerEpoch } = identity
  for (const [place, { topic, partition, builder }] of batches) {
    const records = builder.build({ producerId, producerEpoch, baseSequence: sequences.get(place) ?? 0, isTransactional: true })
    topics.set(topic, [...(topics.get(topic) ?? []), { index: partition, records }])
  }
  const topicData = [...topics].map(([name, partitionData]) => ({ name, partitionData }))
  return { transactionalId, acks: acks.ALL, timeoutMs: BROKER_TIMEOUT_MS, topicData }
}
