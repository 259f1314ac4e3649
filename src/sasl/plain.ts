import { checkOptions } from '../options.ts'
import { type Credential, readCredential, refuse } from './credentials.ts'
import type { SaslMechanism } from './mechanism.ts'
import { CREDENTIAL, OPTIONAL_CREDENTIAL } from './sasl-options.ts'

/** The credentials of {@link plain}: text, or functions that are called at each authentication. */
export interface PlainCredentials {
  /** The user name. */
  readonly username: Credential
  /** The password. It goes to the broker as it is: use TLS. */
  readonly password: Credential
  /** The identity to act as, if it is not the user. Default: the user. */
  readonly authorizationId?: Credential | undefined
}

const NAME = 'PLAIN'
const RULES = { username: CREDENTIAL, password: CREDENTIAL, authorizationId: OPTIONAL_CREDENTIAL }

/**
 * The mechanism SASL/PLAIN (RFC 4616): user name and password in one message, unprotected. Use TLS.
 * Throws `KAFKA_CONFIGURATION` if a credential is missing or not text.
 */
export function plain(credentials: PlainCredentials): SaslMechanism {
  checkOptions('plain', credentials, RULES)
  return {
    name: NAME,
    async *authenticate(context) {
      const parts: string[] = []
      for (const name of ['authorizationId', 'username', 'password'] as const) {
        const part = await readCredential(NAME, name, credentials[name] ?? '', context)
        if (part.includes('\0')) throw refuse(NAME, `the ${name} holds a NUL character, which separates the parts of its message`)
        parts.push(part)
      }
      const answer = yield Buffer.from(parts.join('\0'))
      if (answer.length > 0) throw refuse(NAME, `the broker answered with ${answer.length} bytes, but the answer must be empty`)
    }
  }
}
