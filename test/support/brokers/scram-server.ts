import { createHmac, pbkdf2Sync } from 'node:crypto'

const SALT = Buffer.from('salty')
const ITERATIONS = 4_096

/**
 * The broker's end of one SCRAM exchange. It knows the password, but it does not check the client's
 * proof: tests use it for the broker's lies.
 */
export class ScramServer {
  readonly #digest: 'sha256' | 'sha512'
  readonly #password: string
  #clientFirst = ''
  #serverFirst = ''

  constructor(digest: 'sha256' | 'sha512', password: string) {
    this.#digest = digest
    this.#password = password
  }

  /**
   * Answers the client's first message, or with the result of `lie`, which gets the client's nonce.
   */
  first(message: string, lie?: (nonce: string) => string): string {
    this.#clientFirst = message
    const nonce = /,r=([^,]+)/.exec(message)?.[1] ?? ''
    this.#serverFirst = lie?.(nonce) ?? `r=${nonce}more,s=${SALT.toString('base64')},i=${ITERATIONS}`
    return this.#serverFirst
  }

  /** Answers the client's last message. */
  final(message: string): string {
    const hmac = (key: Buffer, text: string): Buffer => createHmac(this.#digest, key).update(text).digest()
    const bytes = this.#digest === 'sha256' ? 32 : 64
    const salted = pbkdf2Sync(this.#password, SALT, ITERATIONS, bytes, this.#digest)
    const authMessage = `${this.#clientFirst.slice(3)},${this.#serverFirst},${message.slice(0, message.indexOf(',p='))}`
    return `v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`
  }
}
