const LIFETIME_MS = 3_600_000

/** Makes unsigned tokens (RFC 7519, section 6), as a token endpoint does. */
export class Tokens {
  /** Whether the endpoint gives tokens that have expired already. */
  areExpired = false
  readonly #lifetimeMs: number

  /** @param sessionMs how long a token lasts; 0 for an hour */
  constructor(sessionMs: number) {
    this.#lifetimeMs = sessionMs || LIFETIME_MS
  }

  next(user: string): string {
    const expiresAtMs = Date.now() + (this.areExpired ? -1 : 1) * this.#lifetimeMs
    const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${part({ alg: 'none' })}.${part({ sub: user, exp: expiresAtMs / 1_000 })}.`
  }
}
