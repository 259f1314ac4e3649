import { EMPTY } from '../../protocol/primitives/reader.ts'
import { BASE_OFFSET, PARTITION_LEADER_EPOCH } from '../../records/batch-offsets.ts'
import { LeaderEpochs } from './leader-epochs.ts'
import type { ProducedBatch } from './produced-batch.ts'

/** The place of a batch in a log. Offsets are numbers, because no test writes 2^53 records. */
export interface BatchPosition {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: bigint
  readonly leaderEpoch: number
}

/** Where a batch is stored. */
export interface StoredBatch extends BatchPosition {
  readonly segment: Segment
  readonly at: number
  readonly endsAt: number
}

// Batches are stored one after another in segments that only grow, so that a fetch returns a view
// of a segment without a copy.
interface Segment {
  readonly bytes: Buffer
  usedBytes: number
}

const FIRST_SEGMENT_BYTES = 16_384
const MAX_SEGMENT_BYTES = 4_194_304

/** The batches of one partition. */
export class PartitionLog {
  readonly epochs: LeaderEpochs = new LeaderEpochs([{ epoch: 0, startOffset: 0 }])
  #batches: StoredBatch[] = []
  #segment: Segment = { bytes: Buffer.alloc(0), usedBytes: 0 }
  #startOffset = 0
  #endOffset = 0
  #replacements = 0

  /** The first offset that can be read. The batch with it may begin before it. */
  get startOffset(): number {
    return this.#startOffset
  }

  /** The offset of the next record. */
  get endOffset(): number {
    return this.#endOffset
  }

  /** How often all batches were replaced. Otherwise they are added, and dropped at the start. */
  get replacements(): number {
    return this.#replacements
  }

  /** The batches by ascending offset. */
  get batches(): readonly StoredBatch[] {
    return this.#batches
  }

  /** The bytes of all batches. */
  get sizeBytes(): number {
    return this.#batches.reduce((sum, { at, endsAt }) => sum + endsAt - at, 0)
  }

  /** The batch with the latest timestamp; undefined if the log is empty. */
  get newest(): StoredBatch | undefined {
    return this.#batches.reduce<StoredBatch | undefined>(
      (newest, each) => (newest && newest.maxTimestamp >= each.maxTimestamp ? newest : each),
      undefined
    )
  }

  /** Appends a batch with the next offsets. Returns the first of them. */
  append({ bytes, lastOffsetDelta, maxTimestamp }: ProducedBatch, leaderEpoch: number): number {
    const baseOffset = this.endOffset
    const lastOffset = baseOffset + lastOffsetDelta
    this.#store(bytes, { baseOffset, lastOffset, maxTimestamp, leaderEpoch })
    this.#endOffset = lastOffset + 1
    return baseOffset
  }

  /** Replaces all batches, which keep their offsets. The start and the end of the log stay. */
  replace(batches: readonly { readonly bytes: Uint8Array; readonly stored: BatchPosition }[]): void {
    this.#batches = []
    this.#segment = { bytes: Buffer.alloc(0), usedBytes: 0 }
    this.#replacements++
    for (const { bytes, stored } of batches) this.#store(bytes, stored)
  }

  /**
   * Adds batches of a log that was kept, after those that are there. They are at these places in
   * `bytes`, whose memory the log takes over. Bytes after the last of them are overwritten later.
   */
  adopt(bytes: Buffer, batches: readonly (BatchPosition & Pick<StoredBatch, 'at' | 'endsAt'>)[]): void {
    const segment: Segment = { bytes, usedBytes: batches.at(-1)?.endsAt ?? 0 }
    for (const batch of batches) this.#batches.push({ ...batch, segment })
    this.#segment = segment
    this.moveEnd((batches.at(-1)?.lastOffset ?? -1) + 1)
  }

  /** Makes the next record have at least this offset: records before it were deleted. */
  moveEnd(offset: number): void {
    this.#endOffset = Math.max(this.#endOffset, offset)
  }

  /**
   * Makes a later offset the start of the log. The memory of batches that end before it is freed.
   */
  cutBefore(offset: number): void {
    if (offset <= this.#startOffset) return
    this.#startOffset = offset
    this.#endOffset = Math.max(this.#endOffset, offset)
    this.#batches = this.#batches.slice(this.#indexOf(offset))
    this.epochs.cutBefore(offset)
    if (this.#batches.length === 0) this.#segment = { bytes: Buffer.alloc(0), usedBytes: 0 }
  }

  /**
   * The bytes from the batch with `offset` on: a view, or a copy if they are in several segments.
   * As in Kafka they are cut at `maxBytes`, also inside a batch. The first batch is complete or
   * missing; with `atLeastOne` it is complete whatever its size (KIP-74). Batches from `endOffset`
   * on are left out.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean, endOffset: number = this.endOffset): Uint8Array {
    const index = this.#indexOf(offset)
    const first = this.#batches[index]
    if (first === undefined || first.baseOffset >= endOffset) return EMPTY
    const end = this.#indexOf(endOffset)
    const wanted = Math.max(maxBytes, atLeastOne ? first.endsAt - first.at : 0)
    if (wanted < first.endsAt - first.at) return EMPTY
    const pieces: Uint8Array[] = []
    let bytesLeft = wanted
    for (let at = index; at < end && bytesLeft > 0; ) {
      const { bytes, next } = this.#restOfSegment(at, end)
      pieces.push(bytes.subarray(0, bytesLeft))
      bytesLeft -= bytes.length
      at = next
    }
    return pieces.length === 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces)
  }

  // The bytes from a batch to the end of its segment, or to the batch with index `end`.
  #restOfSegment(index: number, end: number): { bytes: Uint8Array; next: number } {
    const first = this.#batches[index]
    const last = this.#batches[end - 1]
    if (first === undefined || last === undefined) return { bytes: EMPTY, next: end }
    const { segment, at } = first
    if (last.segment === segment) return { bytes: segment.bytes.subarray(at, last.endsAt), next: end }
    const bytes = segment.bytes.subarray(at, segment.usedBytes)
    return { bytes, next: this.#batches.findIndex((each, other) => other > index && each.segment !== segment) }
  }

  /** The bytes of a batch, with the offsets that it got. */
  bytesOf({ segment, at, endsAt }: StoredBatch): Uint8Array {
    return segment.bytes.subarray(at, endsAt)
  }

  /** The batch with this offset, or the next one. */
  find(offset: number): StoredBatch | undefined {
    return this.#batches[this.#indexOf(offset)]
  }

  // The index of the first batch that ends at or after the offset, by binary search.
  #indexOf(offset: number): number {
    let low = 0
    let high = this.#batches.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#batches[middle]?.lastOffset ?? offset) < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  #store(bytes: Uint8Array, { baseOffset, lastOffset, maxTimestamp, leaderEpoch }: BatchPosition): void {
    const segment = this.#segmentWithRoomFor(bytes.length)
    const at = segment.usedBytes
    segment.bytes.set(bytes, at)
    segment.bytes.writeBigInt64BE(BigInt(baseOffset), at + BASE_OFFSET)
    segment.bytes.writeInt32BE(leaderEpoch, at + PARTITION_LEADER_EPOCH)
    segment.usedBytes = at + bytes.length
    this.#batches.push({ baseOffset, lastOffset, maxTimestamp, leaderEpoch, segment, at, endsAt: segment.usedBytes })
  }

  #segmentWithRoomFor(bytes: number): Segment {
    const { bytes: current, usedBytes } = this.#segment
    if (current.length - usedBytes >= bytes) return this.#segment
    const size = Math.min(Math.max(FIRST_SEGMENT_BYTES, current.length * 2), MAX_SEGMENT_BYTES)
    this.#segment = { bytes: Buffer.allocUnsafeSlow(Math.max(size, bytes)), usedBytes: 0 }
    return this.#segment
  }
}
