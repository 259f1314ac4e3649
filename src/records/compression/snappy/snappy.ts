import type { Codec } from '../codec.ts'
import { runInSlices, runNow } from '../sliced-job.ts'
import { decompress } from './snappy-read.ts'
import { compress } from './snappy-write.ts'

/**
 * Snappy in TypeScript. It writes the stream format of snappy-java, and reads that format and raw
 * snappy. It has no levels.
 */
export const snappy: Codec = {
  compress: bytes => runNow(compress(bytes)),
  decompress: (bytes, options) => runNow(decompress(bytes, options)),
  compressAsync: bytes => runInSlices(compress(bytes)),
  decompressAsync: (bytes, options) => runInSlices(decompress(bytes, options))
}
