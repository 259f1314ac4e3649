import { specialOffsets } from 'kafkawire'

/** One offset of one partition that a member commits. No other commit of the group has it. */
export interface GroupCommit {
  readonly partition: number
  readonly offset: bigint
  /** Who commits, for texts. */
  readonly who: string
  /** Whether another member had the partition in a later epoch before the call was made. */
  readonly isFenced: boolean
  readonly beganMs: number
}

/** `open`: the group may have the offset, now or later. */
export type CommitOutcome = 'acknowledged' | 'refused' | 'not-sent' | 'open'

/** A member at one moment: the generation, or the epoch of the member, and its partitions. */
export interface Ownership {
  /** The member id, or the static id. */
  readonly owner: string
  readonly epoch: number
  readonly partitions: readonly number[]
}

interface Holder {
  readonly owner: string
  readonly untilMs: number
}

/**
 * A call that took longer than this may have been sent twice. The first copy may reach the broker
 * much later, and put an old offset in the place of a newer one: no client can prevent that.
 */
export const DOUBT_MS = 900

/** What the members of one group had and committed. */
export class GroupLedger {
  readonly #broken: string[] = []
  readonly #partitions = new Map<number, PartitionLedger>()
  #lastOffset = 0n

  /** The promises that were broken, a sentence for each. */
  get broken(): readonly string[] {
    return this.#broken
  }

  report(sentence: string): void {
    this.#broken.push(sentence)
  }

  /** A member has learnt that it has these partitions. */
  assign({ owner, epoch, partitions }: Ownership): void {
    for (const partition of partitions) {
      const other = this.#of(partition).assign(owner, epoch)
      if (other !== undefined) this.report(`partition ${partition} was given to ${other} and to ${owner} in epoch ${epoch}`)
    }
  }

  /**
   * A member holds these partitions, and no others, until this time at most. A broker gives them to
   * nobody else before.
   */
  hold(owner: string, partitions: readonly number[], untilMs: number): void {
    this.release(owner)
    for (const partition of partitions) {
      const other = this.#of(partition).hold({ owner, untilMs })
      if (other !== undefined) this.report(`partition ${partition} was given to ${owner} while ${other} held it`)
    }
  }

  release(owner: string): void {
    for (const partition of this.#partitions.values()) partition.release(owner)
  }

  /** A member is about to commit its partitions: gives an offset to each. */
  commit({ owner, epoch, partitions }: Ownership, isFenced = false): GroupCommit[] {
    return partitions.map(partition => {
      this.#lastOffset++
      this.#of(partition).given.set(this.#lastOffset, 'open')
      return {
        partition,
        offset: this.#lastOffset,
        who: `${owner} in epoch ${epoch}`,
        isFenced: isFenced || this.#of(partition).hasLaterOwner(owner, epoch),
        beganMs: performance.now()
      }
    })
  }

  end({ partition, offset, who, isFenced, beganMs }: GroupCommit, outcome: CommitOutcome): void {
    if (isFenced && outcome === 'acknowledged') this.report(`a commit of partition ${partition} by ${who} was accepted after it was fenced`)
    const isDoubtful = outcome === 'open' || performance.now() - beganMs > DOUBT_MS
    this.#of(partition).end(offset, isDoubtful && outcome !== 'not-sent' ? 'open' : outcome, outcome === 'acknowledged')
  }

  /** The newest offset that was acknowledged for a partition; -1 if none was. */
  newest(partition: number): bigint {
    return this.#of(partition).newest
  }

  /** A member was told this offset. `newest` is what was acknowledged before it asked. */
  see(partition: number, newest: bigint, offset: bigint): void {
    const { given } = this.#of(partition)
    const outcome = given.get(offset)
    if (offset >= 0n && (outcome === undefined || outcome === 'not-sent' || outcome === 'refused'))
      this.report(`partition ${partition} has the offset ${offset}, whose commit is ${outcome ?? 'not there'}`)
    if (offset < newest && outcome !== 'open') this.report(`the offset of partition ${partition} went back from ${newest} to ${offset}`)
  }

  #of(partition: number): PartitionLedger {
    const found = this.#partitions.get(partition) ?? new PartitionLedger()
    this.#partitions.set(partition, found)
    return found
  }
}

class PartitionLedger {
  /** The offsets that were given to commits, with what is known of each. */
  readonly given = new Map<bigint, CommitOutcome>()
  newest: bigint = specialOffsets.INVALID_OFFSET
  readonly #owners = new Map<number, string>()
  #newestEpoch = -1
  #holder: Holder | undefined

  /** Returns another owner in the same epoch. */
  assign(owner: string, epoch: number): string | undefined {
    const other = this.#owners.get(epoch)
    if (other !== undefined && other !== owner) return other
    this.#owners.set(epoch, owner)
    this.#newestEpoch = Math.max(this.#newestEpoch, epoch)
    return undefined
  }

  hasLaterOwner(owner: string, epoch: number): boolean {
    return this.#newestEpoch > epoch && this.#owners.get(this.#newestEpoch) !== owner
  }

  /** Returns another member that still holds the partition. */
  hold(holder: Holder): string | undefined {
    const before = this.#holder
    this.#holder = holder
    return before !== undefined && before.owner !== holder.owner && before.untilMs > performance.now() ? before.owner : undefined
  }

  release(owner: string): void {
    if (this.#holder?.owner === owner) this.#holder = undefined
  }

  end(offset: bigint, outcome: CommitOutcome, isAcknowledged: boolean): void {
    this.given.set(offset, outcome)
    if (isAcknowledged && offset > this.newest) this.newest = offset
  }
}
