import type { Codec } from '../codec.ts'
import { runInSlices, runNow } from '../sliced-job.ts'
import { decompress } from './snappy-read.ts'
import { compress } from './snappy-write.ts'

/** Snappy, framed as snappy-java does it when it writes, framed or raw when it reads. Written in TypeScript; it has no levels. */
export const snappy: Codec = {
  compress: bytes => runNow(compress(bytes)),
  decompress: (bytes, options) => runNow(decompress(bytes, options)),
  compressAsync: bytes => runInSlices(compress(bytes)),
  decompressAsync: (bytes, options) => runInSlices(decompress(bytes, options))
}
