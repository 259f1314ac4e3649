import { malformed } from '../../../protocol/primitives/field-errors.ts'

/** A frame with data, from `start` to `end`. */
export interface ZstdFrame {
  readonly start: number
  readonly end: number
  /** The decompressed size in the header of the frame; undefined if it has none. */
  readonly contentBytes: number | undefined
  /** The most bytes to which the blocks of the frame can decompress. */
  readonly maxContentBytes: number
}

const FRAME_MAGIC = 0xfd2f_b528
// The first seven digits of the 16 magic numbers of skippable frames. A length follows the magic
// number, and then as many bytes.
const SKIPPABLE = 0x184d2a5
const WORD_BYTES = 4

// Bits of the first byte after the magic number. Its two lowest and two highest bits are indexes
// into these tables of field sizes.
const CHECKSUM = 0x04
const SINGLE_SEGMENT = 0x20
const DICTIONARY_BYTES = [0, 1, 2, 4]
const CONTENT_SIZE_BYTES = [0, 2, 4, 8]

const BLOCK_HEADER_BYTES = 3
const RUN = 1
const COMPRESSED = 2
const MAX_BLOCK_BYTES = 128 << 10

/**
 * Finds where each frame begins and ends (RFC 8878, section 3), without the skippable frames. This
 * is needed because `node:zlib` stops after the first frame and ignores what follows. The content
 * of blocks is not checked. Throws `KAFKA_PROTOCOL` for damage, and if there is no frame.
 */
export function* walkZstdFrames(bytes: Uint8Array): Generator<ZstdFrame, void, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let isFirst = true
  for (let at = 0; at < bytes.length || isFirst; ) {
    const magic = readNumber(view, at, WORD_BYTES)
    if (magic >>> 4 === SKIPPABLE) {
      const length = readNumber(view, at + WORD_BYTES, WORD_BYTES)
      at = checkEnd(view, at + 2 * WORD_BYTES + length)
    } else if (magic === FRAME_MAGIC) {
      const frame = readFrame(view, at)
      yield frame
      isFirst = false
      at = frame.end
    } else throw malformed(`${magic.toString(16)} instead of the magic number of a zstd frame`, at)
  }
}

function readFrame(view: DataView, start: number): ZstdFrame {
  const descriptor = readNumber(view, start + WORD_BYTES, 1)
  const isSingleSegment = (descriptor & SINGLE_SEGMENT) !== 0
  const dictionaryBytes = DICTIONARY_BYTES[descriptor & 3] as number
  const sizeBytes = CONTENT_SIZE_BYTES[descriptor >>> 6] || (isSingleSegment ? 1 : 0)
  const sizeAt = start + WORD_BYTES + 1 + (isSingleSegment ? 0 : 1) + dictionaryBytes
  // A size of two bytes counts from 256.
  const contentBytes = sizeBytes === 0 ? undefined : readNumber(view, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
  const blocks = skipBlocks(view, sizeAt + sizeBytes)
  const { maxContentBytes } = blocks
  if (contentBytes !== undefined && contentBytes > maxContentBytes) {
    throw malformed(
      `zstd frame that claims to decompress to ${contentBytes} bytes, but its blocks decompress to at most ${maxContentBytes}`,
      start
    )
  }
  return { start, end: checkEnd(view, blocks.end + (descriptor & CHECKSUM ? WORD_BYTES : 0)), contentBytes, maxContentBytes }
}

function skipBlocks(view: DataView, start: number): { end: number; maxContentBytes: number } {
  let maxContentBytes = 0
  let at = start
  while (true) {
    const header = readNumber(view, at, BLOCK_HEADER_BYTES)
    const kind = (header >>> 1) & 3
    const size = header >>> 3
    if (kind > COMPRESSED) throw malformed('zstd block of a reserved type', at)
    maxContentBytes += kind === COMPRESSED ? MAX_BLOCK_BYTES : size
    at = checkEnd(view, at + BLOCK_HEADER_BYTES + (kind === RUN ? 1 : size))
    if ((header & 1) !== 0) return { end: at, maxContentBytes }
  }
}

/** Reads a little-endian number of up to 8 bytes. */
function readNumber(view: DataView, at: number, bytes: number): number {
  checkEnd(view, at + bytes)
  let number = 0
  for (let i = bytes - 1; i >= 0; i--) number = number * 256 + view.getUint8(at + i)
  return number
}

/** Returns `end`. Throws `KAFKA_PROTOCOL` if the bytes end before it. */
function checkEnd(view: DataView, end: number): number {
  if (end > view.byteLength) throw malformed(`zstd frame that is cut off ${end - view.byteLength} bytes too early`, view.byteLength)
  return end
}
