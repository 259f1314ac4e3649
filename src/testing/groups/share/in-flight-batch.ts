/** What has become of a record that a share group has fetched (KIP-932). */
export type RecordState = 'available' | 'acquired' | 'acknowledged' | 'archived'

/** The delivery of one record, or of all records of a batch that share one state. */
export interface Delivery {
  state: RecordState
  /** How often the record was delivered. */
  count: number
  /** The member that has acquired the record; empty in any other state. */
  memberId: string
  /** When the acquisition lock ends, by the clock of the cluster. */
  lockedUntilMs: number
}

/** Whether the record is never delivered again. */
export const isTerminal = ({ state }: Delivery): boolean => state === 'acknowledged' || state === 'archived'

/**
 * Records that one request has acquired together. They share one state until requests treat some of
 * them in another way. From then on each offset has its own state, and is acquired as a range of
 * its own.
 */
export class InFlightBatch {
  readonly firstOffset: number
  readonly lastOffset: number
  #whole: Delivery | undefined
  #byOffset: Map<number, Delivery> | undefined

  constructor(firstOffset: number, lastOffset: number, delivery: Delivery) {
    this.firstOffset = firstOffset
    this.lastOffset = lastOffset
    this.#whole = delivery
  }

  /** The state that all records share; undefined if each offset has its own. */
  get whole(): Delivery | undefined {
    return this.#whole
  }

  /** The states with the offsets that they are for, in the order of offsets. */
  ranges(): { readonly firstOffset: number; readonly lastOffset: number; readonly delivery: Delivery }[] {
    const { firstOffset, lastOffset } = this
    if (this.#whole !== undefined) return [{ firstOffset, lastOffset, delivery: this.#whole }]
    return [...this.split()].map(([offset, delivery]) => ({ firstOffset: offset, lastOffset: offset, delivery }))
  }

  /** The state of each offset. From now on each has its own. */
  split(): ReadonlyMap<number, Delivery> {
    if (this.#byOffset !== undefined) return this.#byOffset
    const states = new Map<number, Delivery>()
    if (this.#whole !== undefined)
      for (let offset = this.firstOffset; offset <= this.lastOffset; offset++) states.set(offset, { ...this.#whole })
    this.#whole = undefined
    this.#byOffset = states
    return states
  }

  /** Whether all offsets of the batch are between these two. */
  isWithin(firstOffset: number, lastOffset: number): boolean {
    return this.firstOffset >= firstOffset && this.lastOffset <= lastOffset
  }
}
