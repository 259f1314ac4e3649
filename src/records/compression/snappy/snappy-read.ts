import { type DecompressOptions, outputLimit, tooLarge } from '../codec.ts'
import { SLICE_BYTES, type SlicedJob } from '../sliced-job.ts'
import { SnappyBlocks } from './snappy-blocks.ts'
import { ElementReader } from './snappy-elements.ts'

// Blocks may hold nothing, and going through a great many of them takes its time too.
const BLOCKS_PER_SLICE = 10_000

/** Reads the blocks twice: first only how much they hold, which is all that gets allocated, then what they hold. */
export function* decompress(bytes: Uint8Array, options: DecompressOptions): SlicedJob<Uint8Array> {
  // The same class whatever comes, Buffer or not: the loops of the reader are fastest if they know but one.
  const from = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = yield* measure(from, options)
  const to = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
  const reader = new ElementReader(from, to)
  const blocks = new SnappyBlocks(from)
  let stop = SLICE_BYTES
  for (let count = 1; blocks.next(); count++) {
    reader.begin(blocks)
    while (!reader.readUntil(stop)) {
      yield
      stop = reader.written + SLICE_BYTES
    }
    if (count % BLOCKS_PER_SLICE === 0) yield
  }
  return to
}

/** How much the blocks hold together. Throws if that is too much. */
function* measure(from: Uint8Array, options: DecompressOptions): SlicedJob<number> {
  const limit = outputLimit(options)
  const blocks = new SnappyBlocks(from)
  let size = 0
  for (let count = 1; blocks.next(); count++) {
    size += blocks.size
    if (size > limit) throw tooLarge(options)
    if (count % BLOCKS_PER_SLICE === 0) yield
  }
  return size
}
