import { givenIn, isRecord } from '../../options.ts'
import { parseObject } from '../parse-object.ts'
import { extensionProblems } from './oauth-bearer-message.ts'

/** A bearer token (RFC 6750), the time at which it expires, and its SASL extensions. */
export interface BearerToken {
  /** The token itself. */
  readonly value: string
  /**
   * The time at which the token expires, in milliseconds since 1970 as `Date.now()`. Default: the
   * claim `exp`, if the value is a JWT.
   */
  readonly expiresAtMs?: number | undefined
  /**
   * SASL extensions that are sent with the token (KIP-342), such as Confluent's `logicalCluster`.
   */
  readonly extensions?: Readonly<Record<string, string>> | undefined
}

/**
 * The argument of a function that makes tokens: the first connection that needs a token. Other
 * connections that need one at the same time share it.
 */
export interface TokenRequest {
  /** The broker that the token will be sent to first. */
  readonly broker: { readonly host: string; readonly port: number }
  /** `first`: a connection is being opened. `re-authentication`: a session is renewed (KIP-368). */
  readonly reason: 'first' | 're-authentication'
  /** Aborted when nobody waits for the token any more, or when it takes too long. */
  readonly signal: AbortSignal
}

/** A function that makes or fetches a token. */
export type TokenProvider = (request: TokenRequest) => string | BearerToken | Promise<string | BearerToken>

const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/ // RFC 6750, section 2.1

/** The problems of a value that should be a token. The value is not shown. */
export function tokenProblems(given: unknown): string[] {
  const { value, expiresAtMs, extensions }: Record<string, unknown> = isRecord(given) ? given : { value: given }
  const problems = extensionProblems(extensions)
  if (typeof value !== 'string') problems.unshift('the token must be text, or an object with a value that is text')
  else if (!B64TOKEN.test(value))
    problems.unshift('the token is not made of the characters that RFC 6750 allows: is a space or a line break in it?')
  if (expiresAtMs !== undefined && !Number.isFinite(expiresAtMs)) problems.push('expiresAtMs must be a number of milliseconds since 1970')
  return problems
}

/** Copies a valid token, so that it does not change during an exchange. */
export function copyToken(given: string | BearerToken): BearerToken {
  if (typeof given === 'string') return { value: given }
  const { value, expiresAtMs, extensions } = given
  return { value, expiresAtMs, extensions: givenIn(extensions) }
}

/** The time at which a token expires, in milliseconds since 1970; undefined if it is not known. */
export function expiryOf({ value, expiresAtMs }: BearerToken): number | undefined {
  if (expiresAtMs !== undefined) return expiresAtMs
  const claims = parseObject(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())
  const exp = claims?.['exp']
  return typeof exp === 'number' ? exp * 1_000 : undefined // RFC 7519, section 4.1.4: seconds, perhaps with a fraction
}
