import { absentValues } from '../../protocol/codes/index.ts'
import { PartitionLog } from './partition-log.ts'
import { checkProduced } from './produced-batch.ts'
import { ProducerStates } from './producer-states.ts'
import { isRefusal, type Refusal } from './refusal.ts'

/**
 * One partition: its leader and its log. All brokers share the log, so that a new leader has every
 * record.
 */
export class Partition {
  readonly partitionIndex: number
  readonly replicaNodes: readonly number[]
  readonly log: PartitionLog = new PartitionLog()
  readonly #producers = new ProducerStates()
  readonly #watchers = new Set<() => void>()
  #leaderId: number
  #leaderEpoch = 0

  constructor(partitionIndex: number, replicaNodes: readonly number[]) {
    this.partitionIndex = partitionIndex
    this.replicaNodes = replicaNodes
    this.#leaderId = replicaNodes[0] ?? absentValues.NO_LEADER_ID
  }

  get leaderId(): number {
    return this.#leaderId
  }

  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  /**
   * Appends a batch of a producer, or refuses it. If the batch was appended before, it returns the
   * offset of that time.
   */
  append(records: Uint8Array | null, maxMessageBytes: number): { readonly baseOffset: number } | Refusal {
    const batch = checkProduced(records, maxMessageBytes)
    if (isRefusal(batch)) return batch
    const seen = this.#producers.check(batch)
    if (typeof seen === 'number') return { baseOffset: seen }
    if (seen !== undefined) return seen
    const baseOffset = this.log.append(batch, this.#leaderEpoch)
    this.#producers.note(batch, baseOffset)
    this.changed()
    return { baseOffset }
  }

  /** Makes another broker the leader, in the next leader epoch. */
  moveLeader(nodeId: number): void {
    this.#leaderId = nodeId
    this.#leaderEpoch++
    this.changed()
  }

  /**
   * Calls `watcher` after each append and each change of the leader. Returns a function that ends
   * this.
   */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Calls all watchers. */
  changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
