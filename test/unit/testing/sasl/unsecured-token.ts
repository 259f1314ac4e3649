/**
 * An unsigned token (RFC 7519, section 6). It expires after the given number of seconds, unless the
 * claims have their own `exp`.
 */
export function unsecuredToken(claims: Readonly<Record<string, unknown>>, lifetimeSeconds = 60): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ alg: 'none' })}.${encode({ exp: Date.now() / 1_000 + lifetimeSeconds, ...claims })}.`
}
