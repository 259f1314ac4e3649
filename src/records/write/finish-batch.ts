import { type Compressor, compress, compressAsync } from '../compression/compress.ts'
import type { BatchFields } from './batch-fields.ts'
import type { BatchFormat } from './batch-format.ts'
import type { RecordsSummary } from './records-summary.ts'

/** What a batch needs besides the bytes of its records. */
export interface Finish {
  readonly format: BatchFormat
  readonly fields: BatchFields
  readonly summary: RecordsSummary
}

/**
 * Completes an uncompressed batch in place. In `bytes`, the records follow the space for the head.
 */
export function finishBatch(bytes: Buffer, finish: Finish): Uint8Array {
  return writeHead(seal(bytes, finish), finish)
}

/**
 * Builds a compressed batch. It does not change `bytes`, so the builder still has the records if
 * the codec fails.
 */
export function compressBatch(bytes: Buffer, compressor: Compressor, finish: Finish): Uint8Array {
  const { headBytes, seal: changesRecords } = finish.format
  const sealed = changesRecords === undefined ? bytes : seal(Buffer.from(bytes), finish)
  return writeHead(withHead(compress(compressor, sealed.subarray(headBytes)), headBytes), finish)
}

/**
 * Builds a compressed batch, without blocking the event loop if it is large. It may change `bytes`.
 */
export async function compressBatchAsync(bytes: Buffer, compressor: Compressor, finish: Finish): Promise<Uint8Array> {
  const { headBytes } = finish.format
  const compressed = await compressAsync(compressor, seal(bytes, finish).subarray(headBytes))
  return writeHead(withHead(compressed, headBytes), finish)
}

function seal(bytes: Buffer, { format, fields, summary }: Finish): Buffer {
  format.seal?.(bytes.subarray(format.headBytes), fields, summary)
  return bytes
}

function withHead(records: Uint8Array, headBytes: number): Buffer {
  const batch = Buffer.allocUnsafeSlow(headBytes + records.length)
  batch.set(records, headBytes)
  return batch
}

function writeHead(batch: Buffer, { format, fields, summary }: Finish): Uint8Array {
  format.writeHead(batch, fields, summary)
  return new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength)
}
