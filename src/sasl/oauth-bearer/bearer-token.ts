import { givenIn } from '../../options.ts'
import { extensionProblems } from './oauth-bearer-message.ts'
import { isObject, parseObject } from './token-json.ts'

/** A bearer token (RFC 6750) with what goes with it. */
export interface BearerToken {
  readonly value: string
  /** By `Date.now()`. Where it is missing, and the value is a JWT, the `exp` of that is taken. */
  readonly expiresAtMs?: number | undefined
  /** Sent along (KIP-342), such as Confluent's `logicalCluster` and `identityPoolId`. */
  readonly extensions?: Readonly<Record<string, string>> | undefined
}

/** Who asks for a token: the first connection that is in need of one. Others that come while it is being made share it. */
export interface TokenRequest {
  readonly broker: { readonly host: string; readonly port: number }
  readonly reason: 'first' | 're-authentication'
  /** Aborted when nobody waits for the token any more, or when it takes too long. */
  readonly signal: AbortSignal
}

/** Makes a token, or fetches it. */
export type TokenProvider = (request: TokenRequest) => string | BearerToken | Promise<string | BearerToken>

const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/ // RFC 6750, section 2.1

/** Says what is wrong with what ought to be a token, without showing it. */
export function tokenProblems(given: unknown): string[] {
  const { value, expiresAtMs, extensions }: Record<string, unknown> = isObject(given) ? given : { value: given }
  const problems = extensionProblems(extensions)
  if (typeof value !== 'string') problems.unshift('the token must be text, or an object with a value that is text')
  else if (!B64TOKEN.test(value))
    problems.unshift('the token is not made of the characters that RFC 6750 allows: is a space or a line break in it?')
  if (expiresAtMs !== undefined && !Number.isFinite(expiresAtMs)) problems.push('expiresAtMs must be a number of milliseconds since 1970')
  return problems
}

/** A copy of a token that is sound, so that an exchange has one and the same throughout. */
export function copyToken(given: string | BearerToken): BearerToken {
  if (typeof given === 'string') return { value: given }
  const { value, expiresAtMs, extensions } = given
  return { value, expiresAtMs, extensions: givenIn(extensions) }
}

/** When a token ends, by `Date.now()`; undefined if nobody says. */
export function expiryOf({ value, expiresAtMs }: BearerToken): number | undefined {
  if (expiresAtMs !== undefined) return expiresAtMs
  const claims = parseObject(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())
  const exp = claims?.['exp']
  return typeof exp === 'number' ? exp * 1_000 : undefined // RFC 7519, section 4.1.4: seconds, perhaps with a fraction
}
