import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The content of a token. With `expiresInSeconds` below zero the token has already expired. */
export interface TokenOptions {
  readonly signed: boolean
  readonly subject: string
  readonly expiresInSeconds: number
  /** The private key that signs the token instead of the key of the cluster, as PEM. */
  readonly privateKey?: string
  /** The audience of the token. The default is the audience that the cluster asks for. */
  readonly audience?: string
}

/** The issuer and the audience that brokers with `oauth: 'jwks'` ask for. */
export const OAUTH = { issuer: 'harness', audience: 'kafka' } as const

/** The URL of the key set that the brokers of a cluster read. */
export function jwksUrl(dir: string): string {
  return pathToFileURL(join(dir, 'oauth', 'jwks.json')).href
}

/**
 * Makes the RSA key that signs tokens, and the key set (RFC 7517) with which brokers verify them.
 */
export function makeJwks(dir: string): void {
  const folder = join(dir, 'oauth')
  if (existsSync(join(folder, 'jwks.json'))) return
  mkdirSync(folder, { recursive: true })
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'harness', use: 'sig', alg: 'RS256' }
  writeFileSync(join(folder, 'signing.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [key] }))
}

/**
 * Makes a token for OAUTHBEARER: unsecured (RFC 7515, `alg: none`), or signed with the key of the
 * cluster.
 */
export function makeToken(dir: string, { signed, subject, expiresInSeconds, privateKey, audience = OAUTH.audience }: TokenOptions): string {
  // An unsecured token may live for a few seconds only, so its times have milliseconds.
  const now = signed ? Math.floor(Date.now() / 1000) : Date.now() / 1000
  const issuedAt = expiresInSeconds > 0 ? now : now + expiresInSeconds - 3600
  const claims = { sub: subject, iss: OAUTH.issuer, aud: audience, scope: 'kafka', iat: issuedAt, exp: now + expiresInSeconds }
  if (!signed) return `${part({ alg: 'none' })}.${part(claims)}.`
  const body = `${part({ alg: 'RS256', typ: 'JWT', kid: 'harness' })}.${part(claims)}`
  const key = privateKey ?? readFileSync(join(dir, 'oauth', 'signing.key'), 'utf8')
  return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
