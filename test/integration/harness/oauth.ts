import { generateKeyPairSync, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a token says; `expiresInSeconds` below zero gives one that has expired already. */
export interface TokenOptions {
  readonly signed: boolean
  readonly subject: string
  readonly expiresInSeconds: number
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
export function makeToken(dir: string, { signed, subject, expiresInSeconds }: TokenOptions): string {
  const now = Math.floor(Date.now() / 1000)
  const issuedAt = expiresInSeconds > 0 ? now : now + expiresInSeconds - 3600
  const claims = { sub: subject, iss: OAUTH.issuer, aud: OAUTH.audience, scope: 'kafka', iat: issuedAt, exp: now + expiresInSeconds }
  if (!signed) return `${part({ alg: 'none' })}.${part(claims)}.`
  const body = `${part({ alg: 'RS256', typ: 'JWT', kid: 'harness' })}.${part(claims)}`
  const key = readFileSync(join(dir, 'oauth', 'signing.key'), 'utf8')
  return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
