import { randomBytes } from 'node:crypto'
import { type ScramCredential, type ScramDigest, scramCredential } from './scram-credential.ts'

const SALT_BYTES = 16

/**
 * The users and their passwords. The SCRAM credential of a user is computed at its first use,
 * because it takes some milliseconds.
 */
export class SaslUsers {
  readonly #passwords: ReadonlyMap<string, string>
  readonly #credentials = new Map<string, ScramCredential>()

  constructor(passwords: ReadonlyMap<string, string>) {
    this.#passwords = passwords
  }

  hasPassword(user: string, password: string): boolean {
    return this.#passwords.get(user) === password
  }

  /** The SCRAM credential of a user; undefined for an unknown user. */
  scramCredentialOf(user: string, digest: ScramDigest): ScramCredential | undefined {
    const password = this.#passwords.get(user)
    if (password === undefined) return undefined
    const key = `${digest} ${user}`
    const credential = this.#credentials.get(key) ?? scramCredential(digest, password, randomBytes(SALT_BYTES))
    this.#credentials.set(key, credential)
    return credential
  }
}
