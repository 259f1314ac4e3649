import { type DecompressOptions, outputLimit, tooLarge } from '../codec.ts'
import { SLICE_BYTES, type SlicedJob } from '../sliced-job.ts'
import { SnappyBlocks } from './snappy-blocks.ts'
import { decompressByKernel } from './snappy-by-kernel.ts'
import { ElementReader } from './snappy-elements.ts'

// Blocks may be empty, and a very large number of them takes time too.
const BLOCKS_PER_SLICE = 10_000

/**
 * Decompresses blocks in two passes. The first adds up their sizes; exactly that many bytes are
 * allocated. The second decompresses. Throws `KAFKA_PROTOCOL` for damage.
 */
export function* decompress(bytes: Uint8Array, options: DecompressOptions): SlicedJob<Uint8Array> {
  // A Buffer becomes a plain Uint8Array: the loops of the reader are fastest if they see only one
  // class.
  const from = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = yield* measure(from, options)
  return decompressByKernel(from, size) ?? (yield* decompressByLoops(from, size))
}

/** Decompresses blocks of together `size` bytes. */
export function* decompressByLoops(from: Uint8Array, size: number): SlicedJob<Uint8Array> {
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

/** The decompressed size of all blocks. Throws if it is above the limit. */
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
