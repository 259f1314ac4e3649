import type { TokenLogin } from './sasl-users.ts'
import { hash, hmac, type ScramCredential, type ScramDigest } from './scram-credential.ts'
import { type Evaluate, type Login, OTHER_IDENTITY, REFUSED, type Refused, SASL_NAME, unescapeName } from './server-mechanism.ts'

/** What one exchange needs. */
export interface ScramParameters {
  readonly digest: ScramDigest
  readonly serverNonce: string
  credentialOf(user: string): ScramCredential | undefined
  /** The login by a delegation token (KIP-48); undefined if there is no such token. */
  tokenLoginOf?(tokenId: string): TokenLogin | undefined
}

interface FirstRound {
  readonly gs2Header: string
  readonly nonce: string
  readonly credential: ScramCredential
  /** The two messages of the first round, in the form that is signed. */
  readonly messages: string
}

// The two messages of the client (RFC 5802, section 7). Neither pattern allows the extension `m=`,
// which a server must refuse if it does not know it.
const NONCE = '[\\x21-\\x2b\\x2d-\\x7e]+'
const EXTENSIONS = '(?:,[A-Za-z]+=[^,]+)*'
const BASE64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?'
const CLIENT_FIRST = new RegExp(`^(n,(?:a=(${SASL_NAME}))?,)(n=(${SASL_NAME}),r=(${NONCE})(${EXTENSIONS}))$`, 'u')
const CLIENT_FINAL = new RegExp(`^(c=(${BASE64}),r=(${NONCE})${EXTENSIONS}),p=(${BASE64})$`, 'u')

/**
 * The broker's side of SCRAM (RFC 5802, RFC 7677). It shares no code with the client's side, so
 * that tests find mistakes of either.
 */
export function scram(parameters: ScramParameters): Evaluate {
  return message => {
    const parts = CLIENT_FIRST.exec(message.toString())
    if (parts === null) return REFUSED
    const [, gs2Header = '', identity, bare = '', name = '', clientNonce = '', extensions = ''] = parts
    const user = unescapeName(name)
    const isToken = extensions.split(',').includes('tokenauth=true')
    const token = isToken ? parameters.tokenLoginOf?.(user) : undefined
    const credential = isToken ? token?.credential : parameters.credentialOf(user)
    if (credential === undefined) return REFUSED
    if (identity !== undefined && unescapeName(identity) !== user) return OTHER_IDENTITY
    const nonce = clientNonce + parameters.serverNonce
    const challenge = `r=${nonce},s=${credential.salt.toString('base64')},i=${credential.iterations}`
    const round: FirstRound = { gs2Header, nonce, credential, messages: `${bare},${challenge}` }
    const login = token === undefined ? { user } : { user: token.user, expiresAtMs: token.expiresAtMs, usesToken: true }
    return { challenge: Buffer.from(challenge), next: final => verify(final.toString(), login, round, parameters.digest) }
  }
}

// Checks the proof of the client (RFC 5802, section 3): only a client that knows the password can
// compute it.
function verify(
  message: string,
  login: Omit<Login, 'authBytes'>,
  { gs2Header, nonce, credential, messages }: FirstRound,
  digest: ScramDigest
): Login | Refused {
  const [, withoutProof = '', channel = '', itsNonce, proof = ''] = CLIENT_FINAL.exec(message) ?? []
  if (itsNonce !== nonce || Buffer.from(channel, 'base64').toString() !== gs2Header) return REFUSED
  const authMessage = `${messages},${withoutProof}`
  const clientKey = xor(Buffer.from(proof, 'base64'), hmac(digest, credential.storedKey, authMessage))
  if (!hash(digest, clientKey).equals(credential.storedKey)) return REFUSED
  return { ...login, authBytes: Buffer.from(`v=${hmac(digest, credential.serverKey, authMessage).toString('base64')}`) }
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))
