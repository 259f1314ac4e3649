/** What became of the records that were sent. */
export interface Verdict {
  readonly sent: number
  readonly acknowledged: number
  readonly seen: number
  /** Acknowledged, and never seen. */
  readonly lost: number
  /** Seen again. */
  readonly duplicated: number
  /** Seen after one that was sent later to the same partition by the same producer. */
  readonly reordered: number
  /** Seen, and not as they were sent; or acknowledged at another offset than that at which they were seen. */
  readonly damaged: number
  /** Refused, or given up: they may have been seen, once and in order, or not. */
  readonly failed: number
}

const [ACKNOWLEDGED, SEEN] = [1, 2]

/** Keeps the books on streams of records: one producer's to one partition, numbered from 0. */
export class Ledger {
  readonly #streams: Stream[] = []
  #damaged = 0
  #failed = 0

  /** The number of the next record of a stream. */
  next(stream: number): number {
    return this.#stream(stream).sent++
  }

  acknowledge(stream: number, sequence: number, offset: bigint): void {
    const kept = this.#stream(stream)
    kept.mark(sequence, ACKNOWLEDGED)
    this.#compare(kept, sequence, offset)
  }

  fail(): void {
    this.#failed++
  }

  /** A record was read. */
  see(stream: number, sequence: number, offset: bigint): void {
    const kept = this.#stream(stream)
    if (kept.has(sequence, SEEN)) kept.duplicated++
    else if (sequence < kept.highest) kept.reordered++
    kept.highest = Math.max(kept.highest, sequence)
    kept.mark(sequence, SEEN)
    this.#compare(kept, sequence, offset)
  }

  /** A record was read that nobody sent like this. */
  seeDamaged(): void {
    this.#damaged++
  }

  /** Whether everything acknowledged has been seen. */
  get isSettled(): boolean {
    return this.#streams.every(stream => stream.lost === 0)
  }

  get verdict(): Verdict {
    const sum = (count: (stream: Stream) => number): number => this.#streams.reduce((total, stream) => total + count(stream), 0)
    return {
      sent: sum(({ sent }) => sent),
      acknowledged: sum(stream => stream.count(ACKNOWLEDGED)),
      seen: sum(stream => stream.count(SEEN)),
      lost: sum(({ lost }) => lost),
      duplicated: sum(({ duplicated }) => duplicated),
      reordered: sum(({ reordered }) => reordered),
      damaged: this.#damaged,
      failed: this.#failed
    }
  }

  // Whichever comes first leaves its offset for the other.
  #compare(stream: Stream, sequence: number, offset: bigint): void {
    const other = stream.offsets.get(sequence)
    if (other === undefined) stream.offsets.set(sequence, offset)
    else if (other !== offset && offset >= 0n && other >= 0n) this.#damaged++
    if (stream.has(sequence, ACKNOWLEDGED) && stream.has(sequence, SEEN)) stream.offsets.delete(sequence)
  }

  #stream(index: number): Stream {
    return (this.#streams[index] ??= new Stream())
  }
}

class Stream {
  sent = 0
  highest = -1
  duplicated = 0
  reordered = 0
  /** Of the records that have been acknowledged or seen, but not both. */
  readonly offsets = new Map<number, bigint>()
  #marks = new Uint8Array(1_024)

  /** Records that were acknowledged and not seen. */
  get lost(): number {
    return this.#marks.reduce((total, mark) => total + (mark === ACKNOWLEDGED ? 1 : 0), 0)
  }

  has(sequence: number, mark: number): boolean {
    return ((this.#marks[sequence] ?? 0) & mark) !== 0
  }

  mark(sequence: number, mark: number): void {
    if (sequence >= this.#marks.length) {
      const larger = new Uint8Array(2 * sequence)
      larger.set(this.#marks)
      this.#marks = larger
    }
    this.#marks[sequence] = (this.#marks[sequence] ?? 0) | mark
  }

  count(mark: number): number {
    return this.#marks.reduce((total, marks) => total + ((marks & mark) === 0 ? 0 : 1), 0)
  }
}
