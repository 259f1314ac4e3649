import { Duplex } from 'node:stream'
import { setImmediate } from '../../clock.ts'
import { type ArmedFault, type Fault, type Traffic, triggerOf } from '../hooks/faults.ts'
import type { Transport } from '../listeners/listener.ts'
import { reset } from '../listeners/reset.ts'
import type { TokenGate } from '../sasl/token-gate.ts'

interface Pending {
  readonly armed: ArmedFault
  readonly kind: keyof Traffic
  readonly at: number
}

/**
 * The socket of a client, as a broker uses it. All bytes pass through it, and faults happen here.
 */
export class Wire {
  readonly duplex: Duplex
  readonly #socket: Duplex
  readonly #transport: Transport
  readonly #gate: TokenGate | undefined
  readonly #onStruck: ((fault: Fault) => void) | undefined
  readonly #traffic: Traffic = { bytes: 0, requests: 0, receivedBytes: 0 }
  #faults: Pending[] = []
  #isSilent = false

  /**
   * `transport` is the connection below TLS, or the socket itself without TLS. `onStruck` is called
   * when a fault strikes.
   */
  constructor(socket: Duplex, transport: Transport, gate?: TokenGate, onStruck?: (fault: Fault) => void) {
    this.#socket = socket
    this.#transport = transport
    this.#gate = gate
    this.#onStruck = onStruck
    this.duplex = new Duplex({
      allowHalfOpen: false,
      read: () => {
        if (!this.#isSilent && !gate?.isHolding) socket.resume()
      },
      write: (chunk: Buffer, _, done) => this.#write([{ chunk }], done),
      writev: (chunks, done) => this.#write(chunks, done),
      final: done => {
        if (!this.#isSilent) socket.end()
        done()
      },
      destroy: (error, done) => {
        socket.destroy()
        done(error)
      }
    })
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('end', () => this.duplex.push(null))
    socket.on('error', error => this.duplex.destroy(error))
    socket.on('close', () => this.duplex.destroy())
  }

  /** Adds a fault, and begins to count for it. */
  arm(armed: ArmedFault): void {
    const [kind, amount] = triggerOf(armed.fault)
    this.#faults.push({ armed, kind, at: this.#traffic[kind] + amount })
    this.#strike()
  }

  /** Counts an answered request, and passes on the bytes that were held back after it. */
  noteAnswered(apiKey: number): void {
    const wasHolding = this.#gate?.isHolding
    const pieces = this.#gate?.open(apiKey) ?? []
    if (wasHolding) this.#pushOn(pieces)
    // The answer itself is written at the end of this turn of the event loop, and must be sent
    // before the fault.
    if (this.#faults.length > 0) setImmediate(() => this.#count('requests', 1))
  }

  /** Ends the connection by RST. */
  reset(): void {
    reset(this.#transport)
  }

  #receive(chunk: Buffer): void {
    this.#pushOn(this.#gate?.take(chunk) ?? [chunk])
    this.#count('receivedBytes', chunk.length)
  }

  #pushOn(pieces: readonly Buffer[]): void {
    let wantsMore = true
    for (const piece of pieces) wantsMore = this.duplex.push(piece)
    if (!wantsMore || this.#gate?.isHolding) this.#socket.pause()
    else if (!this.#isSilent) this.#socket.resume()
  }

  // An empty write would also tell when all is written, but not with TLS over a stream in memory:
  // Node then fails an assertion if bytes arrive meanwhile.
  #write(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    let isDone = false
    const doneOnce = (): void => {
      if (!isDone) done()
      isDone = true
    }
    this.#socket.cork()
    for (const [index, { chunk }] of chunks.entries()) this.#pass(chunk, index === chunks.length - 1 ? doneOnce : undefined)
    this.#socket.uncork()
    if (this.#isSilent || !this.#socket.writable || this.#socket.writableLength === 0) doneOnce()
  }

  #pass(chunk: Buffer, onWritten: (() => void) | undefined): void {
    const { bytes } = this.#traffic
    const limits = this.#faults.filter(({ kind, armed }) => kind === 'bytes' && armed.timesLeft > 0).map(({ at }) => at - bytes)
    const passing = chunk.subarray(0, Math.max(0, Math.min(chunk.length, ...limits)))
    const passes = !this.#isSilent && this.#socket.writable && passing.length > 0
    if (passes) this.#socket.write(passing, onWritten)
    else onWritten?.()
    this.#count('bytes', passing.length)
  }

  #count(kind: keyof Traffic, amount: number): void {
    this.#traffic[kind] += amount
    this.#strike()
  }

  #strike(): void {
    const due = this.#faults.find(({ armed, kind, at }) => armed.timesLeft > 0 && this.#traffic[kind] >= at)
    if (due === undefined) return
    this.#faults = []
    due.armed.timesLeft--
    this.#onStruck?.(due.armed.fault)
    this.#act(due.armed.fault)
  }

  #act({ do: action }: Fault): void {
    const socket = this.#socket
    while (socket.writableCorked > 0) socket.uncork()
    if (action === 'close') return void socket.end(() => socket.destroy())
    this.#isSilent = true
    socket.pause()
    if (action === 'reset') resetSoon(this.#transport)
  }
}

/**
 * Ends a connection by RST after two turns of the event loop. If bytes and an RST reach a client
 * together, libuv, and so a Node client, cannot tell the RST from a FIN.
 */
export function resetSoon(socket: Transport): void {
  setImmediate(() => setImmediate(() => reset(socket)))
}
