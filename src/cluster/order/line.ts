import type { Connection } from '../../conn/connection.ts'

/**
 * How closely the requests of one line follow each other.
 *
 * - `pipelined`: a request may go out as soon as all earlier ones have been handed to the same
 *   connection, because its queue keeps their order, and a broker processes the requests of one
 *   connection in order. It waits for an earlier one that a broker may have carried out already:
 *   brokers recognise only the last five batches of a producer when they come again (KIP-98).
 * - `exclusive`: a request waits until all earlier ones are settled. An earlier request that has to
 *   be sent again is then never processed after a later one.
 */
export type LineRule = 'pipelined' | 'exclusive'

/** What a line has to know of a request that stands in it. `Turn` in turn.ts is one. */
export interface LineMember {
  /**
   * The number of the call that the request belongs to. Requests stand in the order of these
   * numbers.
   */
  readonly callNumber: number
  /**
   * Whether the request may go out side by side with other shared requests of an exclusive line.
   */
  readonly isShared: boolean
  /** The connection that the request is in flight on; undefined while it waits to be sent. */
  readonly connection: Connection | undefined
  /** Whether a broker may have carried out an earlier attempt of the request. */
  readonly mayBeDone: boolean
  /** Makes the request check again whether it may go out. */
  wake(): void
}

/**
 * The unsettled requests for one partition, one group or one transactional id, in the order of
 * their calls.
 */
export class Line {
  readonly #rule: LineRule
  readonly #turns: LineMember[] = []
  #unsent = 0
  #mayBeDone = 0 // how many turns are repeated although a broker may have carried them out
  #connection: Connection | undefined // the connection of all turns in flight, if they have the same one

  constructor(rule: LineRule) {
    this.#rule = rule
  }

  /** How many turns wait to be sent. */
  get unsentCount(): number {
    return this.#unsent
  }

  get isEmpty(): boolean {
    return this.#turns.length === 0
  }

  /**
   * Adds a turn that is not sent yet, at the place that its call number gives it. Returns false if
   * the turn is in the line already.
   */
  enter(turn: LineMember): boolean {
    const turns = this.#turns
    let at = turns.length
    while (at > 0 && (turns[at - 1] as LineMember).callNumber > turn.callNumber) at--
    if (turns[at - 1] === turn) return false
    if (at === turns.length) turns.push(turn)
    else turns.splice(at, 0, turn)
    this.#unsent++
    return true
  }

  /** Removes a turn. */
  leave(turn: LineMember): void {
    const turns = this.#turns
    // The usual case: the first turn leaves, and often it is the only one.
    if (turns[0] !== turn) {
      const at = turns.indexOf(turn)
      if (at < 0) return
      turns.splice(at, 1)
    } else if (turns.length === 1) turns.pop()
    else turns.shift()
    if (turn.connection === undefined) this.#unsent--
    if (turn.mayBeDone) this.#mayBeDone--
    if (turns.length > 0) this.#onChange()
    else this.#connection = undefined
  }

  /** Whether the order of this line allows a turn to go out on a connection now. */
  allows(turn: LineMember, connection: Connection): boolean {
    const turns = this.#turns
    if (turns[0] === turn) return true
    const isPipelined = this.#rule === 'pipelined'
    // The usual case of a busy line, without a loop: all others are in flight on this connection.
    if (isPipelined && this.#unsent === 1 && this.#mayBeDone === 0 && this.#connection === connection) return true
    for (const earlier of turns) {
      if (earlier === turn) return true
      if (isPipelined ? !this.#mayFollow(turn, earlier, connection) : !(earlier.isShared && turn.isShared)) return false
    }
    return true
  }

  #mayFollow(turn: LineMember, earlier: LineMember, connection: Connection): boolean {
    return earlier.connection === connection && (!earlier.mayBeDone || turn.mayBeDone)
  }

  /** Whether a turn of a pipelined line has earlier requests before it that are not settled. */
  isBehind(turn: LineMember): boolean {
    return this.#rule === 'pipelined' && this.#turns[0] !== turn
  }

  /** Counts a turn as in flight on a connection. */
  onSent(connection: Connection): void {
    const inFlight = this.#turns.length - this.#unsent
    this.#unsent--
    this.#connection = inFlight === 0 || this.#connection === connection ? connection : undefined
    if (this.#unsent > 0) this.#onChange()
  }

  /** Counts a turn as one that a broker may have carried out. */
  onMayBeDone(): void {
    this.#mayBeDone++
  }

  /** Counts a turn that was in flight as waiting to be sent again. */
  onUnsent(): void {
    this.#unsent++
    this.#onChange()
  }

  // Wakes the first turns that are not sent: they may be allowed to go out now.
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
