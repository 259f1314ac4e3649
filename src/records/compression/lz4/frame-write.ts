import type { CompressOptions } from '../codec.ts'
import { SLICE_BYTES, type SlicedJob } from '../sliced-job.ts'
import { BLOCK_BYTES, MAX_GROWTH_BYTES, writeBlock } from './block-write.ts'
import { type Bytes, bothForms } from './bytes.ts'
import { FRAME_MAGIC, headerChecksum, legacyHeaderChecksum, STORED } from './frame-header.ts'

// The flags of Kafka's Java client: version 1, independent blocks of up to 64 KiB, no checksums, no
// content size.
const FLAGS = 0x60
const BLOCK_DESCRIPTOR = 0x40
const HEADER_BYTES = 7
const WORD_BYTES = 4

// Data of one slice is compressed into this buffer, and only the result is copied out.
let room: Bytes | undefined

/** Compresses all of the bytes into one frame. */
export function* compress(bytes: Uint8Array, { magic }: CompressOptions): SlicedJob<Uint8Array> {
  const source = bothForms(bytes)
  const size = bytes.length
  const target = roomFor(size)
  let at = writeHeader(target, magic)
  for (let from = 0; from < size; from += BLOCK_BYTES) {
    if (from > 0 && from % SLICE_BYTES === 0) yield
    at = writeFrameBlock(source, from, Math.min(from + BLOCK_BYTES, size), target, at)
  }
  target.view.setInt32(at, 0)
  const frame = target.bytes.subarray(0, at + WORD_BYTES)
  return target === room ? frame.slice() : frame
}

function roomFor(size: number): Bytes {
  if (size > SLICE_BYTES) return bothForms(Buffer.allocUnsafeSlow(maxFrameBytes(size)))
  room ??= bothForms(Buffer.allocUnsafeSlow(maxFrameBytes(SLICE_BYTES)))
  return room
}

function maxFrameBytes(size: number): number {
  return HEADER_BYTES + size + WORD_BYTES * (Math.ceil(size / BLOCK_BYTES) + 1) + MAX_GROWTH_BYTES
}

function writeHeader({ bytes, view }: Bytes, magic: number): number {
  view.setUint32(0, FRAME_MAGIC, true)
  bytes[4] = FLAGS
  bytes[5] = BLOCK_DESCRIPTOR
  bytes[6] = magic === 0 ? legacyHeaderChecksum(view, 0, 6) : headerChecksum(view, 0, 6)
  return HEADER_BYTES
}

function writeFrameBlock(source: Bytes, from: number, end: number, target: Bytes, at: number): number {
  const start = at + WORD_BYTES
  const size = end - from
  const blockEnd = writeBlock(source, from, end, target, start)
  if (blockEnd - start < size) {
    target.view.setInt32(at, blockEnd - start, true)
    return blockEnd
  }
  target.view.setInt32(at, STORED | size, true)
  target.bytes.set(source.bytes.subarray(from, end), start)
  return start + size
}
