import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/**
 * A record as Kafka's own Java classes read it. test/conformance/vectors/README.md describes the
 * fields.
 */
export interface RecordFacts {
  offset: string
  timestamp: string
  sequence?: number
  key?: string | null
  keySha256?: string
  value?: string | null
  valueSha256?: string
  headers?: [string, string | null][]
  controlType?: string
}

/** A batch as Kafka's own Java classes read it; `records` is null if its checksum is wrong. */
export interface BatchFacts {
  magic: number
  sizeInBytes: number
  crcValid: boolean
  crc: number
  compression: string
  baseOffset: string
  lastOffset: string
  timestampType: string
  maxTimestamp: string
  partitionLeaderEpoch?: number
  attributes?: number
  lastOffsetDelta?: number
  baseTimestamp?: string
  producerId?: string
  producerEpoch?: number
  baseSequence?: number
  lastSequence?: number
  transactional?: boolean
  control?: boolean
  deleteHorizonMs?: string | null
  count?: number
  records: RecordFacts[] | null
}

/** One line of the vectors. */
export interface RecordsVector {
  id: number
  kind: string
  magic: number
  compression: string
  hex: string
  validBytes: number
  trailingBytes: number
  batches: BatchFacts[]
  error?: string
}

const file = join(import.meta.dirname, '../../conformance/vectors/records.jsonl.gz')

/** All record vectors, about 440. */
export const recordVectors: readonly RecordsVector[] = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as RecordsVector)

/** The record vectors by format and codec, with keys such as `magic 1, lz4`. */
export const vectorsByFormat: ReadonlyMap<string, readonly RecordsVector[]> = byFormat()

/** Bytes in the form of the vectors. */
export function hexOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}

/** Long values in the form of the vectors. */
export function sha256(bytes: Uint8Array | null): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}

function byFormat(): Map<string, RecordsVector[]> {
  const formats = new Map<string, RecordsVector[]>()
  for (const vector of recordVectors) {
    const format = `magic ${vector.magic}, ${vector.compression}`
    formats.set(format, [...(formats.get(format) ?? []), vector])
  }
  return formats
}
