import { isIPv4 } from 'node:net'

const tags = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31
} as const

const CONTEXT_CLASS = 0x80
const CONSTRUCTED = 0x20
const LONG_LENGTH = 0x80
const SEPTET = 0x80
const FIRST_GENERALIZED_YEAR = 2050 // RFC 5280, section 4.1.2.5: up to 2049 a date is a UTCTime

/** One value in DER (ITU-T X.690): its tag, its length, and its content. */
function value(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content])
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => value(tags.SEQUENCE, Buffer.concat(parts))
export const set = (...parts: readonly Uint8Array[]): Buffer => value(tags.SET, Buffer.concat(parts))
export const TRUE: Buffer = value(tags.BOOLEAN, Buffer.from([0xff]))
export const octetString = (content: Uint8Array): Buffer => value(tags.OCTET_STRING, content)
export const utf8String = (text: string): Buffer => value(tags.UTF8_STRING, Buffer.from(text))

/** A value in the tag `[number]`: with other values inside if `isConstructed`. */
export function tagged(number: number, content: Uint8Array, isConstructed = false): Buffer {
  return value(CONTEXT_CLASS | (isConstructed ? CONSTRUCTED : 0) | number, content)
}

/** A positive INTEGER of any size, by its bytes with the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  const isSigned = (bytes[0] ?? 0) >= 0x80
  return value(tags.INTEGER, isSigned ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

/** A BIT STRING. `unusedBits` are the lowest bits of its last byte, which do not count. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return value(tags.BIT_STRING, Buffer.concat([Buffer.from([unusedBits]), bytes]))
}

/** An OBJECT IDENTIFIER by its text form, such as `2.5.29.17`. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number)
  return value(tags.OBJECT_IDENTIFIER, Buffer.from([first * 40 + second, ...others.flatMap(septets)]))
}

/** A point in time, to the second: a UTCTime up to 2049, and a GeneralizedTime after that. */
export function time(at: Date): Buffer {
  const digits = `${at
    .toISOString()
    .slice(0, 19)
    .replaceAll(/[^0-9]/g, '')}Z`
  return at.getUTCFullYear() < FIRST_GENERALIZED_YEAR
    ? value(tags.UTC_TIME, Buffer.from(digits.slice(2)))
    : value(tags.GENERALIZED_TIME, Buffer.from(digits))
}

/** The bytes of an IP address: 4 or 16. */
export function ipBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = address.replace(/%.*/, '').split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const gap = Buffer.alloc(Math.max(0, 16 - before.length - after.length))
  return Buffer.concat([before, gap, after])
}

// The 16-bit groups of a part of an IPv6 address. The last one may be an IPv4 address.
function groupsOf(part: string): Buffer {
  const groups = part === '' ? [] : part.split(':')
  return Buffer.concat(groups.map(group => (isIPv4(group) ? ipBytes(group) : Buffer.from(group.padStart(4, '0'), 'hex'))))
}

function lengthOf({ length }: Uint8Array): Buffer {
  if (length < LONG_LENGTH) return Buffer.from([length])
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Buffer.concat([Buffer.from([LONG_LENGTH | bytes.length]), bytes])
}

// A number in base 128, the highest digit first. All digits but the last have the top bit set.
function septets(number: number): number[] {
  const digits = [number % SEPTET]
  for (let rest = Math.floor(number / SEPTET); rest > 0; rest = Math.floor(rest / SEPTET)) digits.unshift(SEPTET | (rest % SEPTET))
  return digits
}
