import { SLICE_BYTES, type SlicedJob } from '../sliced-job.ts'
import { XERIAL_HEADER } from './snappy-blocks.ts'
import { BLOCK_BYTES, compressBlock, MAX_COMPRESSED_BYTES } from './snappy-compress.ts'

const LENGTH_BYTES = 4

// A slice is compressed into this buffer, and the result is copied out, so that only the result is
// allocated.
let room: Uint8Array = new Uint8Array(0)

/** Compresses bytes into a xerial stream: the header, and blocks with their lengths. */
export function* compress(bytes: Uint8Array): SlicedJob<Uint8Array> {
  const pieces = [compressSlice(bytes, 0)]
  for (let at = SLICE_BYTES; at < bytes.length; at += SLICE_BYTES) {
    yield
    pieces.push(compressSlice(bytes, at))
  }
  return pieces.length === 1 ? (pieces[0] as Uint8Array) : yield* join(pieces)
}

function compressSlice(bytes: Uint8Array, start: number): Uint8Array {
  const end = Math.min(start + SLICE_BYTES, bytes.length)
  const blocks = Math.ceil((end - start) / BLOCK_BYTES)
  const most = XERIAL_HEADER.length + blocks * (LENGTH_BYTES + MAX_COMPRESSED_BYTES)
  if (room.length < most) room = new Uint8Array(most)
  let written = 0
  if (start === 0) {
    room.set(XERIAL_HEADER)
    written = XERIAL_HEADER.length
  }
  for (let at = start; at < end; at += BLOCK_BYTES) {
    const block = compressBlock(bytes.subarray(at, Math.min(at + BLOCK_BYTES, end)))
    written = writeInt32(room, written, block.length)
    room.set(block, written)
    written += block.length
  }
  return room.slice(0, written)
}

function writeInt32(to: Uint8Array, at: number, value: number): number {
  for (let i = 0; i < LENGTH_BYTES; i++) to[at + i] = value >>> (24 - 8 * i)
  return at + LENGTH_BYTES
}

function* join(pieces: readonly Uint8Array[]): SlicedJob<Uint8Array> {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const to = new Uint8Array(size)
  let written = 0
  for (const piece of pieces) {
    yield
    to.set(piece, written)
    written += piece.length
  }
  return to
}
