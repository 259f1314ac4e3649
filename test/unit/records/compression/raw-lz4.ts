import { xxHash32 } from '../../../../src/records/compression/lz4/xxhash32.ts'
import type { Random } from '../../../support/vectors/random.ts'

/** The data of a block, compressed or stored. */
export interface RawBlock {
  readonly data: Uint8Array
  readonly isStored: boolean
}

/**
 * The fields of a frame header. Defaults are those of Kafka's Java client: version 1, independent
 * blocks of at most 64 KiB, no checksums and no sizes.
 */
export interface RawFrame {
  /** The flags, without those that follow from the other fields. */
  readonly flags?: number
  readonly descriptor?: number
  readonly contentBytes?: bigint
  readonly dictionary?: number
  readonly hasBlockChecksums?: boolean
  /** The content whose checksum is written at the end. */
  readonly content?: Uint8Array
  readonly headerChecksum?: number
}

const INDEPENDENT = 0x60
export const LINKED = 0x40

/** A frame built by hand, with the right lengths and checksums. */
export function frame(blocks: readonly RawBlock[], fields: RawFrame = {}): Buffer {
  const { flags = INDEPENDENT, descriptor = 0x40, contentBytes, dictionary, hasBlockChecksums = false, content } = fields
  const flag = (bit: number, isSet: boolean): number => (isSet ? bit : 0)
  const more = flag(0x10, hasBlockChecksums) | flag(8, contentBytes !== undefined) | flag(4, content !== undefined)
  const described = Buffer.concat([
    Buffer.from([flags | more | flag(1, dictionary !== undefined), descriptor]),
    contentBytes === undefined ? Buffer.alloc(0) : uint64(contentBytes),
    dictionary === undefined ? Buffer.alloc(0) : uint32(dictionary)
  ])
  const headerChecksum = fields.headerChecksum ?? (hashOf(described) >>> 8) & 0xff
  const body = blocks.flatMap(({ data, isStored }) => [
    uint32(data.length + (isStored ? 0x8000_0000 : 0)),
    data,
    hasBlockChecksums ? uint32(hashOf(data)) : Buffer.alloc(0)
  ])
  const end = content === undefined ? uint32(0) : Buffer.concat([uint32(0), uint32(hashOf(content))])
  return Buffer.concat([uint32(0x184d_2204), described, Buffer.from([headerChecksum]), ...body, end])
}

/** A skippable frame with this many zeros. */
export function skippable(bytes: number, digit = 0): Buffer {
  return Buffer.concat([uint32(0x184d_2a50 + digit), uint32(bytes), Buffer.alloc(bytes)])
}

export function stored(data: Uint8Array): RawBlock {
  return { data, isStored: true }
}

/** A block of sequences. The last one has only literals. */
export function compressed(...sequences: Uint8Array[]): RawBlock {
  return { data: Buffer.concat(sequences), isStored: false }
}

/**
 * A sequence: literals, and a match of `length` bytes from `distance` before. Without a match it is
 * the end of a block.
 */
export function sequence(literals: Uint8Array, distance?: number, length = 4): Buffer {
  const [low, high] = distance === undefined ? [0, 0] : [distance & 0xff, distance >>> 8]
  const matched = distance === undefined ? 0 : length - 4
  const token = (Math.min(literals.length, 15) << 4) | Math.min(matched, 15)
  const match = distance === undefined ? [] : [low, high, ...moreOf(matched)]
  return Buffer.concat([Buffer.from([token, ...moreOf(literals.length)]), literals, Buffer.from(match)])
}

/**
 * Blocks with sequences of every kind, and the bytes that they decompress to. If they are linked,
 * matches reach into earlier blocks.
 */
export function randomBlocks(random: Random, blocks: number, isLinked: boolean): { blocks: RawBlock[]; made: Buffer } {
  const made: number[] = []
  const parts: RawBlock[] = []
  for (let i = 0; i < blocks; i++) {
    const first = isLinked ? 0 : made.length
    const sequences = Array.from({ length: random.below(40) }, () => randomSequence(random, made, first))
    const last = random.bytes(random.below(20))
    made.push(...last)
    parts.push(compressed(...sequences, sequence(last)))
  }
  return { blocks: parts, made: Buffer.from(made) }
}

function randomSequence(random: Random, made: number[], first: number): Buffer {
  const literals = random.bytes(random.once(8) ? random.below(600) : random.below(40))
  // A match needs earlier bytes.
  if (made.length === first && literals.length === 0) return randomSequence(random, made, first)
  made.push(...literals)
  const distance = 1 + random.below(Math.min(made.length - first, random.pick([4, 9, 20, 65_535])))
  const length = 4 + random.below(random.pick([5, 16, 80, 600]))
  for (let left = length; left > 0; left--) made.push(made[made.length - distance] as number)
  return sequence(literals, distance, length)
}

function moreOf(length: number): number[] {
  if (length < 15) return []
  return [...Array.from({ length: Math.floor((length - 15) / 255) }, () => 255), (length - 15) % 255]
}

function hashOf(bytes: Uint8Array): number {
  return xxHash32(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length)
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number >>> 0)
  return bytes
}

function uint64(number: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(number)
  return bytes
}
