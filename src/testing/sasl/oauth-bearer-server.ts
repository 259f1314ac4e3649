import { type Evaluate, REFUSED, refused, SASL_NAME, unescapeName } from './server-mechanism.ts'
import { readUnsecuredToken } from './unsecured-token.ts'

// The message as Kafka reads RFC 7628, section 3.1: pairs that each end with 0x01, and one more
// 0x01 at the end.
const SEPARATOR = '\x01'
const GS2_HEADER = new RegExp(`^n,(?:a=(${SASL_NAME}))?,$`, 'u')
const PAIR = /^([A-Za-z]+)=([\x21-\x7e \t\r\n]+)$/
const AUTHORIZATION = /^bearer +([-_~+/.A-Za-z0-9]+=*)$/i
const INVALID_TOKEN = '{"status":"invalid_token"}'

/**
 * OAUTHBEARER (RFC 7628) with unsecured tokens, as Kafka accepts them if nothing else is configured
 * (KIP-255). Extensions are accepted.
 */
export const oauthBearer: Evaluate = message => {
  const [header = '', ...lines] = message.toString().split(SEPARATOR)
  const identity = GS2_HEADER.exec(header)
  const pairs = lines.splice(0, lines.length - 2).map(line => PAIR.exec(line))
  if (identity === null || lines.join() !== ',' || pairs.includes(null)) return REFUSED
  const values = new Map(pairs.map(pair => [pair?.[1], pair?.[2]]))
  const [, value] = AUTHORIZATION.exec(values.get('auth') ?? '') ?? []
  if (value === undefined) return REFUSED
  const token = readUnsecuredToken(value, Date.now())
  if (token === undefined) return { challenge: Buffer.from(INVALID_TOKEN), next: afterRefusal }
  const { principalName, expiresAtMs } = token
  const actAs = unescapeName(identity[1] ?? principalName)
  if (actAs === principalName) return { user: principalName, authBytes: Buffer.alloc(0), expiresAtMs }
  const whom = `an authorization id (${actAs}) that is different from the token's principal name (${principalName})`
  return refused(`Authentication failed: Client requested ${whom}`)
}

// The client answers 0x01 to the challenge, and gets the same text again as an error (RFC 7628,
// section 3.2.3). Kafka also accepts another token here.
const afterRefusal: Evaluate = message => (message.toString() === SEPARATOR ? refused(INVALID_TOKEN) : oauthBearer(message))
