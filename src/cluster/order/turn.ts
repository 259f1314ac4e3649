import type { Connection } from '../../conn/connection.ts'
import type { Line, LineMember } from './line.ts'

/** How a request behaves in its lines. */
export interface TurnKind {
  /**
   * Whether the request may go out side by side with other shared requests of an exclusive line.
   */
  readonly isShared: boolean
  /** Whether the request leaves its lines when it is sent, because its answer may take long. */
  readonly endsWhenSent: boolean
}

/**
 * The place of one request, or of one part of it, in the order of calls. It enters its lines when
 * the call is made, says when the request may go out, and leaves the lines when the request is
 * settled.
 */
export class Turn implements LineMember {
  /**
   * The number of the call that the request belongs to. All parts of one call have the same number.
   */
  readonly callNumber: number
  readonly isShared: boolean
  /** The connection that the request was handed to; undefined while it waits to be sent. */
  connection: Connection | undefined = undefined
  /**
   * Whether earlier requests for the same partitions were unsettled when this one was last sent. If
   * so, a broker may have refused this one because of them.
   */
  wasBehind: boolean = false
  mayBeDone: boolean = false
  readonly #kind: TurnKind
  readonly #lines: Line[] = []
  #isOver = false
  #wake: (() => void) | undefined = undefined

  constructor(callNumber: number, kind: TurnKind) {
    this.callNumber = callNumber
    this.isShared = kind.isShared
    this.#kind = kind
  }

  /** Enters a line. Returns false if the turn is in this line already. */
  join(line: Line): boolean {
    if (!line.enter(this)) return false
    this.#lines.push(line)
    return true
  }

  /** Whether all lines of this turn allow it to go out on a connection now. */
  canGoOut(connection: Connection): boolean {
    if (this.#isOver) return true
    for (const line of this.#lines) if (!line.allows(this, connection)) return false
    return true
  }

  /** Whether earlier requests for the same partitions are unsettled now. */
  get isBehind(): boolean {
    return this.#lines.some(line => line.isBehind(this))
  }

  /** Whether earlier requests in the lines of this turn still wait to be sent. */
  get isHeldBack(): boolean {
    return this.#lines.some(line => line.unsentCount > 1)
  }

  /**
   * Notes that the request goes out on a connection. Call it in the same turn of the event loop as
   * the send.
   */
  markSent(connection: Connection): void {
    if (this.#isOver) return
    this.wasBehind = false
    this.connection = connection
    for (const line of this.#lines) {
      if (line.isBehind(this)) this.wasBehind = true
      line.onSent(connection)
    }
    if (this.#kind.endsWhenSent) this.leave()
  }

  /**
   * Notes that the request has to be sent again, if it was in flight. Later requests of its lines
   * that are not sent yet wait for it.
   */
  markUnsent(): void {
    if (this.#isOver || this.connection === undefined) return
    this.connection = undefined
    for (const line of this.#lines) line.onUnsent()
  }

  /**
   * Notes that a broker may have carried out the request, which is sent again nevertheless. Later
   * requests of its lines that were not sent yet wait until it is settled.
   */
  markMayBeDone(): void {
    if (this.#isOver || this.mayBeDone) return
    this.mayBeDone = true
    for (const line of this.#lines) line.onMayBeDone()
  }

  /** Leaves all lines: the request is settled, or given up. */
  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const line of this.#lines) line.leave(this)
  }

  /**
   * Replaces this turn by one for each part of its request. The new turns stand where this one
   * stood. `join` adds a turn to the lines of its part.
   */
  split<Part>(parts: readonly Part[], join: (turn: Turn, part: Part) => void): Turn[] {
    const turns = parts.map(part => {
      const turn = new Turn(this.callNumber, this.#kind)
      if (this.#isOver) turn.#isOver = true
      else join(turn, part)
      if (this.mayBeDone) turn.markMayBeDone()
      return turn
    })
    this.leave()
    return turns
  }

  /** Resolves the promise of {@link nextChange}, if there is one. */
  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /**
   * Resolves when something has changed in the lines of this turn. Call {@link canGoOut} again
   * then.
   */
  nextChange(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}
