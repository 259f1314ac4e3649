import type { TokenCarrier } from '../sasl/exchange.ts'

/** SASL tokens as frames of their own, without a header: what brokers take that know no SaslAuthenticate (KIP-43). One is out at a time. */
export class RawTokens implements TokenCarrier {
  readonly #write: (frame: Uint8Array) => void
  #waiter: { readonly resolve: (token: Uint8Array) => void; readonly reject: (error: unknown) => void } | undefined

  constructor(write: (frame: Uint8Array) => void) {
    this.#write = write
  }

  /** Whether the next frame is a token, which may be empty. */
  get isAwaited(): boolean {
    return this.#waiter !== undefined
  }

  exchange(token: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
      this.#send(token)
    })
  }

  /** Nothing answers the last token: what comes next answers a request. */
  async finish(token: Uint8Array): Promise<void> {
    this.#send(token)
  }

  /** Takes the frame that was awaited. */
  take(token: Uint8Array): void {
    this.#waiter?.resolve(Uint8Array.from(token))
    this.#waiter = undefined
  }

  /** The connection has ended. */
  fail(error: unknown): void {
    this.#waiter?.reject(error)
    this.#waiter = undefined
  }

  #send(token: Uint8Array): void {
    const frame = Buffer.allocUnsafe(4 + token.length)
    frame.writeInt32BE(token.length)
    frame.set(token, 4)
    this.#write(frame)
  }
}
