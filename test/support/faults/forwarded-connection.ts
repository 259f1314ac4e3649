import { connect, type Socket } from 'node:net'
import type { Cut, Direction, DirectionFaults } from './forwarder.ts'

/** One connection through the forwarder: two sockets, and the bytes that pass between them. */
export class ForwardedConnection {
  readonly closed: Promise<unknown>
  readonly #sockets: Record<'client' | 'server', Socket>
  readonly #faults: Record<Direction, DirectionFaults>
  readonly #totals: Record<Direction, number>
  readonly #passed: Record<Direction, number> = { up: 0, down: 0 }
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(
    client: Socket,
    to: { host: string; port: number },
    faults: Record<Direction, DirectionFaults>,
    totals: Record<Direction, number>
  ) {
    const server = connect({ host: to.host, port: to.port, noDelay: true, allowHalfOpen: true })
    this.#sockets = { client, server }
    this.#faults = faults
    this.#totals = totals
    this.#forward(client, server, 'up')
    this.#forward(server, client, 'down')
    this.closed = Promise.all([client, server].map(socket => new Promise(resolve => socket.on('close', resolve))))
  }

  reset(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const socket of Object.values(this.#sockets)) {
      if (socket.connecting) socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  /** Cuts the connection if so many of its bytes have passed. */
  cutIfDue(): void {
    for (const direction of ['up', 'down'] as const) {
      const { cutAfterBytes, cutBy } = this.#faults[direction]
      if (this.#passed[direction] >= cutAfterBytes) this.#cut(cutBy)
    }
  }

  #cut(by: Cut): void {
    if (by === 'RST') this.reset()
    else for (const socket of Object.values(this.#sockets)) socket.end()
  }

  #forward(from: Socket, to: Socket, direction: Direction): void {
    let pace = Promise.resolve() // all bytes pass in their order, also when some of them are delayed
    let heldBytes = 0
    from.on('data', chunk => {
      heldBytes += chunk.length
      if (heldBytes > MAX_HELD_BYTES) from.pause()
      const due = performance.now() + this.#faults[direction].delayMs
      pace = pace.then(async () => {
        await this.#until(due)
        await this.#pass(chunk, to, direction)
        heldBytes -= chunk.length
        if (heldBytes <= MAX_HELD_BYTES) from.resume()
      })
    })
    from.on('end', () => {
      const due = performance.now() + this.#faults[direction].delayMs
      pace = pace.then(async () => {
        await this.#until(due)
        if (!this.#isBlackHole(direction)) to.end()
      })
    })
    from.on('error', () => {
      if (!this.#isBlackHole(direction)) this.reset()
    })
  }

  async #pass(chunk: Buffer, to: Socket, direction: Direction): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const { splitBytes, cutAfterBytes, blackHoleAfterBytes } = this.#faults[direction]
      const limitBytes = Math.min(cutAfterBytes, blackHoleAfterBytes) - this.#passed[direction]
      const piece = chunk.subarray(at, at + Math.max(0, Math.min(splitBytes, limitBytes)))
      if (piece.length > 0 && to.writable) await new Promise(resolve => to.write(piece, resolve))
      at += piece.length
      this.#passed[direction] += piece.length
      this.#totals[direction] += piece.length
      await this.#settle()
      this.cutIfDue()
      if (!to.writable || this.#isBlackHole(direction)) return
    }
  }

  // After two turns the other side, if it is in this process, has read a piece before the next
  // piece or an RST arrives.
  async #settle(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) await new Promise(resolve => setImmediate(resolve))
  }

  #until(due: number): Promise<void> | undefined {
    const delayMs = due - performance.now()
    if (delayMs <= 0) return undefined
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer)
        resolve()
      }, delayMs)
      this.#timers.add(timer)
    })
  }

  #isBlackHole(direction: Direction): boolean {
    return this.#passed[direction] >= this.#faults[direction].blackHoleAfterBytes
  }
}

const MAX_HELD_BYTES = 16_777_216
