import { createHash, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { ScramHash } from './scram-exchange.ts'

// A cluster salts each user once; more than one of each means that credentials change.
const KEPT = 8

const stretch = promisify(pbkdf2)

/**
 * Passwords salted by PBKDF2, which takes a second for a million iterations: off the main thread, and only once for all connections, since a
 * cluster's brokers share the salt. The password itself is not kept.
 */
export class SaltedPasswords {
  readonly #hash: ScramHash
  readonly #known = new Map<string, Promise<Buffer>>()

  constructor(hash: ScramHash) {
    this.#hash = hash
  }

  find(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
    const key = `${createHash('sha256').update(password).digest('base64')} ${salt.toString('base64')} ${iterations}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const salted = stretch(password, salt, iterations, this.#hash.bytes, this.#hash.digest)
    const [oldest] = this.#known.keys()
    if (this.#known.size >= KEPT && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, salted)
    salted.catch(() => this.#known.delete(key))
    return salted
  }
}
