import { createHash, createHmac, pbkdf2Sync, randomInt } from 'node:crypto'

/** The hash function of a SCRAM mechanism, as `node:crypto` names it. */
export type ScramDigest = 'sha256' | 'sha512'

/** What a broker stores in place of a password (RFC 5802, section 3). */
export interface ScramCredential {
  readonly salt: Buffer
  readonly iterations: number
  readonly storedKey: Buffer
  readonly serverKey: Buffer
}

const ITERATIONS = 4_096 // Kafka's default
const DIGEST_BYTES: Readonly<Record<ScramDigest, number>> = { sha256: 32, sha512: 64 }

const SALT_CHARACTERS = 26 // as many as Kafka's random numbers of 130 bits have
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * A new salt. As in Kafka it is text in ASCII: a client that decodes the salt as text, such as
 * kafka-ts, can log in to Kafka, and would compute a wrong proof for other bytes.
 */
export function newSalt(): Buffer {
  return Buffer.from(Array.from({ length: SALT_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''))
}

/** Computes the credential of a password. As in Kafka, the password is not changed by SASLprep. */
export function scramCredential(digest: ScramDigest, password: string, salt: Buffer, iterations: number = ITERATIONS): ScramCredential {
  return fromSalted(digest, pbkdf2Sync(password, salt, iterations, DIGEST_BYTES[digest], digest), salt, iterations)
}

/** Computes the credential of a password that is already salted and hashed. */
export function fromSalted(digest: ScramDigest, salted: Buffer, salt: Buffer, iterations: number): ScramCredential {
  const storedKey = hash(digest, hmac(digest, salted, 'Client Key'))
  return { salt, iterations, storedKey, serverKey: hmac(digest, salted, 'Server Key') }
}

/** `H(bytes)` of RFC 5802. */
export function hash(digest: ScramDigest, bytes: Buffer): Buffer {
  return createHash(digest).update(bytes).digest()
}

/** `HMAC(key, text)` of RFC 5802. */
export function hmac(digest: ScramDigest, key: Buffer, text: string): Buffer {
  return createHmac(digest, key).update(text).digest()
}
