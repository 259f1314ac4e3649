import type { PartitionState } from './cluster-map.ts'

/** A broker that lags behind tells old epochs for a moment. What so many refreshes in a row agree on is how the cluster is. */
const AGREEING_REFRESHES = 5

type Leader = Pick<PartitionState, 'leaderId' | 'leaderEpoch'>

/**
 * Leader epochs that went backwards for good: an unclean election was undone, or the log of the controllers was restored from a copy. A single answer
 * with an older epoch is only late (KIP-320), and it is not followed. Several in a row that name the same leader and epoch are.
 */
export class EpochRewinds {
  // By the state that is known: it is another object as soon as anything about the partition changes, and the count begins again.
  readonly #told = new WeakMap<PartitionState, Leader & { readonly times: number }>()

  /** An answer tells of an older epoch than is known. Gives whether it is to be followed. */
  isAgreed(known: PartitionState, { leaderId, leaderEpoch }: Leader): boolean {
    const before = this.#told.get(known)
    const isSame = before?.leaderId === leaderId && before.leaderEpoch === leaderEpoch
    const times = isSame ? before.times + 1 : 1
    this.#told.set(known, { leaderId, leaderEpoch, times })
    return times >= AGREEING_REFRESHES
  }

  /** An answer confirms what is known. */
  forget(known: PartitionState): void {
    this.#told.delete(known)
  }
}
