import { type Credential, checkCredentials, readCredential, refuse } from './credentials.ts'
import type { SaslMechanism } from './mechanism.ts'

/** Each may be a function, which is asked at every authentication. */
export interface PlainCredentials {
  readonly username: Credential
  /** It goes to the broker as it is: use TLS. */
  readonly password: Credential
  /** As whom to act, if not as the user. */
  readonly authorizationId?: Credential | undefined
}

const NAME = 'PLAIN'

/** SASL/PLAIN (RFC 4616): user name and password in one message. Throws `KAFKA_CONFIGURATION`. */
export function plain(credentials: PlainCredentials): SaslMechanism {
  checkCredentials('plain', credentials, ['username', 'password'], ['authorizationId'])
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
      if (answer.length > 0) throw refuse(NAME, `the broker answered with ${answer.length} bytes, where there is nothing to add`)
    }
  }
}
