import { now } from '../../clock.ts'
import type { PartitionState } from './cluster-map.ts'

// A broker that lags behind, because it was frozen or has just started, reports old epochs for some
// seconds. If this many refreshes in a row report the same leader and epoch, and the first of them
// was so long ago, that is the state of the cluster.
const AGREEING_REFRESHES = 5
const AGREEING_MS = 10_000

type Leader = Pick<PartitionState, 'leaderId' | 'leaderEpoch'>

interface Count extends Leader {
  readonly times: number
  readonly sinceMs: number
}

/**
 * Detects leader epochs that went backwards for good, because an unclean election was undone, or
 * the log of the controllers was restored from a backup. One answer with an older epoch is only
 * late (KIP-320), and it is ignored. Several answers in a row with the same leader and epoch are
 * accepted after some seconds.
 */
export class EpochRewinds {
  // The key is the known state of a partition. As soon as anything about the partition changes, its
  // state is another object, so the count begins again.
  readonly #counts = new WeakMap<PartitionState, Count>()

  /**
   * Counts an answer whose leader epoch is older than the known one. Returns whether enough answers
   * in a row agree, so that the map has to accept the older epoch.
   */
  count(known: PartitionState, { leaderId, leaderEpoch }: Leader): boolean {
    const before = this.#counts.get(known)
    const isSame = before?.leaderId === leaderId && before.leaderEpoch === leaderEpoch
    const { times, sinceMs } = isSame ? { ...before, times: before.times + 1 } : { times: 1, sinceMs: now() }
    this.#counts.set(known, { leaderId, leaderEpoch, times, sinceMs })
    return times >= AGREEING_REFRESHES && now() - sinceMs >= AGREEING_MS
  }

  /**
   * Resets the count of a partition, because an answer confirmed the known epoch or a newer one.
   */
  reset(known: PartitionState): void {
    this.#counts.delete(known)
  }
}
