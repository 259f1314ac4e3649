import type { LogRecord } from '../read-all.ts'

/** A record that a member of a share group has got. */
export interface Delivery {
  readonly partition: number
  readonly offset: bigint
  readonly value: Uint8Array | null
  readonly count: number
}

interface Seen {
  readonly value: Uint8Array | null
  /** Since when no fetch may deliver it any more; undefined while it may. */
  finishedMs?: number
  /** Whether it may be finished: an acknowledgement has no answer, or it was delivered too often. */
  isOpen: boolean
}

type Place = Pick<Delivery, 'partition' | 'offset'>

/** What the members of a share group have got, and what they have acknowledged (KIP-932). */
export class ShareLedger {
  readonly broken: string[] = []
  readonly #deliveryLimit: number
  readonly #seen = new Map<string, Seen>()
  /** The fetches without an answer: each may have acquired any record once. */
  #lostFetches = 0

  constructor(deliveryLimit: number) {
    this.#deliveryLimit = deliveryLimit
  }

  report(sentence: string): void {
    this.broken.push(sentence)
  }

  loseFetch(): void {
    this.#lostFetches++
  }

  /** A member has got a record, by a fetch that was sent at this time. */
  deliver(delivery: Delivery, sentMs: number): void {
    const { value, count } = delivery
    const name = nameOf(delivery)
    const seen = this.#seen.get(name) ?? { value, isOpen: false }
    this.#seen.set(name, seen)
    if (seen.finishedMs !== undefined && sentMs > seen.finishedMs) this.report(`record ${name} was delivered after it was finished`)
    if (!isSame(seen.value, value)) this.report(`record ${name} was delivered with two values`)
    if (count < 1 || count > this.#deliveryLimit) this.report(`record ${name} has delivery count ${count}`)
    if (count >= this.#deliveryLimit) seen.isOpen = true
  }

  /** A member has accepted or rejected a record, and the broker has said yes. */
  finish(place: Place): void {
    const seen = this.#seen.get(nameOf(place))
    if (seen !== undefined) seen.finishedMs ??= performance.now()
  }

  /** A member has accepted or rejected a record, and does not know whether the broker did so. */
  doubt(place: Place): void {
    const seen = this.#seen.get(nameOf(place))
    if (seen !== undefined) seen.isOpen = true
  }

  /** The records of a log that must be delivered still. */
  unfinished(log: readonly LogRecord[]): readonly LogRecord[] {
    return log.filter(record => {
      const seen = this.#seen.get(nameOf(record))
      return seen === undefined ? this.#lostFetches < this.#deliveryLimit : seen.finishedMs === undefined && !seen.isOpen
    })
  }

  /** Compares what was delivered with the log. */
  check(log: readonly LogRecord[]): void {
    const records = new Map(log.map(record => [nameOf(record), record]))
    for (const [name, { value }] of this.#seen) {
      const record = records.get(name)
      if (record === undefined) this.report(`record ${name} was delivered, and the log does not have it`)
      else if (!isSame(record.value, value)) this.report(`record ${name} was delivered with another value than it has in the log`)
    }
  }
}

export const nameOf = ({ partition, offset }: Place): string => `${partition}-${offset}`

const isSame = (one: Uint8Array | null, other: Uint8Array | null): boolean =>
  one === null || other === null ? one === other : Buffer.compare(one, other) === 0
