import { newSalt, type ScramCredential, type ScramDigest, scramCredential } from './scram-credential.ts'

/** A SCRAM credential that was set or deleted while the cluster ran. */
export interface AlteredCredential {
  readonly user: string
  readonly digest: ScramDigest
  readonly credential: ScramCredential | undefined
}

/** Where the delegation tokens of a cluster are. */
export interface TokenIssuer {
  findById(
    tokenId: string
  ): { readonly hmac: Buffer; readonly owner: { readonly principalName: string }; readonly expiresMs: number } | undefined
  /** The time from now until then, in milliseconds. */
  msUntil(timeMs: number): number
}

/** A login by a delegation token: whose it is, and when it ends by `Date.now()`. */
export interface TokenLogin {
  readonly user: string
  readonly credential: ScramCredential
  readonly expiresAtMs: number
}

/**
 * The users and their passwords. The SCRAM credential of a password is computed at its first use,
 * because it takes some milliseconds. A credential that was altered counts in place of the
 * password.
 */
export class SaslUsers {
  /** The tokens with which users log in by SCRAM too (KIP-48). The cluster sets it. */
  delegationTokens: TokenIssuer | undefined
  readonly #passwords: ReadonlyMap<string, string>
  readonly #credentials: Readonly<Record<ScramDigest, Map<string, ScramCredential | undefined>>> = { sha256: new Map(), sha512: new Map() }

  // Kafka too makes the credentials of a token once, when it is created.
  readonly #ofTokens: Readonly<Record<ScramDigest, WeakMap<Buffer, ScramCredential>>> = { sha256: new WeakMap(), sha512: new WeakMap() }
  readonly #altered = new Map<string, AlteredCredential>()

  constructor(passwords: ReadonlyMap<string, string> = new Map()) {
    this.#passwords = passwords
  }

  /** The names of all users that have, or had, a SCRAM credential. */
  get names(): string[] {
    const { sha256, sha512 } = this.#credentials
    return [...new Set([...this.#passwords.keys(), ...sha256.keys(), ...sha512.keys()])]
  }

  hasPassword(user: string, password: string): boolean {
    return this.#passwords.get(user) === password
  }

  /** The SCRAM credential of a user; undefined for an unknown user. */
  scramCredentialOf(user: string, digest: ScramDigest): ScramCredential | undefined {
    const credentials = this.#credentials[digest]
    const password = this.#passwords.get(user)
    if (password !== undefined && !credentials.has(user)) credentials.set(user, scramCredential(digest, password, newSalt()))
    return credentials.get(user)
  }

  /** The login by a token. Its id is the name, and its secret in base64 the password. */
  tokenLogin(tokenId: string, digest: ScramDigest): TokenLogin | undefined {
    const token = this.delegationTokens?.findById(tokenId)
    if (token === undefined) return undefined
    const known = this.#ofTokens[digest]
    const credential = known.get(token.hmac) ?? scramCredential(digest, token.hmac.toString('base64'), newSalt())
    known.set(token.hmac, credential)
    const expiresAtMs = Date.now() + (this.delegationTokens?.msUntil(token.expiresMs) ?? 0)
    return { user: token.owner.principalName, credential, expiresAtMs }
  }

  /** The credentials that were altered; undefined for one that was deleted. */
  get altered(): readonly AlteredCredential[] {
    return [...this.#altered.values()]
  }

  /** Takes back all alterations. */
  clear(): void {
    this.#altered.clear()
    for (const credentials of Object.values(this.#credentials)) credentials.clear()
  }

  /** Sets the SCRAM credential of a user, or deletes it. Passwords of PLAIN stay as they are. */
  alter(user: string, digest: ScramDigest, credential: ScramCredential | undefined): void {
    this.#altered.set(JSON.stringify([user, digest]), { user, digest, credential })
    if (credential === undefined && !this.#passwords.has(user)) this.#credentials[digest].delete(user)
    else this.#credentials[digest].set(user, credential)
  }
}
