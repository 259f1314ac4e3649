import { clearTimeout, setTimeout } from '../../clock.ts'
import { inMs, isKafkaError } from '../../errors.ts'
import { messageOf } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import { refuse } from '../credentials.ts'
import type { SaslContext } from '../mechanism.ts'
import { type BearerToken, copyToken, expiryOf, type TokenProvider, type TokenRequest, tokenProblems } from './bearer-token.ts'

/** The token of one exchange. */
export interface IssuedToken {
  readonly token: BearerToken
  /** True if the token was made for an earlier exchange. */
  readonly isReused: boolean
}

interface Call {
  readonly token: Promise<BearerToken>
  readonly abort: AbortController
  waiters: number
}

interface Kept {
  readonly token: BearerToken
  readonly untilMs: number
}

const MECHANISM = 'OAUTHBEARER'
// A session lasts as long as the rest of its token's life, so an old token makes short sessions.
const REUSED_SHARE = 0.8
// More than twice the 1,100 ms that a session must last before brokers renew it (KIP-368).
const MIN_LEFT_MS = 2_500

/**
 * The tokens of one provider, for all connections. Exchanges at the same time share one call of the
 * provider. Later exchanges use its token again during the first 80 % of its life.
 */
export class TokenSource {
  readonly #provide: TokenProvider
  readonly #timeoutMs: number
  #call: Call | undefined
  #kept: Kept | undefined

  constructor(provide: TokenProvider, timeoutMs: number) {
    this.#provide = provide
    this.#timeoutMs = timeoutMs
  }

  /**
   * Resolves with a token. Rejects with a retriable `KAFKA_AUTHENTICATION`, or the signal's reason.
   */
  async read(context: SaslContext): Promise<IssuedToken> {
    context.signal.throwIfAborted()
    // The wall clock, although it can be set: the time of expiry is on the wall clock.
    if (this.#kept !== undefined && Date.now() < this.#kept.untilMs) return { token: this.#kept.token, isReused: true }
    const call = (this.#call ??= this.#begin(context))
    call.waiters++
    try {
      return { token: await abortable(call.token, context.signal), isReused: false }
    } finally {
      call.waiters--
      if (call.waiters === 0 && this.#call === call) {
        this.#call = undefined
        call.abort.abort(context.signal.reason)
      }
    }
  }

  /** Does not give this token again: a broker has refused it. */
  forget(token: BearerToken): void {
    if (this.#kept?.token === token) this.#kept = undefined
  }

  #begin({ host, port, reason }: SaslContext): Call {
    const abort = new AbortController()
    const token = this.#ask({ broker: { host, port }, reason, signal: abort.signal }, abort)
    const call: Call = { token, abort, waiters: 0 }
    const end = (given?: BearerToken): void => {
      if (this.#call !== call) return
      this.#call = undefined
      this.#kept = given && keep(given)
    }
    token.then(end, () => end())
    return call
  }

  async #ask(request: TokenRequest, abort: AbortController): Promise<BearerToken> {
    const { signal } = abort
    const expire = (): void => abort.abort(new DOMException(`no token within ${inMs(this.#timeoutMs)} (timeoutMs)`, 'TimeoutError'))
    const timer = setTimeout(expire, this.#timeoutMs)
    try {
      const given = await abortable(callLater(this.#provide, request), signal)
      const problems = tokenProblems(given)
      if (problems.length > 0) throw refuse(MECHANISM, `the token function of your options: ${problems.join('; ')}`, { retriable: true })
      return copyToken(given)
    } catch (cause) {
      if (isKafkaError(cause, 'KAFKA_AUTHENTICATION')) throw cause // this error already says whether it is retriable
      const reason = messageOf(cause)
      throw refuse(MECHANISM, `the token function of your options failed: ${reason}`, { cause, retriable: true })
    } finally {
      clearTimeout(timer)
    }
  }
}

// Turns what a provider throws before it returns a promise into a rejection.
const callLater = async (provide: TokenProvider, request: TokenRequest): Promise<string | BearerToken> => provide(request)

function keep(token: BearerToken): Kept | undefined {
  const expiresAtMs = expiryOf(token)
  if (expiresAtMs === undefined) return undefined
  const nowMs = Date.now()
  return { token, untilMs: Math.min(nowMs + REUSED_SHARE * (expiresAtMs - nowMs), expiresAtMs - MIN_LEFT_MS) }
}
