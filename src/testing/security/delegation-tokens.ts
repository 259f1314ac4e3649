import { createHmac, randomBytes } from 'node:crypto'
import type { ClusterConfigs } from '../configs/cluster-configs.ts'
import type { TestingClock } from '../testing-clock.ts'

/** A principal as tokens name it, such as `User` and `alice`. */
export interface TokenPrincipal {
  readonly principalType: string
  readonly principalName: string
}

/** A token with which others log in as its owner (KIP-48). Times are in milliseconds since 1970. */
export interface DelegationToken {
  readonly tokenId: string
  readonly hmac: Buffer
  readonly owner: TokenPrincipal
  /** Who has asked for the token (KIP-373). */
  readonly requester: TokenPrincipal
  readonly renewers: readonly TokenPrincipal[]
  readonly issuedMs: number
  readonly maxMs: number
  readonly expiresMs: number
}

const FORGOTTEN_AFTER_MS = 3_600_000 // Kafka's default of delegation.token.expiry.check.interval.ms
const LAST_TIME = 2 ** 53 - 1

/** Whether both are the same principal. */
export function isSamePrincipal(one: TokenPrincipal, other: TokenPrincipal): boolean {
  return one.principalType === other.principalType && one.principalName === other.principalName
}

/** The delegation tokens of a cluster. */
export class DelegationTokens {
  readonly #configs: ClusterConfigs
  readonly #clock: TestingClock
  readonly #byId = new Map<string, DelegationToken>()

  constructor(configs: ClusterConfigs, clock: TestingClock) {
    this.#configs = configs
    this.#clock = clock
  }

  /** The secret of the brokers, with which they make tokens. Without it there are no tokens. */
  get #secret(): string | undefined {
    return this.#configs.shared.get('delegation.token.secret.key')
  }

  get isEnabled(): boolean {
    return this.#secret !== undefined
  }

  /** All tokens, also those that have expired within the last hour. */
  list(): DelegationToken[] {
    const nowMs = this.#clock.timeMs
    for (const { tokenId, expiresMs } of this.#byId.values()) if (expiresMs < nowMs - FORGOTTEN_AFTER_MS) this.#byId.delete(tokenId)
    return [...this.#byId.values()]
  }

  findById(tokenId: string): DelegationToken | undefined {
    return this.list().find(each => each.tokenId === tokenId)
  }

  findByHmac(hmac: Uint8Array): DelegationToken | undefined {
    return this.list().find(each => each.hmac.equals(hmac))
  }

  create(owner: TokenPrincipal, requester: TokenPrincipal, renewers: readonly TokenPrincipal[], maxLifetimeMs: number): DelegationToken {
    const issuedMs = this.#clock.timeMs
    const limitMs = this.#config('delegation.token.max.lifetime.ms')
    const maxMs = issuedMs + (maxLifetimeMs > 0 ? Math.min(limitMs, maxLifetimeMs) : limitMs)
    const expiresMs = Math.min(maxMs, issuedMs + this.#config('delegation.token.expiry.time.ms'))
    const tokenId = randomBytes(16).toString('base64url')
    const hmac = createHmac('sha512', this.#secret ?? '')
      .update(tokenId)
      .digest()
    const token = { tokenId, hmac, owner, requester, renewers, issuedMs, maxMs, expiresMs }
    this.#byId.set(tokenId, token)
    return token
  }

  /** Renews a token for a period; -1 is the longest one. Returns when it expires now. */
  renew(token: DelegationToken, periodMs: number): number {
    const longestMs = this.#config('delegation.token.expiry.time.ms')
    return this.#setExpiry(token, this.#clock.timeMs + (periodMs > 0 ? Math.min(longestMs, periodMs) : longestMs))
  }

  /** Lets a token expire after a period; at once if it is negative. Returns when that is. */
  expire(token: DelegationToken, periodMs: number): number {
    if (periodMs >= 0) return this.#setExpiry(token, Math.min(LAST_TIME, this.#clock.timeMs + periodMs))
    this.#byId.delete(token.tokenId)
    return this.#clock.timeMs
  }

  hasExpired({ expiresMs, maxMs }: DelegationToken): boolean {
    return Math.min(expiresMs, maxMs) < this.#clock.timeMs
  }

  /** The time from now until then, in milliseconds. */
  msUntil(timeMs: number): number {
    return timeMs - this.#clock.timeMs
  }

  clear(): void {
    this.#byId.clear()
  }

  #setExpiry(token: DelegationToken, atMs: number): number {
    const expiresMs = Math.min(token.maxMs, atMs)
    this.#byId.set(token.tokenId, { ...token, expiresMs })
    return expiresMs
  }

  #config(name: string): number {
    return Number(this.#configs.ofAll(name))
  }
}
