import { isRecord } from '../../options.ts'

/** The content of an unsigned token. */
export interface UnsecuredToken {
  readonly principalName: string
  readonly expiresAtMs: number
}

const BASE64URL = /^[A-Za-z0-9_-]+$/

/**
 * Reads a JWT of the algorithm `none` (RFC 7519, section 6). By Kafka's checks it must have `sub`
 * and `exp`, and `iat` must not be in the future. Returns undefined if a check fails.
 */
export function readUnsecuredToken(value: string, nowMs: number): UnsecuredToken | undefined {
  const [header = '', claims = '', signature, ...more] = value.split('.')
  if (signature !== '' || more.length > 0 || parse(header)?.['alg'] !== 'none') return undefined
  const { sub, exp, iat = Number.NEGATIVE_INFINITY } = parse(claims) ?? {}
  if (typeof sub !== 'string' || sub.trim() === '' || typeof exp !== 'number' || typeof iat !== 'number') return undefined
  const expiresAtMs = Math.round(exp * 1_000) // seconds, perhaps with a fraction
  const isInForce = iat * 1_000 <= nowMs && nowMs < expiresAtMs
  return isInForce ? { principalName: sub, expiresAtMs } : undefined
}

function parse(part: string): Record<string, unknown> | undefined {
  if (!BASE64URL.test(part)) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return isRecord(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
