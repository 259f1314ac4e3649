import { Duplex } from 'node:stream'
import { Lane, type LaneFaults } from './lane.ts'

/** `up` is from the client to the broker, `down` from the broker to the client. */
export type Direction = 'up' | 'down'

/** One connection of the simulated network. */
export class Link {
  /** The end that the client holds. */
  readonly client: Duplex
  readonly address: string
  readonly lanes: Readonly<Record<Direction, Lane>>
  /** How often the client has written. */
  writes = 0
  readonly #broker: Duplex
  #isClosed = false

  /** @param stir called whenever bytes move */
  constructor(address: string, broker: Duplex, stir: () => void) {
    this.address = address
    this.#broker = broker
    const end = new ClientEnd(this)
    this.client = end
    const cut = (by: 'FIN' | 'RST'): void => this.cut(by)
    this.lanes = {
      up: new Lane({ deliver: piece => write(broker, piece), finish: () => broker.end(), cut, stir }),
      down: new Lane({ deliver: piece => end.deliver(piece), finish: () => end.push(null), cut, stir })
    }
    broker.on('data', (bytes: Buffer) => {
      broker.pause()
      this.lanes.down.send(bytes, () => broker.resume())
    })
    broker.on('end', () => this.lanes.down.finish())
    broker.on('error', () => this.cut('RST'))
    broker.on('close', () => {
      if (this.client.destroyed) this.#isClosed = true
      stir()
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  set(direction: Direction, faults: Partial<LaneFaults>): void {
    this.lanes[direction].set(faults)
    // A black hole has ended: the broker hears of an end of the client after everything else.
    if (this.client.destroyed && !this.#isClosed && !this.lanes.up.faults.isBlackHole) this.lanes.up.finish()
  }

  /** Ends the connection for both sides. */
  cut(by: 'FIN' | 'RST'): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const lane of Object.values(this.lanes)) lane.close()
    if (by === 'FIN') {
      this.client.push(null)
      this.#broker.end()
      return
    }
    this.client.destroy(resetError(this.address))
    this.#broker.on('error', () => undefined).destroy(resetError(this.address))
  }

  /** The client has destroyed its end. */
  abandon(): void {
    if (this.#isClosed) return
    // A black hole swallows the end of the connection too: the broker does not hear of it.
    if (this.lanes.up.faults.isBlackHole) return
    this.#isClosed = true
    for (const lane of Object.values(this.lanes)) lane.close()
    this.#broker.on('error', () => undefined).destroy()
  }
}

class ClientEnd extends Duplex {
  readonly #link: Link
  #hasRoom: (() => void) | undefined

  constructor(link: Link) {
    super({ allowHalfOpen: true })
    this.#link = link
  }

  /** Gives a piece to the reader. Resolves when it wants more. */
  deliver(piece: Buffer): Promise<void> {
    if (this.destroyed || this.push(piece)) return Promise.resolve()
    return new Promise(resolve => {
      this.#hasRoom = resolve
    })
  }

  override _read(): void {
    this.#hasRoom?.()
    this.#hasRoom = undefined
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#link.writes++
    this.#link.lanes.up.send(bytes, callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#link.lanes.up.finish()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#hasRoom?.()
    this.#link.abandon()
    callback(error)
  }
}

function write(to: Duplex, piece: Buffer): Promise<void> {
  if (!to.writable || to.write(piece)) return Promise.resolve()
  return new Promise(resolve => {
    const go = (): void => {
      to.off('drain', go).off('close', go)
      resolve()
    }
    to.on('drain', go).on('close', go)
  })
}

/** The error of a connection that the other side reset. */
export function resetError(address: string): Error {
  return Object.assign(new Error(`read ECONNRESET ${address}`), { code: 'ECONNRESET', errno: -104, syscall: 'read' })
}
