import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { shown } from '../../quote.ts'
import { refuse, textOf } from '../credentials.ts'
import type { SaslExchange } from '../mechanism.ts'
import type { SaltedPasswords, ScramHash } from './salted-passwords.ts'

/** The parameters of one exchange. */
export interface ScramParameters {
  readonly hash: ScramHash
  readonly username: string
  readonly password: string
  readonly clientNonce: string
  /** True if user name and password are the id and the HMAC of a delegation token (KIP-48). */
  readonly delegationToken: boolean
  readonly maxIterations: number
  readonly salted: Pick<SaltedPasswords, 'find'>
}

interface ServerFirst {
  readonly nonce: string
  readonly salt: Buffer
  readonly iterations: number
}

const GS2_HEADER = 'n,,' // no channel binding, no authorization id
const CHANNEL_BINDING = Buffer.from(GS2_HEADER).toString('base64')
/** The smallest number of iterations that Kafka and RFC 7677 allow. */
export const MIN_ITERATIONS = 4_096

// RFC 5802, section 7: base64 in groups of four, decimals without a leading zero.
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const DECIMAL = /^[1-9]\d{0,9}$/

/**
 * The two rounds of a SCRAM exchange (RFC 5802). User names and passwords are not prepared by
 * SASLprep, as in Kafka's own classes.
 */
export async function* scramExchange(parameters: ScramParameters): SaslExchange {
  const { hash, username, password, clientNonce, delegationToken, salted } = parameters
  const hmac = (key: Buffer, text: string): Buffer => createHmac(hash.digest, key).update(text).digest()

  const extension = delegationToken ? ',tokenauth=true' : ''
  const clientFirstBare = `n=${escapeName(username)},r=${clientNonce}${extension}`
  const serverFirst = textOf(yield Buffer.from(GS2_HEADER + clientFirstBare))
  const { nonce, salt, iterations } = readServerFirst(serverFirst, parameters)

  const saltedPassword = await salted.find(password, salt, iterations)
  const clientKey = hmac(saltedPassword, 'Client Key')
  const storedKey = createHash(hash.digest).update(clientKey).digest()
  const clientFinalBare = `c=${CHANNEL_BINDING},r=${nonce}`
  const authMessage = `${clientFirstBare},${serverFirst},${clientFinalBare}`
  const proof = xor(clientKey, hmac(storedKey, authMessage)).toString('base64')

  const serverFinal = textOf(yield Buffer.from(`${clientFinalBare},p=${proof}`))
  checkServerFinal(hash.name, serverFinal, hmac(hmac(saltedPassword, 'Server Key'), authMessage))
}

function readServerFirst(message: string, { hash: { name }, clientNonce, maxIterations }: ScramParameters): ServerFirst {
  const [nonce = '', salt = '', iterations = ''] = readAttributes(name, message, ['r', 's', 'i'])
  if (!nonce.startsWith(clientNonce) || nonce.length === clientNonce.length || !/^[\x21-\x2b\x2d-\x7e]+$/.test(nonce))
    throw refuse(
      name,
      'the nonce of the broker does not begin with the nonce of this client: its answer belongs to another exchange, or is forged'
    )
  if (salt === '' || !BASE64.test(salt)) throw refuse(name, 'the salt of the broker is not base64')
  const count = DECIMAL.test(iterations) ? Number(iterations) : Number.NaN
  if (!(count >= MIN_ITERATIONS))
    throw refuse(name, `the broker asks for ${shown(iterations, 20)} iterations; fewer than ${MIN_ITERATIONS} are not safe`)
  if (count > maxIterations)
    throw refuse(name, `the broker asks for ${shown(iterations, 20)} iterations; maxIterations is ${maxIterations}`)
  return { nonce, salt: Buffer.from(salt, 'base64'), iterations: count }
}

function checkServerFinal(name: string, message: string, expected: Buffer): void {
  const [verifier = ''] = readAttributes(name, message, ['v'])
  const actual = BASE64.test(verifier) ? Buffer.from(verifier, 'base64') : Buffer.alloc(0)
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return
  throw refuse(name, "the signature of the broker is wrong: the broker does not know the password, so it may be an attacker's")
}

// Attributes come in a fixed order. Attributes after them are extensions, which are ignored, except
// for `m` in the first place, which must be understood (RFC 5802, section 5.1).
function readAttributes(name: string, message: string, letters: readonly string[]): string[] {
  const parts = message.split(',')
  const [first = ''] = parts
  if (first.startsWith('e=')) throw refuse(name, `the broker says: ${shown(first.slice(2))}`)
  if (first.startsWith('m=')) throw refuse(name, 'the broker demands an extension (m=) that this client does not know')
  return letters.map((letter, i) => {
    const part = parts[i] ?? ''
    if (part.startsWith(`${letter}=`)) return part.slice(2)
    throw refuse(name, `the broker's message of ${message.length} characters does not have ${letter}= as attribute ${i + 1}`)
  })
}

const escapeName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C')

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))
