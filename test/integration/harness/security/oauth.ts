import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a token says; `expiresInSeconds` below zero gives one that has expired already. */
export interface TokenOptions {
  readonly signed: boolean
  readonly subject: string
  readonly expiresInSeconds: number
  /** What signs in place of the cluster's key, as PEM. */
  readonly privateKey?: string
  /** Whom it is meant for in place of the cluster. */
  readonly audience?: string
}

/** The issuer and the audience that brokers with `oauth: 'jwks'` ask for. */
export const OAUTH = { issuer: 'harness', audience: 'kafka' } as const

/** The URL of the key set that a cluster's brokers read. */
export function jwksUrl(dir: string): string {
  return pathToFileURL(join(dir, 'oauth', 'jwks.json')).href
}

/** Makes the RSA key that signs tokens, and the key set (RFC 7517) that brokers verify them with. */
export function makeJwks(dir: string): void {
  const folder = join(dir, 'oauth')
  if (existsSync(join(folder, 'jwks.json'))) return
  mkdirSync(folder, { recursive: true })
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'harness', use: 'sig', alg: 'RS256' }
  writeFileSync(join(folder, 'signing.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [key] }))
}

/** A token for OAUTHBEARER: unsecured (RFC 7515, `alg: none`), or signed by the cluster's key. */
export function makeToken(dir: string, { signed, subject, expiresInSeconds, privateKey, audience = OAUTH.audience }: TokenOptions): string {
  const now = signed ? Math.floor(Date.now() / 1000) : Date.now() / 1000 // to the millisecond, where all of a short life counts
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
