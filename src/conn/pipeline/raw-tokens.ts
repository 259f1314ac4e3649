/** How the tokens of a SASL exchange travel: in SaslAuthenticate (KIP-152), or raw (KIP-43). */
export interface TokenCarrier {
  /** Sends a token and resolves with the token that the broker answers. */
  ask(token: Uint8Array): Promise<Uint8Array>
  /** Sends the last token. */
  finish(token: Uint8Array): Promise<void>
}

/**
 * SASL tokens as frames of their own, without a header, for brokers without SaslAuthenticate
 * (KIP-43). The broker answers each token before the next is sent.
 */
export class RawTokens implements TokenCarrier {
  readonly #write: (frame: Uint8Array) => void
  #waiter: { readonly resolve: (token: Uint8Array) => void; readonly reject: (error: unknown) => void } | undefined

  constructor(write: (frame: Uint8Array) => void) {
    this.#write = write
  }

  /** Whether the next frame of the broker is a token. The token may be empty. */
  get isAwaited(): boolean {
    return this.#waiter !== undefined
  }

  ask(token: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject }
      this.#send(token)
    })
  }

  /** Sends the last token. The broker does not answer it: its next frame answers a request. */
  async finish(token: Uint8Array): Promise<void> {
    this.#send(token)
  }

  /** Takes the frame of the broker that was awaited. */
  take(token: Uint8Array): void {
    this.#waiter?.resolve(Uint8Array.from(token))
    this.#waiter = undefined
  }

  /** The connection has ended: rejects the exchange that waits. */
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
