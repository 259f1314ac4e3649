import { shareAcquireModes } from '../../../protocol/codes/index.ts'
import type { InFlight } from './in-flight.ts'
import { type Delivery, InFlightBatch } from './in-flight-batch.ts'

/** A batch of the log, as far as share groups need to know it. */
export interface LogBatch {
  readonly baseOffset: number
  readonly lastOffset: number
}

/** Records that a member acquires together: the fields of `acquiredRecords` in ShareFetch. */
export interface AcquiredRange {
  readonly firstOffset: number
  readonly lastOffset: number
  readonly deliveryCount: number
}

/** What a member wants to acquire, and what was read for it. */
export interface Acquisition {
  readonly memberId: string
  readonly lockedUntilMs: number
  /** One of `shareAcquireModes`. */
  readonly mode: number
  /** At most how many records; whole batches may be more, unless the mode is RECORD_LIMIT. */
  readonly maxRecords: number
  /** About how many records each acquired range should have. */
  readonly batchSize: number
  /** The offset from which the batches were read. */
  readonly fetchOffset: number
  readonly batches: readonly LogBatch[]
  /** `share.delivery.count.limit` */
  readonly deliveryLimit: number
  /** `share.partition.max.record.locks` */
  readonly maxInFlight: number
}

// Batches of records that were delivered often are acquired in smaller parts, so that one record
// that nobody can process does not take the others with it (KIP-1191 and later).
const MIN_THROTTLING_COUNT = 2

/** Acquires available records, first those that were delivered before, then new ones. */
export function acquire(inFlight: InFlight, wanted: Acquisition): AcquiredRange[] {
  return new Acquirer(inFlight, wanted).run()
}

class Acquirer {
  readonly #inFlight: InFlight
  readonly #wanted: Acquisition
  readonly #isRecordLimit: boolean
  readonly #throttlingCount: number
  readonly #acquired: AcquiredRange[] = []
  #firstOffset = 0
  #lastOffset = 0
  #left = 0

  constructor(inFlight: InFlight, wanted: Acquisition) {
    this.#inFlight = inFlight
    this.#wanted = wanted
    this.#isRecordLimit = wanted.mode === shareAcquireModes.RECORD_LIMIT
    this.#throttlingCount = Math.max(MIN_THROTTLING_COUNT, Math.ceil(wanted.deliveryLimit / 2))
  }

  run(): AcquiredRange[] {
    const first = this.#wanted.batches[0]
    if (first === undefined || !this.#limit()) return []
    this.#firstOffset = first.baseOffset
    this.#archiveMissing(first.baseOffset)
    const floor = this.#inFlight.floor(first.baseOffset)
    let from = first.baseOffset
    if (floor === undefined) from = Math.max(from, this.#inFlight.startOffset)
    else if (floor.lastOffset >= from) from = floor.firstOffset
    const known = this.#inFlight.between(from, this.#lastOffset)
    for (const batch of known) if (this.#left > 0) this.#reacquire(batch)
    const next = known.at(-1)?.lastOffset
    if (next === undefined) this.#acquireNew(first.baseOffset)
    else if (this.#left > 0 && next < this.#lastOffset) this.#acquireNew(next + 1)
    return this.#acquired
  }

  // Sets the last offset and the number of records. When the partition has all the records in
  // flight that it may have, only records among them are acquired again.
  #limit(): boolean {
    const { maxRecords, maxInFlight, fetchOffset, batches } = this.#wanted
    const { count, endOffset } = this.#inFlight
    this.#lastOffset = batches.at(-1)?.lastOffset ?? fetchOffset
    this.#left = Math.min(maxRecords, maxInFlight - count)
    if (maxRecords > 0 && this.#left <= 0 && fetchOffset <= endOffset) {
      this.#left = Math.min(maxRecords, endOffset - fetchOffset + 1)
      this.#lastOffset = Math.min(this.#lastOffset, endOffset)
    }
    return this.#left > 0
  }

  // Records that the log has no more, because it was compacted, are archived.
  #archiveMissing(baseOffset: number): void {
    const { fetchOffset } = this.#wanted
    if (fetchOffset >= baseOffset) return
    for (const { firstOffset, lastOffset, delivery } of this.#inFlight.ranges()) {
      if (delivery.state === 'available' && firstOffset >= fetchOffset && lastOffset < baseOffset) delivery.state = 'archived'
    }
  }

  #reacquire(batch: InFlightBatch): void {
    const isThrottled = this.#isThrottled(batch)
    if (isThrottled && this.#acquired.length > 0) {
      this.#left = 0
      return
    }
    const { whole, firstOffset, lastOffset } = batch
    const size = lastOffset - firstOffset + 1
    const isWhole = batch.isWithin(this.#firstOffset, this.#lastOffset) && !(this.#isRecordLimit && size > this.#left)
    if (whole !== undefined && whole.state !== 'available') return
    if (whole !== undefined && isWhole && !isThrottled) {
      this.#takeWhole(whole, firstOffset, lastOffset)
      this.#left -= size
      return
    }
    const taken = this.#takeOffsets(batch)
    this.#left = isThrottled && taken > 0 ? 0 : this.#left - taken
  }

  #isThrottled(batch: InFlightBatch): boolean {
    const { whole } = batch
    if (whole !== undefined) return whole.count >= this.#throttlingCount
    return batch
      .ranges()
      .some(({ firstOffset, delivery }) => this.#isWanted(firstOffset, delivery) && delivery.count >= this.#throttlingCount)
  }

  #isWanted(offset: number, { state }: Delivery): boolean {
    return state === 'available' && offset >= this.#firstOffset && offset <= this.#lastOffset
  }

  // A record before its last delivery is delivered alone. Records that were delivered often are
  // delivered in halves, quarters and so on of their batch.
  #takeOffsets(batch: InFlightBatch): number {
    const { deliveryLimit } = this.#wanted
    const states = batch.split()
    let most = this.#isRecordLimit ? this.#left : states.size
    let isReduced = false
    let taken = 0
    const ranges: AcquiredRange[] = []
    for (const [offset, delivery] of states) {
      if (!this.#isWanted(offset, delivery)) continue
      const isLast = deliveryLimit > 2 && delivery.count === deliveryLimit - 1
      if (isLast && taken > 0) break
      if (delivery.count >= this.#throttlingCount && !isReduced) {
        most = Math.min(most, Math.max(1, states.size >> (delivery.count - this.#throttlingCount + 1)))
        isReduced = true
      }
      this.#take(delivery)
      appendOffset(ranges, offset, delivery.count)
      taken++
      if (isLast || taken >= most) break
    }
    this.#acquired.push(...ranges)
    return taken
  }

  #take(delivery: Delivery): void {
    const { memberId, lockedUntilMs } = this.#wanted
    Object.assign(delivery, { state: 'acquired', count: delivery.count + 1, memberId, lockedUntilMs })
  }

  #takeWhole(delivery: Delivery, firstOffset: number, lastOffset: number): void {
    this.#take(delivery)
    this.#acquired.push({ firstOffset, lastOffset, deliveryCount: delivery.count })
  }

  #acquireNew(baseOffset: number): void {
    const { batches, batchSize } = this.#wanted
    const { isEmpty, endOffset } = this.#inFlight
    const first = isEmpty ? Math.max(baseOffset, endOffset) : baseOffset
    const last =
      this.#left < this.#lastOffset - first + 1 ? endOfBatch(batches, first + this.#left - 1, this.#lastOffset) : this.#lastOffset
    if (last < first) return
    let from = first
    if (!this.#isRecordLimit && last - first + 1 > batchSize) {
      for (const batch of batches) {
        if (batch.baseOffset > last) break
        if (batch.baseOffset - from < batchSize) continue
        this.#add(from, batch.baseOffset - 1)
        from = batch.baseOffset
      }
    }
    this.#add(from, last)
    this.#inFlight.extend(first, last)
  }

  // In the mode RECORD_LIMIT the batch is added as a whole, but only as many records as wanted are
  // acquired.
  #add(firstOffset: number, lastOffset: number): void {
    const delivery: Delivery = { state: 'available', count: 0, memberId: '', lockedUntilMs: 0 }
    const batch = new InFlightBatch(firstOffset, lastOffset, delivery)
    this.#inFlight.add(batch)
    if (!this.#isRecordLimit || lastOffset - firstOffset + 1 <= this.#left) return this.#takeWhole(delivery, firstOffset, lastOffset)
    const last = firstOffset + this.#left - 1
    for (const [offset, each] of batch.split()) if (offset <= last) this.#take(each)
    this.#acquired.push({ firstOffset, lastOffset: last, deliveryCount: 1 })
  }
}

// Neighbours that were delivered equally often form one range.
function appendOffset(ranges: AcquiredRange[], offset: number, deliveryCount: number): void {
  const last = ranges.at(-1)
  const isNext = last !== undefined && last.lastOffset === offset - 1 && last.deliveryCount === deliveryCount
  const firstOffset = isNext ? last.firstOffset : offset
  if (isNext) ranges.pop()
  ranges.push({ firstOffset, lastOffset: offset, deliveryCount })
}

// The last offset of the batch with this offset, so that a batch is not split.
function endOfBatch(batches: readonly LogBatch[], offset: number, lastOffset: number): number {
  return batches.find(batch => batch.lastOffset >= offset)?.lastOffset ?? lastOffset
}
