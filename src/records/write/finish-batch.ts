import { type Compressor, compress, compressAsync } from '../compression/compress.ts'
import type { BatchFields } from './batch-fields.ts'
import type { BatchFormat } from './batch-format.ts'
import type { RecordsSummary } from './records-summary.ts'

/** All that is known of a batch beside the bytes of its records. */
export interface Finish {
  readonly format: BatchFormat
  readonly fields: BatchFields
  readonly summary: RecordsSummary
}

/** Makes a batch of its records, where they lie behind the room for the head. */
export function finishBatch(bytes: Buffer, finish: Finish): Uint8Array {
  return writeHead(seal(bytes, finish), finish)
}

/** Makes a compressed batch of records that stay as they are, so that they are still there if the codec fails. */
export function compressBatch(bytes: Buffer, compressor: Compressor, finish: Finish): Uint8Array {
  const { headBytes, seal: changesRecords } = finish.format
  const sealed = changesRecords === undefined ? bytes : seal(Buffer.from(bytes), finish)
  return writeHead(behindHead(compress(compressor, sealed.subarray(headBytes)), headBytes), finish)
}

/** Makes a compressed batch of records that nobody else needs, off the event loop if that pays. */
export async function compressBatchAsync(bytes: Buffer, compressor: Compressor, finish: Finish): Promise<Uint8Array> {
  const { headBytes } = finish.format
  const compressed = await compressAsync(compressor, seal(bytes, finish).subarray(headBytes))
  return writeHead(behindHead(compressed, headBytes), finish)
}

function seal(bytes: Buffer, { format, fields, summary }: Finish): Buffer {
  format.seal?.(bytes.subarray(format.headBytes), fields, summary)
  return bytes
}

function behindHead(records: Uint8Array, headBytes: number): Buffer {
  const batch = Buffer.allocUnsafeSlow(headBytes + records.length)
  batch.set(records, headBytes)
  return batch
}

function writeHead(batch: Buffer, { format, fields, summary }: Finish): Uint8Array {
  format.writeHead(batch, fields, summary)
  return new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength)
}
