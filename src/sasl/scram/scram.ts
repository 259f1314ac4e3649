import { randomBytes } from 'node:crypto'
import { BOOLEAN, checkOptions, type OptionRules } from '../../options.ts'
import { type Credential, readCredential } from '../credentials.ts'
import type { SaslMechanism } from '../mechanism.ts'
import { CREDENTIAL } from '../sasl-options.ts'
import { SaltedPasswords, type ScramHash } from './salted-passwords.ts'
import { MIN_ITERATIONS, scramExchange } from './scram-exchange.ts'

/**
 * The credentials of `scramSha256` and `scramSha512`: text, or functions that are called at each
 * authentication.
 */
export interface ScramCredentials {
  /** The user name, or the id of a delegation token. */
  readonly username: Credential
  /** The password, or the HMAC of a delegation token in base64. It is never sent. */
  readonly password: Credential
  /**
   * True if user name and password are the id and the HMAC of a delegation token (KIP-48). Default
   * false.
   */
  readonly delegationToken?: boolean | undefined
  /**
   * The most iterations that a broker may ask for, from 4,096 on. A million take this process about
   * a second. Default 1,000,000.
   */
  readonly maxIterations?: number | undefined
}

const NONCE_BYTES = 24
const DEFAULT_MAX_ITERATIONS = 1_000_000
const RULES: OptionRules = {
  username: CREDENTIAL,
  password: CREDENTIAL,
  delegationToken: BOOLEAN,
  maxIterations: [`an integer from ${MIN_ITERATIONS} on`, value => Number.isInteger(value) && Number(value) >= MIN_ITERATIONS]
}

/**
 * The mechanism SASL/SCRAM-SHA-256 (RFC 5802, RFC 7677). The password is never sent, and the broker
 * has to prove that it knows it. Throws `KAFKA_CONFIGURATION` if a credential is missing or wrong.
 */
export function scramSha256(credentials: ScramCredentials): SaslMechanism {
  return scram('scramSha256', { name: 'SCRAM-SHA-256', digest: 'sha256', bytes: 32 }, credentials)
}

/**
 * The mechanism SASL/SCRAM-SHA-512 (RFC 5802). The password is never sent, and the broker has to
 * prove that it knows it. Throws `KAFKA_CONFIGURATION` if a credential is missing or wrong.
 */
export function scramSha512(credentials: ScramCredentials): SaslMechanism {
  return scram('scramSha512', { name: 'SCRAM-SHA-512', digest: 'sha512', bytes: 64 }, credentials)
}

function scram(what: string, hash: ScramHash, credentials: ScramCredentials): SaslMechanism {
  checkOptions(what, credentials, RULES)
  const { delegationToken = false, maxIterations = DEFAULT_MAX_ITERATIONS } = credentials
  const salted = new SaltedPasswords(hash)
  return {
    name: hash.name,
    async *authenticate(context) {
      const username = await readCredential(hash.name, 'username', credentials.username, context)
      const password = await readCredential(hash.name, 'password', credentials.password, context)
      const clientNonce = randomBytes(NONCE_BYTES).toString('base64')
      yield* scramExchange({ hash, username, password, clientNonce, delegationToken, maxIterations, salted })
    }
  }
}
