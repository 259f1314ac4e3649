import { malformed } from '../../../protocol/primitives/field-errors.ts'
import type { Bytes } from './bytes.ts'
import { xxHash32 } from './xxhash32.ts'

/** The magic number of a frame, a little-endian word. */
export const FRAME_MAGIC = 0x184d_2204

/** This bit is set in the length of a block that is not compressed. */
export const STORED: number = 1 << 31

/** The header of a frame, which describes all of its blocks. */
export interface FrameHeader {
  /** Where the header ends. */
  readonly end: number
  /** Whether matches may reach into earlier blocks of the same frame. */
  readonly isLinked: boolean
  readonly hasBlockChecksums: boolean
  readonly hasContentChecksum: boolean
  /** The size of the decompressed frame; undefined if the header does not have it. */
  readonly contentBytes: number | undefined
  readonly maxBlockBytes: number
}

const MAGIC_BYTES = 4

// The bits of FLG, the first byte after the magic number.
const VERSION = 0xc0
const VERSION_1 = 0x40
const INDEPENDENT = 0x20
const BLOCK_CHECKSUMS = 0x10
const CONTENT_SIZE = 0x08
const CONTENT_CHECKSUM = 0x04
const RESERVED = 0x02
const DICTIONARY = 0x01

/** Reads the header of the frame that begins at `at`. Throws `KAFKA_PROTOCOL` for damage. */
export function readHeader({ bytes, view }: Bytes, at: number, magic: number): FrameHeader {
  const start = at + MAGIC_BYTES
  const flags = bytes[start] ?? 0
  const descriptor = bytes[start + 1] ?? 0
  const contentSize = start + 2
  const checksum = contentSize + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0)
  if (checksum >= bytes.length) throw malformed('LZ4 frame that ends inside its header', bytes.length)
  checkHeader({ bytes, view }, at, checksum, magic)
  checkBits(flags, descriptor, start)
  return {
    end: checksum + 1,
    isLinked: (flags & INDEPENDENT) === 0,
    hasBlockChecksums: (flags & BLOCK_CHECKSUMS) !== 0,
    hasContentChecksum: (flags & CONTENT_CHECKSUM) !== 0,
    contentBytes: flags & CONTENT_SIZE ? view.getUint32(contentSize, true) + view.getUint32(contentSize + 4, true) * 2 ** 32 : undefined,
    maxBlockBytes: 1 << (8 + 2 * (descriptor >>> 4))
  }
}

/** The checksum of a header: one byte, written at `end`. The frame begins at `start`. */
export function headerChecksum(view: DataView, start: number, end: number): number {
  return (xxHash32(view, start + MAGIC_BYTES, end) >>> 8) & 0xff
}

/**
 * The checksum of a header as Kafka's producers write it in batches of magic 0: they wrongly
 * include the magic number of the frame (KAFKA-3160).
 */
export function legacyHeaderChecksum(view: DataView, start: number, end: number): number {
  return headerChecksum(view, start - MAGIC_BYTES, end)
}

function checkHeader({ bytes, view }: Bytes, start: number, end: number, magic: number): void {
  const found = bytes[end] as number
  const expected = headerChecksum(view, start, end)
  if (found === expected || (magic === 0 && found === legacyHeaderChecksum(view, start, end))) return
  throw malformed(`LZ4 frame header with checksum ${found}, where its bytes have ${expected},`, end)
}

function checkBits(flags: number, descriptor: number, at: number): void {
  if ((flags & VERSION) !== VERSION_1) throw malformed(`LZ4 frame of version ${flags >>> 6}, where only 1 is known,`, at)
  if ((flags & RESERVED) !== 0) throw malformed('LZ4 frame with a reserved flag', at)
  if ((flags & DICTIONARY) !== 0) throw malformed('LZ4 frame that needs a dictionary, which Kafka does not support,', at)
  const blockSize = descriptor >>> 4
  if (blockSize < 4 || blockSize > 7 || (descriptor & 0x0f) !== 0) {
    throw malformed(`LZ4 frame with block descriptor ${descriptor}, where 64, 80, 96 and 112 are known,`, at + 1)
  }
}
