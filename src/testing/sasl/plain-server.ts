import type { SaslUsers } from './sasl-users.ts'
import { type Evaluate, OTHER_IDENTITY, refused } from './server-mechanism.ts'

const MAX_COUNTED_TOKENS = 4 // Kafka counts no further

/** PLAIN (RFC 4616) with Kafka's checks, in the same order and with the same messages. */
export function plain(users: SaslUsers): Evaluate {
  return message => {
    const tokens = message.toString().split('\0').slice(0, MAX_COUNTED_TOKENS)
    if (tokens.length !== 3) return refused(`Invalid SASL/PLAIN response: expected 3 tokens, got ${tokens.length}`)
    const [identity = '', user = '', password = ''] = tokens
    if (user === '') return refused('Authentication failed: username not specified')
    if (password === '') return refused('Authentication failed: password not specified')
    if (!users.hasPassword(user, password)) return refused('Authentication failed: Invalid username or password')
    return identity === '' || identity === user ? { user, authBytes: Buffer.alloc(0) } : OTHER_IDENTITY
  }
}
