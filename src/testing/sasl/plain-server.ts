import type { SaslUsers } from './sasl-users.ts'
import { type Evaluate, OTHER_IDENTITY, refused } from './server-mechanism.ts'

const MOST_TOKENS = 4 // beyond which Kafka does not count

/** PLAIN (RFC 4616) with the checks of Kafka, in its order and its words. */
export function plain(users: SaslUsers): Evaluate {
  return message => {
    const tokens = message.toString().split('\0').slice(0, MOST_TOKENS)
    if (tokens.length !== 3) return refused(`Invalid SASL/PLAIN response: expected 3 tokens, got ${tokens.length}`)
    const [identity = '', user = '', password = ''] = tokens
    if (user === '') return refused('Authentication failed: username not specified')
    if (password === '') return refused('Authentication failed: password not specified')
    if (!users.hasPassword(user, password)) return refused('Authentication failed: Invalid username or password')
    return identity === '' || identity === user ? { user, authBytes: Buffer.alloc(0) } : OTHER_IDENTITY
  }
}
