/** A token that nobody signed (RFC 7519, section 6), which ends so many seconds from now unless the claims say otherwise. */
export function unsecuredToken(claims: Readonly<Record<string, unknown>>, lifetimeSeconds = 60): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  return `${encode({ alg: 'none' })}.${encode({ exp: Date.now() / 1_000 + lifetimeSeconds, ...claims })}.`
}
