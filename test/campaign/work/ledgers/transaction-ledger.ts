/** The outcome of all transactions, and the promises that were broken. */
export interface TransactionVerdict {
  readonly committed: number
  readonly aborted: number
  /** Transactions whose commit call failed: each may be committed or not. */
  readonly open: number
  readonly broken: BrokenTransactions
}

/** How often each promise was broken, as seen by a reader of committed records. */
export interface BrokenTransactions {
  /** A committed transaction has a record that is not visible. */
  readonly incomplete: number
  /** A transaction that was aborted or has not ended has a visible record. */
  readonly leaked: number
  /**
   * A transaction whose commit call failed has visible records and records that are not visible.
   */
  readonly torn: number
  /** A record is visible twice. */
  readonly duplicated: number
  /**
   * A record is visible behind a record that the same producer sent later to the same partition.
   */
  readonly reordered: number
  /** A record is visible that no producer sent, or that differs from what was sent. */
  readonly damaged: number
}

/** How a transaction ended, as far as its producer knows. */
export type Ending = 'committed' | 'aborted' | 'open'

interface Kept {
  readonly producer: number
  readonly partitions: number[]
  readonly seen: Set<number>
  ending: Ending | undefined
}

/**
 * Keeps account of transactions. The transactions, and the records of each, are numbered from 0.
 */
export class TransactionLedger {
  readonly #transactions: Kept[] = []
  readonly #lastSeen = new Map<string, number>()
  #duplicated = 0
  #reordered = 0
  #damaged = 0

  /** A producer begins a transaction. Returns the transaction's number. */
  begin(producer: number): number {
    return this.#transactions.push({ producer, partitions: [], seen: new Set(), ending: undefined }) - 1
  }

  /**
   * A record of the transaction is sent to this partition. Returns the record's number in the
   * transaction.
   */
  next(transaction: number, partition: number): number {
    return (this.#transactions[transaction]?.partitions.push(partition) ?? 0) - 1
  }

  end(transaction: number, ending: Ending): void {
    const kept = this.#transactions[transaction]
    if (kept !== undefined) kept.ending = ending
  }

  /** A record was read as committed. */
  see(transaction: number, record: number, partition: number): void {
    const kept = this.#transactions[transaction]
    if (kept === undefined || kept.partitions[record] !== partition) this.#damaged++
    else if (kept.seen.has(record)) this.#duplicated++
    else {
      kept.seen.add(record)
      this.#checkOrder(`${kept.producer}/${partition}`, transaction, record)
    }
  }

  /** A record was read that no producer sent, or that differs from what was sent. */
  seeDamaged(): void {
    this.#damaged++
  }

  get verdict(): TransactionVerdict {
    const count = (ending: Ending | undefined, is: (kept: Kept) => boolean = () => true): number =>
      this.#transactions.filter(kept => kept.ending === ending && is(kept)).length
    const isVisible = ({ seen }: Kept): boolean => seen.size > 0
    const isIncomplete = ({ seen, partitions }: Kept): boolean => seen.size < partitions.length
    return {
      committed: count('committed'),
      aborted: count('aborted'),
      open: count('open'),
      broken: {
        incomplete: count('committed', isIncomplete),
        leaked: count('aborted', isVisible) + count(undefined, isVisible),
        torn: count('open', kept => isVisible(kept) && isIncomplete(kept)),
        duplicated: this.#duplicated,
        reordered: this.#reordered,
        damaged: this.#damaged
      }
    }
  }

  // A transaction has far fewer records than this.
  #checkOrder(place: string, transaction: number, record: number): void {
    const position = transaction * 1_000 + record
    const last = this.#lastSeen.get(place) ?? -1
    if (position < last) this.#reordered++
    else this.#lastSeen.set(place, position)
  }
}
