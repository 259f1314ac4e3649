import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { malformed } from '../../../protocol/primitives/field-errors.ts'
import { type Codec, type CompressOptions, type DecompressOptions, outputLimit, tooLarge } from '../codec.ts'
import { walkZstdFrames, type ZstdFrame } from './zstd-frames.ts'

/** By `node:zlib`, which has it from Node 22.15 and 23.8 on; undefined where it has not. Its threads do what is asynchronous. */
export const zstd: Codec | undefined = typeof zlib.zstdDecompressSync === 'function' ? zlibCodec() : undefined

// Each frame takes a decompressor of its own, which takes its time, and nobody writes more than a few.
const MOST_FRAMES = 10_000

// zlib makes its output in pieces of the size that it is told, and pins the rest of the last.
const MOST_AT_ONCE = 128 << 10
const LEAST_AT_ONCE = 64

// Java's batches do not say how much they hold: some six times as much is usual, and more comes in another piece.
const USUAL_GAIN = 6

// What libzstd allows where it is told nothing, and what level 22 asks for: 128 MiB.
const MOST_WINDOW_LOG = 27

function zlibCodec(): Codec {
  const compress = promisify<Uint8Array, zlib.ZstdOptions, Uint8Array>(zlib.zstdCompress)
  const decompress = promisify<Uint8Array, zlib.ZstdOptions, Uint8Array>(zlib.zstdDecompress)
  return {
    levels: { min: -131_072, max: 22 },
    compress: (bytes, options) => zlib.zstdCompressSync(bytes, compressOptions(bytes, options)),
    compressAsync: (bytes, options) => compress(bytes, compressOptions(bytes, options)),
    decompress(bytes, options) {
      const job = decompressFrames(bytes, options)
      let step = job.next()
      while (step.done !== true) step = job.next(zlib.zstdDecompressSync(step.value.bytes, step.value.options))
      return step.value
    },
    async decompressAsync(bytes, options) {
      const job = decompressFrames(bytes, options)
      let step = job.next()
      while (step.done !== true) step = job.next(await decompress(step.value.bytes, step.value.options))
      return step.value
    }
  }
}

interface FrameJob {
  readonly bytes: Uint8Array
  readonly options: zlib.ZstdOptions
}

/** Asks for each frame to be decompressed, and puts together what comes out. */
function* decompressFrames(bytes: Uint8Array, options: DecompressOptions): Generator<FrameJob, Uint8Array, Uint8Array> {
  const pieces: Uint8Array[] = []
  let left = outputLimit(options)
  for (const frame of walkZstdFrames(bytes)) {
    if (pieces.length === MOST_FRAMES) throw malformed(`more than ${MOST_FRAMES} zstd frames`, frame.start)
    if (frame.contentBytes !== undefined && frame.contentBytes > left) throw tooLarge(options)
    const piece: Uint8Array = yield { bytes: bytes.subarray(frame.start, frame.end), options: decompressOptions(frame, left) }
    left -= piece.length
    if (left < 0) throw tooLarge(options)
    pieces.push(piece)
  }
  const [first] = pieces
  // What is small is copied, for zlib may have made room for far more, which it would pin.
  return first !== undefined && pieces.length === 1 && first.length * 2 >= MOST_AT_ONCE ? first : Buffer.concat(pieces)
}

function compressOptions({ length }: Uint8Array, { level }: CompressOptions): zlib.ZstdOptions {
  // Told the size, it writes it into the frame on its threads too, and readers know what to expect.
  const options = { chunkSize: chunkBytesFor(length), pledgedSrcSize: length }
  return level === undefined ? options : { ...options, params: { [zlib.constants.ZSTD_c_compressionLevel]: level } }
}

function decompressOptions({ contentBytes, mostBytes, start, end }: ZstdFrame, left: number): zlib.ZstdOptions {
  const guessBytes = Math.min(mostBytes, (end - start) * USUAL_GAIN)
  return {
    chunkSize: chunkBytesFor(contentBytes ?? guessBytes),
    // It takes no 0; what comes out is checked.
    maxOutputLength: Math.max(left, 1),
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MOST_WINDOW_LOG }
  }
}

// With some room: it would go on in another piece where the first is filled exactly.
function chunkBytesFor(size: number): number {
  return Math.min(size + LEAST_AT_ONCE, MOST_AT_ONCE)
}
