import { absentValues } from '../../protocol/codes/index.ts'
import { PartitionLog } from './partition-log.ts'
import { checkProduced } from './produced-batch.ts'
import { ProducerStates } from './producer-states.ts'
import { isRefusal, type Refusal } from './refusal.ts'

/** One partition: who leads it, and its log. All brokers share the log, so that a new leader has every record. */
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

  /** Appends what a producer sent, if it is in order; the offset is that of the first append where the batch was sent again. */
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

  moveLeader(nodeId: number): void {
    this.#leaderId = nodeId
    this.#leaderEpoch++
    this.changed()
  }

  /** Calls `watcher` at each append and change of leader until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Tells those who watch. */
  changed(): void {
    for (const watcher of [...this.#watchers]) watcher()
  }
}
