import { malformed } from '../../../protocol/primitives/field-errors.ts'

/** A frame that holds data, from `start` to `end`. */
export interface ZstdFrame {
  readonly start: number
  readonly end: number
  /** What it decompresses to, where it says so. */
  readonly contentBytes: number | undefined
  /** What its blocks can decompress to at most. */
  readonly mostBytes: number
}

const FRAME_MAGIC = 0xfd2f_b528
// 16 magic numbers, of which the last digit is missing here, begin what is to be skipped: its length follows, and so many bytes.
const SKIPPABLE = 0x184d2a5
const WORD_BYTES = 4

// Of the first byte after the magic number; its two lowest and two highest bits are the sizes of fields, by these tables.
const CHECKSUM = 0x04
const SINGLE_SEGMENT = 0x20
const DICTIONARY_BYTES = [0, 1, 2, 4]
const CONTENT_SIZE_BYTES = [0, 2, 4, 8]

const BLOCK_HEADER_BYTES = 3
const RUN = 1
const COMPRESSED = 2
const MOST_IN_BLOCK = 128 << 10

/**
 * Where frames begin and end (RFC 8878, section 3), at least one, those to be skipped left out: `node:zlib` stops after the first, and
 * takes no notice of what follows. What is in their blocks is not looked at. Damage is `KAFKA_PROTOCOL`.
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
  // Two bytes begin where one ends.
  const contentBytes = sizeBytes === 0 ? undefined : readNumber(view, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
  const blocks = skipBlocks(view, sizeAt + sizeBytes)
  const { mostBytes } = blocks
  if (contentBytes !== undefined && contentBytes > mostBytes) {
    throw malformed(`zstd frame that claims to hold ${contentBytes} bytes in blocks that hold ${mostBytes} at most`, start)
  }
  return { start, end: checkEnd(view, blocks.end + (descriptor & CHECKSUM ? WORD_BYTES : 0)), contentBytes, mostBytes }
}

function skipBlocks(view: DataView, start: number): { end: number; mostBytes: number } {
  let mostBytes = 0
  let at = start
  while (true) {
    const header = readNumber(view, at, BLOCK_HEADER_BYTES)
    const kind = (header >>> 1) & 3
    const size = header >>> 3
    if (kind > COMPRESSED) throw malformed('zstd block of a kind that means nothing', at)
    mostBytes += kind === COMPRESSED ? MOST_IN_BLOCK : size
    at = checkEnd(view, at + BLOCK_HEADER_BYTES + (kind === RUN ? 1 : size))
    if ((header & 1) !== 0) return { end: at, mostBytes }
  }
}

/** A little-endian number of up to 8 bytes. */
function readNumber(view: DataView, at: number, bytes: number): number {
  checkEnd(view, at + bytes)
  let number = 0
  for (let i = bytes - 1; i >= 0; i--) number = number * 256 + view.getUint8(at + i)
  return number
}

/** The same, if there are so many bytes. */
function checkEnd(view: DataView, end: number): number {
  if (end > view.byteLength) throw malformed(`zstd frame that ends ${end - view.byteLength} bytes before its time`, view.byteLength)
  return end
}
