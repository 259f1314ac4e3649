import type { Connection } from '../../conn/connection.ts'
import { inMs, KafkaError } from '../../errors.ts'
import type { Line } from './line.ts'

/** How a request stands in its lines. */
export interface TurnKind {
  /** In an exclusive line it does not wait for other shared requests, nor they for it. */
  readonly isShared: boolean
  /** It waits for earlier requests, but later ones do not wait for its answer, which may take long. */
  readonly endsWhenSent: boolean
}

/**
 * The place of one request, or of one part of it, in the order of calls. It enters its lines when the call is made, says when the request may go out,
 * and leaves the lines when the request is settled.
 */
export class Turn {
  /** Counts the calls. */
  readonly callNumber: number
  readonly isShared: boolean
  /** Where the request is in flight; undefined while it waits to be sent, or to be sent again. */
  connection: Connection | undefined = undefined
  /** Whether earlier requests for the same partitions were unsettled when it was sent last: it may have been refused because of them. */
  wasBehind: boolean = false
  readonly #kind: TurnKind
  readonly #lines: Line[] = []
  #isOver = false
  #wake: (() => void) | undefined = undefined

  constructor(callNumber: number, kind: TurnKind) {
    this.callNumber = callNumber
    this.isShared = kind.isShared
    this.#kind = kind
  }

  /** Enters one more line. Returns false if it is in this line already. */
  join(line: Line): boolean {
    if (!line.enter(this)) return false
    this.#lines.push(line)
    return true
  }

  /** Whether all its lines let it go out on this connection now. */
  mayGo(connection: Connection): boolean {
    if (this.#isOver) return true
    for (const line of this.#lines) if (!line.allows(this, connection)) return false
    return true
  }

  /** Whether earlier requests for the same partitions are unsettled now. */
  get isBehind(): boolean {
    return this.#lines.some(line => line.isBehind(this))
  }

  /** Whether earlier requests of its lines have yet to go out. */
  get isHeldBack(): boolean {
    return this.#lines.some(line => line.unsent > 1)
  }

  /** Goes out on this connection: call it in the same turn of the event loop as the send. */
  send(connection: Connection): void {
    if (this.#isOver) return
    this.wasBehind = false
    this.connection = connection
    for (const line of this.#lines) {
      if (line.isBehind(this)) this.wasBehind = true
      line.onSent(connection)
    }
    if (this.#kind.endsWhenSent) this.leave()
  }

  /** Has to be sent again. Later requests of its lines that are not out yet wait for that. */
  unsend(): void {
    if (this.#isOver || this.connection === undefined) return
    this.connection = undefined
    for (const line of this.#lines) line.onUnsent()
  }

  /** The request is settled, or given up. */
  leave(): void {
    if (this.#isOver) return
    this.#isOver = true
    for (const line of this.#lines) line.leave(this)
  }

  /** Is replaced by a turn for each of these parts, which stand where it stood. `join` has a turn enter the lines of its part. */
  split<Part>(parts: readonly Part[], join: (turn: Turn, part: Part) => void): Turn[] {
    const turns = parts.map(part => {
      const turn = new Turn(this.callNumber, this.#kind)
      if (this.#isOver) turn.#isOver = true
      else join(turn, part)
      return turn
    })
    this.leave()
    return turns
  }

  /** Looks again whether it may go, if somebody waits for that. */
  wake(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** Resolves when something has changed in its lines: look again then. */
  changed(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve
    })
  }
}

/** The error of a request that waited for earlier ones until its time was over. */
export function outOfTurn(api: string, waitedMs: number, limitMs: number): KafkaError<'KAFKA_TIMEOUT'> {
  const what = 'it waited for earlier requests for the same partition, group or transactional id, which are not settled yet'
  const text = `${api} was not sent within the ${inMs(limitMs)} that the call may take (timeoutMs, or retry.totalMs): ${what}`
  const details = { delivery: 'not-sent', api, elapsedMs: Math.round(waitedMs) } as const
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'queue', timeoutMs: Math.round(limitMs), ...details })
}
