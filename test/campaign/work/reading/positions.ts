import {
  type Cluster,
  type Decoded,
  errorCodes,
  errorFor,
  type IsolationLevel,
  isKafkaError,
  specialTimestamps,
  throwIfError
} from 'kafkawire'
import { type FetchResponse, ListOffsets } from 'kafkawire/messages'
import { readBatches } from 'kafkawire/records'
import { again } from '../again.ts'
import type { LogRecord } from '../read-all.ts'
import { firstDifference } from './first-difference.ts'

/** A partition that is read, and how far. */
export interface Position {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  /** The offset to fetch next. */
  readonly nextOffset: bigint
  /** The epoch of the leader, for a Fetch that a leader of the past has to refuse (KIP-320). */
  readonly leaderEpoch?: number | undefined
}

/** The answer of a broker about one partition. */
export type Found = Decoded<FetchResponse>['responses'][number]['partitions'][number]

interface Kept extends Position {
  nextOffset: bigint
  readonly records: LogRecord[]
}

/** The records that a reader got of some partitions, and how far it has come. */
export class Positions {
  /** What must not happen, a sentence each. */
  readonly problems: string[] = []
  readonly isolationLevel: IsolationLevel
  readonly #kept: readonly Kept[]

  private constructor(kept: readonly Kept[], isolationLevel: IsolationLevel) {
    this.#kept = kept
    this.isolationLevel = isolationLevel
  }

  /** Begins at the first records of all partitions of these topics. */
  static async begin(observer: Cluster, topics: readonly string[], partitions: number, isolationLevel: IsolationLevel): Promise<Positions> {
    const kept: Kept[] = []
    for (const topic of topics) {
      const { topicId } = await again(() => observer.topic(topic))
      for (let partition = 0; partition < partitions; partition++) kept.push({ topic, topicId, partition, nextOffset: 0n, records: [] })
    }
    return new Positions(kept, isolationLevel)
  }

  get all(): readonly Position[] {
    return this.#kept
  }

  /** Takes what an answer to Fetch has. A retriable error leaves a position as it is. */
  takeAll({ responses }: Decoded<FetchResponse>): void {
    for (const { topic, topicId, partitions } of responses) {
      for (const found of partitions) {
        const isMeant = (each: Kept): boolean => (topic ? each.topic === topic : each.topicId === topicId)
        const kept = this.#kept.find(each => each.partition === found.partitionIndex && isMeant(each))
        if (kept === undefined) this.problems.push(`the answer has partition ${found.partitionIndex} of ${topic || topicId}`)
        else this.#take(kept, found)
      }
    }
  }

  /** Resolves with what is missing before the ends of all partitions, a sentence each. */
  async missing(observer: Cluster): Promise<string[]> {
    const missing: string[] = []
    for (const { topic, partition, nextOffset } of this.#kept) {
      const asked = [{ partitionIndex: partition, timestamp: specialTimestamps.LATEST }]
      const request = { isolationLevel: this.isolationLevel, topics: [{ name: topic, partitions: asked }] }
      const answer = throwIfError(await again(() => observer.send(ListOffsets, request)))
      const end = answer.topics[0]?.partitions[0]?.offset ?? 0n
      if (nextOffset < end) missing.push(`${topic}-${partition} was read up to ${nextOffset} of ${end}`)
    }
    return missing
  }

  /** The differences between what was read and the log of a topic, a sentence for each partition. */
  differences(topic: string, log: readonly LogRecord[]): string[] {
    return this.#kept.flatMap(kept => {
      if (kept.topic !== topic) return []
      const inLog = log.filter(({ partition, offset }) => partition === kept.partition && offset < kept.nextOffset)
      const difference = firstDifference(kept.records, inLog)
      return difference === undefined ? [] : [`${topic}-${kept.partition}: ${difference}`]
    })
  }

  #take(kept: Kept, { errorCode, records, abortedTransactions }: Found): void {
    const { topic, partition } = kept
    if (errorCode !== errorCodes.NONE) {
      if (!errorFor(errorCode).retriable) this.problems.push(`${topic}-${partition} at ${kept.nextOffset} is answered with ${errorCode}`)
      return
    }
    try {
      for (const batch of readBatches(records, { topic, partition, abortedTransactions })) {
        if (batch.lastOffset < kept.nextOffset) continue
        const read = [...batch.records()].filter(({ offset }) => offset >= kept.nextOffset)
        for (const { offset, value } of read) kept.records.push({ partition, offset, value: value && Buffer.from(value) })
        kept.nextOffset = batch.lastOffset + 1n
      }
    } catch (error) {
      if (!isKafkaError(error, 'KAFKA_RECORDS')) throw error // a damaged batch is fetched again
    }
  }
}
