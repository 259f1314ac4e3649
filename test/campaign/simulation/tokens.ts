import { type ClusterOptions, connectCluster, throwIfError } from 'kafkawire'
import { CreateDelegationToken } from 'kafkawire/messages'
import { again } from '../work/again.ts'

/** The id and the HMAC of a delegation token (KIP-48). */
export interface DelegationToken {
  readonly tokenId: string
  readonly hmac: Uint8Array
}

const LIFETIME_MS = 3_600_000

/**
 * The tokens of the driver under test: it makes unsigned ones (RFC 7519, section 6), as a token
 * endpoint does, and keeps the delegation token.
 */
export class Tokens {
  /** All delegation tokens, the newest one last. Without one, the driver logs in by its password. */
  readonly delegated: DelegationToken[] = []
  /** Whether the endpoint gives tokens that have expired already. */
  areExpired = false
  readonly #lifetimeMs: number

  /** @param sessionMs how long a token lasts; 0 for an hour */
  constructor(sessionMs: number) {
    this.#lifetimeMs = sessionMs || LIFETIME_MS
  }

  /** Asks the brokers for another delegation token. */
  async delegate(by: ClusterOptions): Promise<void> {
    const request = { ownerPrincipalType: '', ownerPrincipalName: '', renewers: [], maxLifetimeMs: 0n }
    const create = async (): Promise<DelegationToken> => {
      await using cluster = await connectCluster(by)
      return throwIfError(await cluster.send(CreateDelegationToken, request))
    }
    this.delegated.push(await again(create))
  }

  next(user: string): string {
    const expiresAtMs = Date.now() + (this.areExpired ? -1 : 1) * this.#lifetimeMs
    const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url')
    return `${part({ alg: 'none' })}.${part({ sub: user, exp: expiresAtMs / 1_000 })}.`
  }
}
