/** The outcome of the records of one kind, and the promises that were broken. */
export interface Verdict {
  readonly sent: number
  readonly acknowledged: number
  /** Records whose calls failed with the delivery `not-sent`. */
  readonly notSent: number
  /** Records whose calls failed and may have been written. */
  readonly open: number
  readonly seen: number
  readonly broken: Broken
}

/** How often each promise was broken. */
export interface Broken {
  /** An acknowledged record is not in the log. */
  readonly lost: number
  /** A record is in the log twice. */
  readonly duplicated: number
  /**
   * An acknowledged record is in the log behind a record that the same sender sent later to the
   * same partition.
   */
  readonly reordered: number
  /** A call failed with the delivery `not-sent`, and its record is in the log. */
  readonly wronglyNotSent: number
  /** A record differs from what was sent, or is at another offset than the acknowledged one. */
  readonly damaged: number
  /** A call has not settled. */
  readonly unsettled: number
}

/** The delivery of a call that failed. */
export type Failure = 'not-sent' | 'open'

const [ACKNOWLEDGED, SEEN, NOT_SENT, OPEN, LATE] = [1, 2, 4, 8, 16]

/**
 * Keeps account of streams of records. A stream is one sender's records to one partition, numbered
 * from 0.
 */
export class Ledger {
  readonly #isOrdered: boolean
  readonly #streams: Stream[] = []
  #duplicated = 0
  #damaged = 0

  /**
   * @param isOrdered whether the records of a stream must be in the log in the order in which they
   * were sent
   */
  constructor({ isOrdered = true }: { readonly isOrdered?: boolean } = {}) {
    this.#isOrdered = isOrdered
  }

  /** The number of the next record of a stream. */
  next(stream: number): number {
    return this.#stream(stream).sent++
  }

  /** A record was acknowledged at this offset; -1 if the broker did not give its offset. */
  acknowledge(stream: number, sequence: number, offset: bigint): void {
    const kept = this.#stream(stream)
    kept.mark(sequence, ACKNOWLEDGED)
    this.#compare(kept, sequence, offset)
  }

  /** The call of a record failed. */
  fail(stream: number, sequence: number, failure: Failure): void {
    this.#stream(stream).mark(sequence, failure === 'not-sent' ? NOT_SENT : OPEN)
  }

  /** A record was read. */
  see(stream: number, sequence: number, offset: bigint): void {
    const kept = this.#stream(stream)
    if (sequence >= kept.sent) {
      this.#damaged++
      return
    }
    if (kept.has(sequence, SEEN)) this.#duplicated++
    else if (sequence < kept.highest) kept.mark(sequence, LATE)
    kept.highest = Math.max(kept.highest, sequence)
    kept.mark(sequence, SEEN)
    this.#compare(kept, sequence, offset)
  }

  /** A record was read that no sender sent, or that differs from what was sent. */
  seeDamaged(): void {
    this.#damaged++
  }

  get verdict(): Verdict {
    const count = (is: (marks: number) => boolean): number => this.#streams.reduce((total, stream) => total + stream.count(is), 0)
    const has = (wanted: number, unwanted = 0) => count(marks => (marks & wanted) === wanted && (marks & unwanted) === 0)
    const sent = this.#streams.reduce((total, stream) => total + stream.sent, 0)
    const settled = count(marks => (marks & (ACKNOWLEDGED | NOT_SENT | OPEN)) !== 0)
    return {
      sent,
      acknowledged: has(ACKNOWLEDGED),
      notSent: has(NOT_SENT),
      open: has(OPEN),
      seen: has(SEEN),
      broken: {
        lost: has(ACKNOWLEDGED, SEEN),
        duplicated: this.#duplicated,
        reordered: this.#isOrdered ? has(ACKNOWLEDGED | LATE) : 0,
        wronglyNotSent: has(NOT_SENT | SEEN),
        damaged: this.#damaged,
        unsettled: sent - settled
      }
    }
  }

  // The acknowledgement and the read record can come in either order: the first one stores its
  // offset for the other.
  #compare(stream: Stream, sequence: number, offset: bigint): void {
    const other = stream.offsets.get(sequence)
    if (other === undefined) stream.offsets.set(sequence, offset)
    else if (other !== offset && offset >= 0n && other >= 0n && stream.has(sequence, ACKNOWLEDGED)) this.#damaged++
    if (stream.has(sequence, ACKNOWLEDGED) && stream.has(sequence, SEEN)) stream.offsets.delete(sequence)
  }

  #stream(index: number): Stream {
    return (this.#streams[index] ??= new Stream())
  }
}

class Stream {
  sent = 0
  highest = -1
  /** Offsets of records that were either acknowledged or read, but not both. */
  readonly offsets = new Map<number, bigint>()
  #marks = new Uint8Array(1_024)

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

  count(is: (marks: number) => boolean): number {
    return this.#marks.reduce((total, marks) => total + (is(marks) ? 1 : 0), 0)
  }
}
