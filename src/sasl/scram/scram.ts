import { randomBytes } from 'node:crypto'
import { configurationError } from '../../options.ts'
import { type Credential, checkCredentials, readCredential } from '../credentials.ts'
import type { SaslMechanism } from '../mechanism.ts'
import { SaltedPasswords, type ScramHash } from './salted-passwords.ts'
import { scramExchange } from './scram-exchange.ts'

/** User name and password may be functions, which are asked at every authentication. */
export interface ScramCredentials {
  readonly username: Credential
  readonly password: Credential
  /** True where user name and password are the id and the HMAC of a delegation token (KIP-48). */
  readonly delegationToken?: boolean | undefined
  /** The most iterations that a broker may ask for; 1,000,000 unless given. Each costs it and us time. */
  readonly maxIterations?: number | undefined
}

const NONCE_BYTES = 24
const DEFAULT_MAX_ITERATIONS = 1_000_000

/** SASL/SCRAM-SHA-256 (RFC 5802, RFC 7677). The broker never sees the password, and has to prove that it knows it. Throws `KAFKA_CONFIGURATION`. */
export function scramSha256(credentials: ScramCredentials): SaslMechanism {
  return scram('scramSha256', { name: 'SCRAM-SHA-256', digest: 'sha256', bytes: 32 }, credentials)
}

/** SASL/SCRAM-SHA-512, else as {@link scramSha256}. */
export function scramSha512(credentials: ScramCredentials): SaslMechanism {
  return scram('scramSha512', { name: 'SCRAM-SHA-512', digest: 'sha512', bytes: 64 }, credentials)
}

function scram(what: string, hash: ScramHash, credentials: ScramCredentials): SaslMechanism {
  checkCredentials(what, credentials, ['username', 'password'], ['delegationToken', 'maxIterations'])
  const { delegationToken = false, maxIterations = DEFAULT_MAX_ITERATIONS } = credentials
  const problems: string[] = []
  if (typeof delegationToken !== 'boolean') problems.push('delegationToken must be a boolean')
  if (!(Number.isInteger(maxIterations) && maxIterations >= 4_096)) problems.push('maxIterations must be an integer from 4096 on')
  if (problems.length > 0) throw configurationError(what, problems)
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
