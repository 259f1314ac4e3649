import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { malformed } from '../../../protocol/primitives/field-errors.ts'
import { chunkBytesFor, MAX_CHUNK_BYTES } from '../chunk-bytes.ts'
import { type Codec, type CompressOptions, type DecompressOptions, outputLimit, tooLarge } from '../codec.ts'
import { ZlibStreams } from '../zlib-streams.ts'
import { walkZstdFrames, type ZstdFrame } from './zstd-frames.ts'

// A stream of level 9 has 15 MB outside of the heap of V8, one of level 22 has 72 MB.
const MAX_KEPT_LEVEL = 9

/**
 * zstd by `node:zlib`, which has it from Node 22.15 and 23.8 on; undefined in older versions. The
 * asynchronous functions run in the threads of Node.
 */
export const zstd: Codec | undefined = typeof zlib.zstdDecompressSync === 'function' ? zlibCodec() : undefined

// Each frame costs a decompressor of its own, which takes time. Known producers write only a few
// frames.
const MAX_FRAMES = 10_000

// Frames of Java's producers do not have their decompressed size. About six times the compressed
// size is usual; more comes in another piece.
const USUAL_RATIO = 6

// The default limit of libzstd, which level 22 needs: a window of 128 MiB.
const MAX_WINDOW_LOG = 27

function zlibCodec(): Codec {
  const { ZSTD_e_end: flush } = zlib.constants
  const open = (options: CompressOptions): zlib.ZstdCompress =>
    zlib.createZstdCompress({ ...levelOf(options), flush, chunkSize: MAX_CHUNK_BYTES })
  const streams = new ZlibStreams(open, MAX_KEPT_LEVEL)
  const decompress = promisify<Uint8Array, zlib.ZstdOptions, Uint8Array>(zlib.zstdDecompress)
  return {
    levels: { min: -131_072, max: 22 },
    compress: (bytes, options) => zlib.zstdCompressSync(bytes, compressOptions(bytes, options)),
    // With each frame in one write, libzstd writes its size into it, as for the other function.
    compressAsync: (bytes, options) => streams.compress(bytes, options),
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

/** Yields each frame, is given its decompressed bytes, and returns all of them joined. */
function* decompressFrames(bytes: Uint8Array, options: DecompressOptions): Generator<FrameJob, Uint8Array, Uint8Array> {
  const pieces: Uint8Array[] = []
  let left = outputLimit(options)
  for (const frame of walkZstdFrames(bytes)) {
    if (pieces.length === MAX_FRAMES) throw malformed(`more than ${MAX_FRAMES} zstd frames`, frame.start)
    if (frame.contentBytes !== undefined && frame.contentBytes > left) throw tooLarge(options)
    const piece: Uint8Array = yield { bytes: bytes.subarray(frame.start, frame.end), options: decompressOptions(frame, left) }
    left -= piece.length
    if (left < 0) throw tooLarge(options)
    pieces.push(piece)
  }
  const [first] = pieces
  // A small result is copied, because zlib may have allocated far more, which the result would keep
  // alive.
  return first !== undefined && pieces.length === 1 && first.length * 2 >= MAX_CHUNK_BYTES ? first : Buffer.concat(pieces)
}

function compressOptions({ length }: Uint8Array, options: CompressOptions): zlib.ZstdOptions {
  // With the size given, zlib writes it into the frame, so that readers know the decompressed size.
  return { ...levelOf(options), chunkSize: chunkBytesFor(length), pledgedSrcSize: length }
}

function levelOf({ level }: CompressOptions): zlib.ZstdOptions {
  return level === undefined ? {} : { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } }
}

function decompressOptions({ contentBytes, maxContentBytes, start, end }: ZstdFrame, left: number): zlib.ZstdOptions {
  const guessBytes = Math.min(maxContentBytes, (end - start) * USUAL_RATIO)
  return {
    chunkSize: chunkBytesFor(contentBytes ?? guessBytes),
    // zlib accepts no limit of 0; the size of the output is checked later.
    maxOutputLength: Math.max(left, 1),
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG }
  }
}
