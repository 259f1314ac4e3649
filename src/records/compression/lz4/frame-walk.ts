import { malformed } from '../../../protocol/primitives/field-errors.ts'
import type { Bytes } from './bytes.ts'
import { FRAME_MAGIC, type FrameHeader, readHeader, STORED } from './frame-header.ts'

// The first seven digits of the 16 magic numbers of skippable frames. A length follows the magic
// number, and then as many bytes.
const SKIPPABLE = 0x184d2a5
const WORD_BYTES = 4

/** A part of a frame; it ends at `end`. */
export type FramePart = FrameStart | FrameBlock | FrameEnd

/** The start of a frame: its header was read. */
export interface FrameStart {
  readonly kind: 'start'
  readonly header: FrameHeader
  readonly end: number
}

/** A block of a frame: data from `start` to `end`. */
export interface FrameBlock {
  readonly kind: 'block'
  readonly header: FrameHeader
  readonly start: number
  readonly end: number
  /** Whether the data is stored without compression. */
  readonly isStored: boolean
  /** The checksum of the data as it is stored; undefined if the frame has no block checksums. */
  readonly checksum: number | undefined
}

/** The end of a frame, after its last block. */
export interface FrameEnd {
  readonly kind: 'end'
  readonly header: FrameHeader
  readonly end: number
  /** The checksum of the decompressed frame; undefined if the frame has none. */
  readonly checksum: number | undefined
}

/**
 * Walks over the parts of one or more frames. Each part that it yields is complete. Throws
 * `KAFKA_PROTOCOL` for damage, and if there is no frame.
 */
export function* walkFrames(source: Bytes, magic: number): Generator<FramePart, void, void> {
  const size = source.bytes.length
  let isFirst = true
  for (let at = 0; at < size || isFirst; ) {
    const frameMagic = readWord(source, at, 'magic number')
    if (frameMagic >>> 4 === SKIPPABLE) at = skip(source, at + WORD_BYTES)
    else if (frameMagic === FRAME_MAGIC) {
      isFirst = false
      at = yield* walkFrame(source, at, magic)
    } else throw malformed(`${(frameMagic >>> 0).toString(16)} instead of the magic number of an LZ4 frame`, at)
  }
}

function* walkFrame(source: Bytes, start: number, magic: number): Generator<FramePart, number, void> {
  const header = readHeader(source, start, magic)
  yield { kind: 'start', header, end: header.end }
  let at = header.end
  for (let word = readWord(source, at, 'block length'); word !== 0; word = readWord(source, at, 'block length')) {
    const block = readBlockHead(source, at + WORD_BYTES, word, header)
    yield block
    at = block.end + (header.hasBlockChecksums ? WORD_BYTES : 0)
  }
  at += WORD_BYTES
  const checksum = header.hasContentChecksum ? readWord(source, at, 'content checksum') : undefined
  if (header.hasContentChecksum) at += WORD_BYTES
  yield { kind: 'end', header, end: at, checksum }
  return at
}

function readBlockHead(source: Bytes, start: number, word: number, header: FrameHeader): FrameBlock {
  const length = word & ~STORED
  const left = source.bytes.length - start
  if (length > header.maxBlockBytes) {
    throw malformed(`LZ4 block of ${length} bytes in a frame of blocks of at most ${header.maxBlockBytes}`, start - WORD_BYTES)
  }
  if (length > left) throw malformed(`LZ4 block of ${length} bytes where ${left} are left`, start - WORD_BYTES)
  const end = start + length
  const checksum = header.hasBlockChecksums ? readWord(source, end, 'block checksum') : undefined
  return { kind: 'block', header, start, end, isStored: (word & STORED) !== 0, checksum }
}

function skip(source: Bytes, at: number): number {
  const length = readWord(source, at, 'length to skip') >>> 0
  const left = source.bytes.length - at - WORD_BYTES
  if (length > left) throw malformed(`${length} bytes to skip in LZ4 data where ${left} are left`, at)
  return at + WORD_BYTES + length
}

// The word as an int32, because the loops are fastest if they only ever see small integers.
function readWord({ bytes, view }: Bytes, at: number, what: string): number {
  if (at + WORD_BYTES > bytes.length) throw malformed(`LZ4 data that ends before or in a ${what}`, bytes.length)
  return view.getInt32(at, true)
}
