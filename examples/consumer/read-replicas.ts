import { absentValues } from 'kafkawire'

// As long as Kafka's own consumer trusts the choice: its default of metadata.max.age.ms.
const TRUSTED_MS = 300_000

/**
 * The replicas that leaders have named for reading, because they are in the rack of this consumer
 * (KIP-392). A partition without one is read from its leader.
 */
export class ReadReplicas {
  readonly #chosen = new Map<number, { readonly nodeId: number; readonly untilMs: number }>()

  /** The replica to read a partition from, or undefined for the leader. */
  of(partition: number): number | undefined {
    const chosen = this.#chosen.get(partition)
    if (chosen === undefined || performance.now() < chosen.untilMs) return chosen?.nodeId
    this.#chosen.delete(partition)
    return undefined
  }

  /** Notes what an answer says of a partition. */
  note(partition: number, preferredReadReplica: number): void {
    if (preferredReadReplica === absentValues.INVALID_PREFERRED_REPLICA_ID) return
    this.#chosen.set(partition, { nodeId: preferredReadReplica, untilMs: performance.now() + TRUSTED_MS })
  }

  /**
   * Goes back to the leader, because the replica failed or lacks the offset. Returns whether there
   * was a replica.
   */
  forget(partition: number): boolean {
    return this.#chosen.delete(partition)
  }
}
