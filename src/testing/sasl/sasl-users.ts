import { randomBytes } from 'node:crypto'
import { type ScramCredential, type ScramDigest, scramCredential } from './scram-credential.ts'

const SALT_BYTES = 16

/** Who may log in. What SCRAM stores of a password is made when it is first asked for: that takes some milliseconds. */
export class SaslUsers {
  readonly #passwords: ReadonlyMap<string, string>
  readonly #credentials = new Map<string, ScramCredential>()

  constructor(passwords: ReadonlyMap<string, string>) {
    this.#passwords = passwords
  }

  hasPassword(user: string, password: string): boolean {
    return this.#passwords.get(user) === password
  }

  /** Undefined for an unknown user. */
  scramCredentialOf(user: string, digest: ScramDigest): ScramCredential | undefined {
    const password = this.#passwords.get(user)
    if (password === undefined) return undefined
    const key = `${digest} ${user}`
    const credential = this.#credentials.get(key) ?? scramCredential(digest, password, randomBytes(SALT_BYTES))
    this.#credentials.set(key, credential)
    return credential
  }
}
