import { type Delivery, type InFlightBatch, isTerminal } from './in-flight-batch.ts'

/** A range of records with its state. */
export interface DeliveryRange {
  readonly firstOffset: number
  readonly lastOffset: number
  readonly delivery: Delivery
}

/**
 * The records of a share partition from its start offset on that were fetched, in batches by
 * ascending offset. Offsets below the start offset are done with, and those above the last batch
 * were never fetched.
 */
export class InFlight {
  readonly #batches: InFlightBatch[] = []
  #startOffset: number
  #endOffset: number

  constructor(startOffset: number) {
    this.#startOffset = startOffset
    this.#endOffset = startOffset
  }

  get startOffset(): number {
    return this.#startOffset
  }

  /** The last offset that was fetched; the start offset if there are no batches. */
  get endOffset(): number {
    return this.#endOffset
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0
  }

  get lastBatch(): InFlightBatch | undefined {
    return this.#batches.at(-1)
  }

  /** The number of offsets that count against `share.partition.max.record.locks`. */
  get count(): number {
    return this.isEmpty ? 0 : this.#endOffset - this.#startOffset + 1
  }

  /** The number of records from the start offset on that are not delivered again. */
  get completeCount(): number {
    let count = 0
    for (const { firstOffset, lastOffset, delivery } of this.ranges()) {
      if (isTerminal(delivery)) count += Math.max(0, lastOffset - Math.max(firstOffset, this.#startOffset) + 1)
    }
    return count
  }

  /** The offset from which the next records are fetched: the first that is available. */
  get nextFetchOffset(): number {
    const last = this.lastBatch
    if (last === undefined || this.#startOffset > last.lastOffset) return this.#endOffset
    const available = this.ranges().find(({ delivery }) => delivery.state === 'available')
    return available?.firstOffset ?? this.#endOffset + 1
  }

  ranges(): DeliveryRange[] {
    return this.#batches.flatMap(batch => batch.ranges())
  }

  /** The last batch that begins at or before the offset. */
  floor(offset: number): InFlightBatch | undefined {
    return this.#batches.findLast(({ firstOffset }) => firstOffset <= offset)
  }

  /** The batches that begin between the two offsets. */
  between(firstOffset: number, lastOffset: number): InFlightBatch[] {
    return this.#batches.filter(batch => batch.firstOffset >= firstOffset && batch.firstOffset <= lastOffset)
  }

  add(batch: InFlightBatch): void {
    const index = this.#batches.findIndex(({ firstOffset }) => firstOffset > batch.firstOffset)
    this.#batches.splice(index < 0 ? this.#batches.length : index, 0, batch)
  }

  /**
   * Takes the end of new batches as the last offset, and their begin as the start offset if they
   * are the first.
   */
  extend(firstOffset: number, lastOffset: number): void {
    if (this.#batches[0]?.firstOffset === firstOffset) this.#startOffset = firstOffset
    this.#endOffset = Math.max(this.#endOffset, lastOffset)
  }

  /** Moves the start offset to the first record that may be delivered again. */
  advance(): void {
    while (this.#batches[0]?.ranges().every(each => isTerminal(each.delivery) || this.#isBefore(each))) {
      const [done] = this.#batches.splice(0, 1)
      this.#startOffset = Math.max(this.#startOffset, this.#batches[0]?.firstOffset ?? (done?.lastOffset ?? 0) + 1)
    }
    if (this.isEmpty) {
      this.#startOffset = Math.max(this.#startOffset, this.#endOffset)
      this.#endOffset = this.#startOffset
      return
    }
    const first = this.#batches[0]?.ranges().find(each => !isTerminal(each.delivery) && !this.#isBefore(each))
    if (first !== undefined) this.#startOffset = Math.max(this.#startOffset, first.firstOffset)
  }

  /**
   * Moves the start offset to the start of the log, because records were deleted. Available records
   * before it are archived; acquired ones are when they are given back.
   */
  moveTo(logStartOffset: number): void {
    if (logStartOffset <= this.#startOffset) return
    for (const batch of this.between(0, logStartOffset - 1)) {
      if (batch.whole?.state === 'acquired') continue
      if (batch.whole !== undefined && batch.lastOffset < logStartOffset) archive(batch.whole)
      else for (const [offset, delivery] of batch.split()) if (offset < logStartOffset) archive(delivery)
    }
    this.#startOffset = logStartOffset
    this.#endOffset = Math.max(this.#endOffset, logStartOffset)
  }

  /**
   * Takes back what was acquired since the state was last written, as when another broker reads the
   * state. Batches at the end that nobody acquired before are forgotten.
   */
  undeliver(): void {
    for (const { delivery } of this.ranges()) {
      if (delivery.state !== 'acquired') continue
      Object.assign(delivery, { state: 'available', memberId: '', count: delivery.count - 1 })
    }
    const isNew = (batch: InFlightBatch): boolean => batch.ranges().every(({ delivery }) => delivery.count === 0 && !isTerminal(delivery))
    while (this.lastBatch !== undefined && isNew(this.lastBatch)) this.#batches.pop()
    this.#endOffset = this.lastBatch?.lastOffset ?? this.#startOffset
  }

  #isBefore({ lastOffset, delivery }: DeliveryRange): boolean {
    return lastOffset < this.#startOffset && delivery.state !== 'acquired'
  }
}

function archive(delivery: Delivery): void {
  if (delivery.state === 'available') delivery.state = 'archived'
}
