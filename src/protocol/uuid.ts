import type { KafkaError } from '../errors.ts'
import { configurationError } from '../options.ts'
import { quoted } from '../quote.ts'
import { ZERO_UUID } from './primitives/reader.ts'
import { isUuid } from './primitives/writer.ts'

export { ZERO_UUID }

const UUID_BYTES = 16
const HEX_FORM = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i

/**
 * A random uuid of version 4, in Kafka's text form: 22 characters of base64url. Like Kafka's own,
 * it does not begin with `-`, so that it can be an argument of a command.
 */
export function randomUuid(): string {
  for (;;) {
    const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(UUID_BYTES)).buffer)
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6) // the version
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8) // the variant of RFC 9562
    const text = bytes.toString('base64url')
    if (!text.startsWith('-')) return text
  }
}

/** The 16 bytes of a uuid in Kafka's text form. Throws `KAFKA_CONFIGURATION` if it is none. */
export function uuidToBytes(uuid: string): Uint8Array {
  if (!isUuid(uuid)) throw mistyped('a uuid of 22 characters (base64url)', uuid)
  return Buffer.from(uuid, 'base64url')
}

/**
 * The text form of a uuid of 16 bytes. Throws `KAFKA_CONFIGURATION` for another number of bytes.
 */
export function uuidFromBytes(bytes: Uint8Array): string {
  if (bytes.byteLength !== UUID_BYTES) throw mistyped('a uuid of 16 bytes', `${bytes.byteLength} bytes`)
  return Buffer.from(bytes.buffer, bytes.byteOffset, UUID_BYTES).toString('base64url')
}

/**
 * A uuid in the form of RFC 9562, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, which other programs
 * use. Throws `KAFKA_CONFIGURATION` if the argument is not a uuid in Kafka's text form.
 */
export function uuidToHex(uuid: string): string {
  return Buffer.from(uuidToBytes(uuid))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/**
 * Kafka's text form of a uuid in the form of RFC 9562. Throws `KAFKA_CONFIGURATION` if it has
 * another form.
 */
export function uuidFromHex(hex: string): string {
  if (!HEX_FORM.test(hex)) throw mistyped('a uuid in the form of RFC 9562 (8-4-4-4-12 hex digits)', hex)
  return Buffer.from(hex.replaceAll('-', ''), 'hex').toString('base64url')
}

function mistyped(expected: string, given: unknown): KafkaError {
  return configurationError('uuid', [`expected ${expected}, not ${typeof given === 'string' ? quoted(given) : typeof given}`])
}
