import type { Connection } from '../../conn/connection.ts'
import type { Turn } from './turn.ts'

/**
 * How closely the requests of one line follow each other.
 *
 * - `pipelined`: a request may go as soon as all earlier ones are in flight on the same connection, because a broker answers a connection in order.
 * - `exclusive`: a request waits until all earlier ones are settled, so that one that is sent again cannot overtake a later one.
 */
export type LineRule = 'pipelined' | 'exclusive'

/** The unsettled requests for one partition, one group or one transactional id, in the order of their calls. */
export class Line {
  readonly #rule: LineRule
  readonly #turns: Turn[] = []
  #unsent = 0
  #connection: Connection | undefined // that of all turns in flight, where they share one

  constructor(rule: LineRule) {
    this.#rule = rule
  }

  /** How many turns have yet to be sent. */
  get unsent(): number {
    return this.#unsent
  }

  get isEmpty(): boolean {
    return this.#turns.length === 0
  }

  /**
   * Adds a turn that is not sent yet. A part of an earlier call stands before the calls that came after that one. Returns false if the turn is here
   * already.
   */
  enter(turn: Turn): boolean {
    const turns = this.#turns
    let at = turns.length
    while (at > 0 && (turns[at - 1] as Turn).callNumber > turn.callNumber) at--
    if (turns[at - 1] === turn) return false
    if (at === turns.length) turns.push(turn)
    else turns.splice(at, 0, turn)
    this.#unsent++
    return true
  }

  /** Removes a turn. */
  leave(turn: Turn): void {
    const turns = this.#turns
    // Nearly always the first one leaves, and often it is the only one.
    if (turns[0] !== turn) {
      const at = turns.indexOf(turn)
      if (at < 0) return
      turns.splice(at, 1)
    } else if (turns.length === 1) turns.pop()
    else turns.shift()
    if (turn.connection === undefined) this.#unsent--
    if (turns.length > 0) this.#onChange()
    else this.#connection = undefined
  }

  /** Whether this line lets a turn go out on a connection now. */
  allows(turn: Turn, connection: Connection): boolean {
    const turns = this.#turns
    if (turns[0] === turn) return true
    const isPipelined = this.#rule === 'pipelined'
    // A busy line in the usual case, without a look at each turn: all others are in flight on this connection.
    if (isPipelined && this.#unsent === 1 && this.#connection === connection) return true
    for (const earlier of turns) {
      if (earlier === turn) return true
      if (isPipelined ? earlier.connection !== connection : !(earlier.isShared && turn.isShared)) return false
    }
    return true
  }

  /** Whether earlier requests of a pipelined line are not settled yet. */
  isBehind(turn: Turn): boolean {
    return this.#rule === 'pipelined' && this.#turns[0] !== turn
  }

  /** A turn goes out on a connection. */
  onSent(connection: Connection): void {
    const inFlight = this.#turns.length - this.#unsent
    this.#unsent--
    this.#connection = inFlight === 0 || this.#connection === connection ? connection : undefined
    if (this.#unsent > 0) this.#onChange()
  }

  /** A turn that was in flight has to be sent again. */
  onUnsent(): void {
    this.#unsent++
    this.#onChange()
  }

  // The first turns that are not sent look again whether they may go.
  #onChange(): void {
    if (this.#unsent === this.#turns.length) this.#connection = undefined
    if (this.#unsent === 0) return
    for (const turn of this.#turns) {
      if (turn.connection !== undefined) continue
      turn.wake()
      if (this.#rule === 'pipelined' || !turn.isShared) return
    }
  }
}
