import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { types } from 'node:util'
import type { OptionRule } from '../../options.ts'
import { DURATION, isText, optionProblems } from '../oauth-bearer/token-options.ts'

/** The key and the claims of the JWT with which a client asks for a token (RFC 7523, section 3). */
export interface AssertionOptions {
  /** PEM text, or a key of `node:crypto`: `createPrivateKey` reads all other forms, and passphrases. */
  readonly privateKey: string | KeyObject
  /** RS256 wants an RSA key of at least 2,048 bits, ES256 one on the curve P-256 (RFC 7518). */
  readonly algorithm: 'RS256' | 'ES256'
  /** The `kid` of the header, by which the authorization server finds the public key. */
  readonly keyId?: string | undefined
  readonly issuer: string
  readonly subject: string
  readonly audience: string | readonly string[]
  /** 300,000 ms unless given. Each request has an assertion of its own. */
  readonly lifetimeMs?: number | undefined
}

const DEFAULT_LIFETIME_MS = 300_000
const LEAST_RSA_BITS = 2_048 // RFC 7518, section 3.3

const REQUIRED_TEXT: OptionRule = ['text', isText, 'required']
const RULES: Readonly<Record<string, OptionRule>> = {
  privateKey: ['PEM text, or a KeyObject', value => isText(value) || types.isKeyObject(value), 'required'],
  algorithm: ['RS256 or ES256', value => value === 'RS256' || value === 'ES256', 'required'],
  keyId: ['text', isText],
  issuer: REQUIRED_TEXT,
  subject: REQUIRED_TEXT,
  audience: [
    'text, or a list of it',
    value => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
    'required'
  ],
  lifetimeMs: DURATION
}

/** Says what is wrong with the options, and whether the key fits its algorithm. */
export function assertionProblems(options: AssertionOptions): string[] {
  const problems = optionProblems(options, RULES)
  if (problems.length === 0) problems.push(...keyProblems(options))
  return problems.map(problem => `assertion: ${problem}`)
}

/** What signs an assertion for each request, by options that are sound. */
export function assertionSigner(options: AssertionOptions): () => string {
  const { algorithm, keyId, issuer, subject, audience, lifetimeMs = DEFAULT_LIFETIME_MS } = options
  const key = readKey(options.privateKey)
  const header = encode({ alg: algorithm, typ: 'JWT', kid: keyId })
  return () => {
    const nowMs = Date.now()
    const [iat, exp] = [Math.floor(nowMs / 1_000), Math.ceil((nowMs + lifetimeMs) / 1_000)]
    const body = `${header}.${encode({ iss: issuer, sub: subject, aud: audience, iat, exp, jti: randomUUID() })}`
    // Of the two forms of an ECDSA signature JWS wants the one without ASN.1 (RFC 7518, section 3.4).
    const signature = sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' })
    return `${body}.${signature.toString('base64url')}`
  }
}

function keyProblems({ privateKey, algorithm }: AssertionOptions): string[] {
  let key: KeyObject
  try {
    key = readKey(privateKey)
  } catch {
    return ['privateKey is PEM text that node:crypto cannot read: if it has a passphrase, give createPrivateKey({ key, passphrase })']
  }
  const { type, asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0, namedCurve } = {} } = key
  if (type !== 'private') return ['privateKey is not a private key']
  if (algorithm === 'ES256') return namedCurve === 'prime256v1' ? [] : ['ES256 wants a privateKey on the curve P-256']
  const fits = asymmetricKeyType === 'rsa' && modulusLength >= LEAST_RSA_BITS
  return fits ? [] : [`RS256 wants an RSA privateKey of at least ${LEAST_RSA_BITS} bits`]
}

const readKey = (key: string | KeyObject): KeyObject => (typeof key === 'string' ? createPrivateKey(key) : key)

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
