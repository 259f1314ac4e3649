import type { Codec } from '../codec.ts'
import { runInSlices, runNow } from '../sliced-job.ts'
import { decompress } from './frame-read.ts'
import { compress } from './frame-write.ts'

/**
 * LZ4 in its frame format. It reads frames with any flags except dictionaries, and writes frames as
 * Kafka's Java client does, in blocks of 64 KiB. It has no levels.
 */
export const lz4: Codec = {
  compress: (bytes, options) => runNow(compress(bytes, options)),
  decompress: (bytes, options) => runNow(decompress(bytes, options)),
  compressAsync: (bytes, options) => runInSlices(compress(bytes, options)),
  decompressAsync: (bytes, options) => runInSlices(decompress(bytes, options))
}
