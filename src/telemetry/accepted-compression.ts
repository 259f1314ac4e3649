import { findCodec } from '../records/compression/codec-table.ts'
import { COMPRESSIONS } from '../records/compression/compression.ts'
import { type PayloadCompression, UNCOMPRESSED } from './payload.ts'

// The metrics are compressed as batches of this format are.
const NEWEST_MAGIC = 2

/**
 * The first compression that a broker accepts and this process has. A codec that has only
 * `compressAsync` is not used: the last push, on closing, cannot wait for it.
 */
export function acceptedCompression(types: readonly number[]): PayloadCompression {
  for (const type of types) {
    const name = COMPRESSIONS[type]
    if (name === undefined || name === 'none') continue
    try {
      const codec = findCodec(name, {})
      const { compress } = codec
      if (compress === undefined) continue
      const options = { level: undefined, magic: NEWEST_MAGIC }
      return { type, compress: bytes => compress.call(codec, bytes, options) }
    } catch {
      // This version of Node has no such codec, and none was registered: the next one is tried.
    }
  }
  return UNCOMPRESSED
}
