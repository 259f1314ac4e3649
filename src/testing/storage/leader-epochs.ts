import { absentValues, specialOffsets } from '../../protocol/codes/index.ts'

/** A leader epoch, with the offset at which it began. */
export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

/** The end of a leader epoch, which is the start of the next one. */
export interface EpochEnd {
  readonly epoch: number
  readonly endOffset: bigint
}

const UNKNOWN: EpochEnd = { epoch: absentValues.UNDEFINED_EPOCH, endOffset: specialOffsets.UNDEFINED_EPOCH_OFFSET }

/**
 * The leader epochs of a log, by ascending epoch and offset. Clients compare them with the epochs
 * of the records that they have read, to notice that records were lost (KIP-101, KIP-320).
 */
export class LeaderEpochs {
  #starts: readonly EpochStart[] = []

  constructor(starts: readonly EpochStart[] = []) {
    this.#starts = starts
  }

  get all(): readonly EpochStart[] {
    return this.#starts
  }

  /** The first epoch of the log; undefined if no epoch has begun. */
  get earliest(): EpochStart | undefined {
    return this.#starts[0]
  }

  /** Takes over the epochs of a log that was kept. */
  restore(starts: readonly EpochStart[]): void {
    this.#starts = starts
  }

  /** Notes that an epoch begins. Epochs without records are forgotten. */
  begin(epoch: number, startOffset: number): void {
    const before = this.#starts.filter(each => each.epoch < epoch && each.startOffset < startOffset)
    this.#starts = [...before, { epoch, startOffset }]
  }

  /** Forgets the epochs before the start of the log. The epoch of the start begins there now. */
  cutBefore(startOffset: number): void {
    const first = this.#starts.findLast(each => each.startOffset <= startOffset)
    if (first === undefined) return
    this.#starts = [{ epoch: first.epoch, startOffset }, ...this.#starts.filter(each => each.startOffset > startOffset)]
  }

  /**
   * The end of an epoch. Of an epoch that has no records it is the start of the next epoch, with
   * the number of the epoch before it. The end is -1 if the epoch is later than all known ones.
   */
  endOf(epoch: number, logEndOffset: number): EpochEnd {
    if (epoch === absentValues.UNDEFINED_EPOCH) return UNKNOWN
    if (epoch === this.#starts.at(-1)?.epoch) return { epoch, endOffset: BigInt(logEndOffset) }
    const next = this.#starts.find(each => each.epoch > epoch)
    if (next === undefined) return UNKNOWN
    const floor = this.#starts.findLast(each => each.epoch <= epoch)
    return { epoch: floor?.epoch ?? epoch, endOffset: BigInt(next.startOffset) }
  }
}
