import { promisify } from 'node:util'
import { gunzip, gunzipSync, gzip as gzipAsync, gzipSync } from 'node:zlib'
import { type Codec, type CompressOptions, outputLimit } from './codec.ts'

const zip = promisify<Uint8Array, object, Uint8Array>(gzipAsync)
const unzip = promisify<Uint8Array, object, Uint8Array>(gunzip)

/**
 * gzip by `node:zlib`. Several gzip members one after another are read as one. The asynchronous
 * functions run in the threads of Node.
 */
export const gzip: Codec = {
  levels: { min: -1, max: 9 },
  compress: (bytes, options) => gzipSync(bytes, zlibOptions(options)),
  decompress: (bytes, options) => gunzipSync(bytes, { maxOutputLength: outputLimit(options) }),
  compressAsync: (bytes, options) => zip(bytes, zlibOptions(options)),
  decompressAsync: (bytes, options) => unzip(bytes, { maxOutputLength: outputLimit(options) })
}

function zlibOptions({ level }: CompressOptions): { level?: number } {
  return level === undefined ? {} : { level }
}
