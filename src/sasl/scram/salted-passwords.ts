import { createHash, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

/** A hash function that SCRAM uses, and the name of its mechanism. */
export interface ScramHash {
  readonly name: 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  readonly digest: 'sha256' | 'sha512'
  readonly bytes: number
}

// A cluster has one salt for each user. More than one salted password means that credentials
// change.
const MAX_KEPT = 8

const pbkdf2Async = promisify(pbkdf2)

/**
 * Passwords salted by PBKDF2. That takes a second for a million iterations, so it runs off the main
 * thread, and once for all connections: the brokers of a cluster share the salt. The password
 * itself is not kept.
 */
export class SaltedPasswords {
  readonly #hash: ScramHash
  readonly #known = new Map<string, Promise<Buffer>>()

  constructor(hash: ScramHash) {
    this.#hash = hash
  }

  /** The salted password. Computes it if it is not known yet. */
  find(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
    const key = `${createHash('sha256').update(password).digest('base64')} ${salt.toString('base64')} ${iterations}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const salted = pbkdf2Async(password, salt, iterations, this.#hash.bytes, this.#hash.digest)
    const [oldest] = this.#known.keys()
    if (this.#known.size >= MAX_KEPT && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, salted)
    salted.catch(() => this.#known.delete(key))
    return salted
  }
}
