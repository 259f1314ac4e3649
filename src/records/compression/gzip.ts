import { promisify } from 'node:util'
import { constants, createGzip, type Gzip, gunzip, gunzipSync, gzipSync, type ZlibOptions, type ZlibReset } from 'node:zlib'
import { chunkBytesFor, MAX_CHUNK_BYTES } from './chunk-bytes.ts'
import { type Codec, type CompressOptions, outputLimit } from './codec.ts'
import { ZlibStreams } from './zlib-streams.ts'

const unzip = promisify<Uint8Array, object, Uint8Array>(gunzip)
// The types of Node have `reset` for deflate streams only.
const streams = new ZlibStreams(
  options => createGzip({ ...zlibOptions(options), flush: constants.Z_FINISH, chunkSize: MAX_CHUNK_BYTES }) as Gzip & ZlibReset,
  9,
  stream => stream.reset()
)

// Without a level, zlib works at its level 4, leaves out matches of up to 5 bytes, and looks back
// 16 KiB. Its own default is level 6 and 32 KiB. Measured on batches of 110 kB: events and access
// logs take half to two thirds less time and are up to 1.6 % larger, JSON takes half and is 12 %
// larger, UUIDs are 4 % smaller. `memLevel: 9` saves 5 to 15 % of the time.
const DEFAULTS: ZlibOptions = { level: 4, strategy: constants.Z_FILTERED, windowBits: 14, memLevel: 9 }

/**
 * gzip by `node:zlib`. Several gzip members one after another are read as one. The asynchronous
 * functions run in the threads of Node.
 */
export const gzip: Codec = {
  levels: { min: -1, max: 9 },
  compress: (bytes, options) => gzipSync(bytes, { ...zlibOptions(options), chunkSize: chunkBytesFor(bytes.length) }),
  decompress: (bytes, options) => gunzipSync(bytes, { maxOutputLength: outputLimit(options) }),
  compressAsync: (bytes, options) => streams.compress(bytes, options),
  decompressAsync: (bytes, options) => unzip(bytes, { maxOutputLength: outputLimit(options) })
}

function zlibOptions({ level }: CompressOptions): ZlibOptions {
  return level === undefined ? DEFAULTS : { level }
}
