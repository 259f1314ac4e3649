import type { Random } from '../vectors/random.ts'

// Lengths and counts at the ends of their ranges, and around the limits of the protocol.
const EXTREMES = [-0x8000_0000, -2, -1, 0, 1, 0x7f, 0x7fff, 0x8000, 0xffff, 10_000, 10_001, 1_000_000, 1_000_001, 0x7fff_ffff]

// Varints of five bytes, the longest valid ones, and of six bytes, which are too long.
const LONG_VARINTS = ['ffffffff0f', '8080808000', 'ffffffff07', '8080808010', 'ffffffff7f', 'ffffffffff01', '808080808000']

/** A change that damages a message; `other` is a message to take pieces from. */
type Mutation = (bytes: Buffer, other: Buffer, random: Random) => Buffer

const MUTATIONS: readonly Mutation[] = [flipBit, setByte, replaceLength, replaceVarint, splice, insert, remove, repeat, truncateAndExtend]

/** The bytes after one to four random changes. */
export function mutate(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  for (let times = random.pick([1, 1, 2, 4]); times > 0; times--) mutated = random.pick(MUTATIONS)(mutated, other, random)
  return mutated
}

function flipBit(bytes: Buffer, _: Buffer, random: Random): Buffer {
  return setByteAt(bytes, random.below(bytes.length), byte => byte ^ (1 << random.below(8)))
}

function setByte(bytes: Buffer, _: Buffer, random: Random): Buffer {
  return setByteAt(bytes, random.below(bytes.length), () => random.pick([0, 1, 2, 0x7f, 0x80, 0xff, random.below(256)]))
}

function setByteAt(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const byte = bytes[at]
  if (byte !== undefined) bytes[at] = change(byte)
  return bytes
}

function replaceLength(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const extreme = random.pick(EXTREMES)
  const width = random.pick([2, 4])
  if (bytes.length < width) return bytes
  const at = random.below(bytes.length - width + 1)
  if (width === 2) bytes.writeInt16BE((extreme << 16) >> 16, at)
  else bytes.writeInt32BE(extreme, at)
  return bytes
}

function replaceVarint(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  let end = at
  while ((bytes[end] ?? 0) > 0x7f) end++
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(LONG_VARINTS), 'hex'), bytes.subarray(end + 1)])
}

function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))])
}

function insert(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const from = random.below(other.length + 1)
  const piece = random.once(2) ? random.bytes(1 + random.below(8)) : other.subarray(from, from + random.below(32))
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

function remove(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(8))])
}

function repeat(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const piece = bytes.subarray(at, at + 1 + random.below(16))
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: 1 + random.below(20) }, () => piece), bytes.subarray(at)])
}

function truncateAndExtend(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const kept = bytes.subarray(0, random.below(bytes.length + 1))
  const filler = random.once(2) ? Buffer.alloc(random.below(64), random.pick([0, 1, 0xff])) : random.bytes(random.below(64))
  return Buffer.concat([kept, filler])
}
