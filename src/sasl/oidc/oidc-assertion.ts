import { createPrivateKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import { types } from 'node:util'
import { type OptionRule, type OptionRules, optionProblems } from '../../options.ts'
import { DURATION_MS, isText } from '../sasl-options.ts'

/**
 * The options `assertion` and `clientAssertion` of `oidc`: the key and the claims of the JWT with
 * which a client asks for a token (RFC 7523, section 3).
 */
export interface AssertionOptions {
  /**
   * The private key, as PEM text or as a `KeyObject` of `node:crypto`. `createPrivateKey` reads
   * other forms, and keys with a passphrase.
   */
  readonly privateKey: string | KeyObject
  /**
   * The algorithm of the signature (RFC 7518). `RS256` needs an RSA key of at least 2,048 bits,
   * `ES256` a key on the curve P-256.
   */
  readonly algorithm: 'RS256' | 'ES256'
  /** The id of the key (`kid`), by which the authorization server finds the public key. */
  readonly keyId?: string | undefined
  /** The claim `iss`: who signs, most often the client id. */
  readonly issuer: string
  /** The claim `sub`: for whom the token is, most often the client id. */
  readonly subject: string
  /** The claim `aud`: the authorization server, most often the URL of its token endpoint. */
  readonly audience: string | readonly string[]
  /**
   * How long an assertion is valid, in milliseconds. Each request has an assertion of its own.
   * Default 300,000.
   */
  readonly lifetimeMs?: number | undefined
}

const DEFAULT_LIFETIME_MS = 300_000
const MIN_RSA_BITS = 2_048 // RFC 7518, section 3.3

const REQUIRED_TEXT: OptionRule = ['text that is not empty', isText, 'required']
const RULES: OptionRules = {
  privateKey: ['PEM text, or a KeyObject', value => isText(value) || types.isKeyObject(value), 'required', 'secret'],
  algorithm: ['RS256 or ES256', value => value === 'RS256' || value === 'ES256', 'required'],
  keyId: ['text that is not empty', isText],
  issuer: REQUIRED_TEXT,
  subject: REQUIRED_TEXT,
  audience: [
    'text that is not empty, or a list of such texts',
    value => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
    'required'
  ],
  lifetimeMs: DURATION_MS
}

/** The problems of the options, and of a key that does not fit its algorithm. */
export function assertionProblems(name: string, options: AssertionOptions): string[] {
  const problems = optionProblems(options, RULES, name)
  return problems.length > 0 ? problems : keyProblems(options).map(problem => `${name}: ${problem}`)
}

/** Makes a function that signs an assertion for each request. The options have been checked. */
export function assertionSigner(options: AssertionOptions): () => string {
  const { algorithm, keyId, issuer, subject, audience, lifetimeMs = DEFAULT_LIFETIME_MS } = options
  const key = readKey(options.privateKey)
  const header = encode({ alg: algorithm, typ: 'JWT', kid: keyId })
  return () => {
    const nowMs = Date.now()
    const [iat, exp] = [Math.floor(nowMs / 1_000), Math.ceil((nowMs + lifetimeMs) / 1_000)]
    const body = `${header}.${encode({ iss: issuer, sub: subject, aud: audience, iat, exp, jti: randomUUID() })}`
    // A JWS has an ECDSA signature in the form without ASN.1 (RFC 7518, section 3.4).
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
  if (algorithm === 'ES256') return namedCurve === 'prime256v1' ? [] : ['ES256 needs a privateKey on the curve P-256']
  const fits = asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS
  return fits ? [] : [`RS256 needs an RSA privateKey of at least ${MIN_RSA_BITS} bits`]
}

const readKey = (key: string | KeyObject): KeyObject => (typeof key === 'string' ? createPrivateKey(key) : key)

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
