import { now } from '../../clock.ts'
import { inMs, type KafkaError } from '../../errors.ts'
import { isError } from '../../type-checks.ts'
import { abortable } from '../../waiting/abortable.ts'
import { pause } from '../../waiting/pause.ts'
import { TimeLimit } from '../../waiting/time-limit.ts'
import { refuse } from '../credentials.ts'
import type { BearerToken, TokenRequest } from '../oauth-bearer/bearer-token.ts'
import { type OidcOptions, type ResolvedOidc, resolveOidcOptions } from './oidc-options.ts'
import { makeRequest } from './oidc-request.ts'
import { cutOut, type OidcFailure, readResponse } from './oidc-response.ts'

const MECHANISM = 'OAUTHBEARER'
const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000

/**
 * Makes a function for the option `token` of `oauthBearer` that fetches tokens from an
 * authorization server: by the client credentials grant (RFC 6749, section 4.4), with a secret or
 * with a signed JWT (KIP-1258), or by the JWT bearer grant (RFC 7523).
 *
 * Failures of the network, and HTTP statuses that may pass, are retried until `timeoutMs` are over.
 * Then the function rejects with `KAFKA_AUTHENTICATION`, or with the signal's reason. `oidc` itself
 * throws `KAFKA_CONFIGURATION` if an option is wrong.
 */
export function oidc(options: OidcOptions): (request: TokenRequest) => Promise<BearerToken> {
  const resolved = resolveOidcOptions(options)
  return request => retrieve(resolved, request)
}

async function retrieve(options: ResolvedOidc, request: TokenRequest): Promise<BearerToken> {
  const limit = new TimeLimit(options.timeoutMs, request.signal)
  const { signal } = limit
  const endsAtMs = now() + options.timeoutMs
  let last: OidcFailure | undefined
  let attempts = 0
  try {
    for (;;) {
      attempts++
      const outcome = await attempt(options, { ...request, signal })
      if ('value' in outcome) return outcome
      last = outcome
      const waitMs = Math.max(retryDelayMs(attempts), outcome.retryAfterMs ?? 0)
      if (!outcome.retriable || now() + waitMs >= endsAtMs) throw failedError(options, attempts, outcome)
      await pause(waitMs, signal)
    }
  } catch (error) {
    throw limit.isOver ? timeoutError(options, attempts, last) : error
  } finally {
    limit.end()
  }
}

async function attempt(options: ResolvedOidc, request: TokenRequest): Promise<BearerToken | OidcFailure> {
  const { signal } = request
  const { headers, body, secrets } = await abortable(makeRequest(options, request), signal)
  const sentAtMs = Date.now()
  const exchange = async (): Promise<BearerToken | OidcFailure> => {
    // 'manual': a redirection is not followed, so that secrets do not go to another host.
    const response = await options.fetch(options.endpoint, { method: 'POST', headers, body, signal, redirect: 'manual' })
    return await readResponse(response, sentAtMs, secrets)
  }
  try {
    return await abortable(exchange(), signal) // a `fetch` of the user may ignore the signal
  } catch (cause) {
    signal.throwIfAborted()
    return { problem: `could not be reached, or the connection broke: ${cutOut(secrets, reasonOf(cause))}`, retriable: true, cause }
  }
}

function failedError({ shown, timeoutMs }: ResolvedOidc, attempts: number, last: OidcFailure): KafkaError {
  const { problem, retriable, cause, retryAfterMs } = last
  const tooLate = retriable ? `; too little of ${inMs(timeoutMs)} (timeoutMs) is left for attempt ${attempts + 1}` : ''
  const later = retryAfterMs === undefined ? '' : `; its retry-after is ${inMs(retryAfterMs)}`
  return refuse(MECHANISM, `${shown} ${problem}${later}${tooLate}`, { cause, retriable })
}

function timeoutError({ shown, timeoutMs }: ResolvedOidc, attempts: number, last: OidcFailure | undefined): KafkaError {
  const before = last === undefined ? '' : `: attempt ${attempts} takes too long; before it, the endpoint ${last.problem}`
  return refuse(MECHANISM, `no token from ${shown} in ${inMs(timeoutMs)} (timeoutMs)${before}`, { cause: last?.cause, retriable: true })
}

// The delay doubles with each attempt. Its upper half is random, so that many clients do not retry
// at the same time.
function retryDelayMs(attempts: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS) * (0.5 + Math.random() / 2)
}

// The message of `fetch` says only "fetch failed"; its cause says what happened.
function reasonOf(error: unknown): string {
  if (!isError(error)) return String(error)
  const { code = '', message, cause } = error as NodeJS.ErrnoException
  if (isError(cause)) return reasonOf(cause)
  return message.includes(code) ? message : `${message} ${code}`.trim()
}
