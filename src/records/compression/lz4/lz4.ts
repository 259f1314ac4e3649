import type { Codec } from '../codec.ts'
import { runInSlices, runNow } from '../sliced-job.ts'
import { decompress } from './frame-read.ts'
import { compress } from './frame-write.ts'

/** The frame format of LZ4, whatever its flags; written as Kafka's Java client does, in blocks of 64 KiB. It has one level. */
export const lz4: Codec = {
  compress: (bytes, options) => runNow(compress(bytes, options)),
  decompress: (bytes, options) => runNow(decompress(bytes, options)),
  compressAsync: (bytes, options) => runInSlices(compress(bytes, options)),
  decompressAsync: (bytes, options) => runInSlices(decompress(bytes, options))
}
