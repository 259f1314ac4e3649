import { absentValues, compressionTypes, errorCodes } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import {
  ATTRIBUTES,
  BASE_OFFSET,
  BASE_SEQUENCE,
  COMPRESSION,
  CONTROL,
  COUNT,
  CRC,
  LAST_OFFSET_DELTA,
  LENGTH,
  LOG_OVERHEAD,
  MAGIC,
  MAX_TIMESTAMP,
  PRODUCER_EPOCH,
  PRODUCER_ID,
  RECORDS,
  TRANSACTIONAL
} from '../../records/batch-offsets.ts'
import { type Refusal, refuse } from './refusal.ts'

/** The header fields that a broker needs to append a batch. */
export interface ProducedBatch {
  readonly bytes: Uint8Array
  readonly lastOffsetDelta: number
  readonly maxTimestamp: bigint
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional: boolean
}

/** Why a batch was refused. */
export interface RefusedBatch extends Refusal {
  /** Whether the log refused it. The answer then names the start of the log. */
  readonly isOfLog?: boolean
}

const NEWEST_MAGIC = 2
const OLDEST_BYTES = 14 // the least bytes of a message of magic 0
const ZSTD_SINCE = 7 // the version of Produce (KIP-110)

/**
 * Checks the form of the records of a producer for one partition, and returns their batch. Since
 * Produce v3 they must be exactly one batch of magic 2 (KIP-98). Bytes of an incomplete batch at
 * the end are dropped, as Kafka does.
 */
export function checkForm(records: Uint8Array | null, apiVersion: number): Uint8Array | Refusal {
  const end = records === null ? undefined : batchEnd(records, 0)
  if (records === null || end === undefined) return refuse(errorCodes.INVALID_RECORD, 'No complete record batch')
  if (typeof end !== 'number') return end
  const magic = new DataView(records.buffer, records.byteOffset).getInt8(MAGIC)
  if (magic !== NEWEST_MAGIC)
    return refuse(errorCodes.INVALID_RECORD, `Record batch has magic ${magic}; Produce v3 and above accept magic 2 only`)
  if (apiVersion < ZSTD_SINCE && end >= RECORDS && (attributesOf(records) & COMPRESSION) === compressionTypes.ZSTD)
    return refuse(errorCodes.UNSUPPORTED_COMPRESSION_TYPE, `Produce v${apiVersion} does not know zstd`)
  const next = batchEnd(records, end)
  if (next === undefined) return records.subarray(0, end)
  return typeof next === 'number' ? refuse(errorCodes.INVALID_RECORD, 'More than one record batch for a partition') : next
}

// Where the batch at an index ends; undefined if it is not complete.
function batchEnd(records: Uint8Array, at: number): number | Refusal | undefined {
  if (records.length - at <= MAGIC) return undefined
  const view = new DataView(records.buffer, records.byteOffset + at, records.length - at)
  const length = view.getInt32(LENGTH)
  const magic = view.getInt8(MAGIC)
  if (length < OLDEST_BYTES) return refuse(errorCodes.CORRUPT_MESSAGE, `Record batch has a length of ${length} bytes`)
  if (magic < 0 || magic > NEWEST_MAGIC) return refuse(errorCodes.CORRUPT_MESSAGE, `Record batch has magic ${magic}`)
  const end = at + LOG_OVERHEAD + length
  return end > records.length ? undefined : end
}

/** Checks what the log asks of a batch of the right form, beyond its records. */
export function checkBatch(bytes: Uint8Array, maxMessageBytes: number): ProducedBatch | RefusedBatch {
  const ofLog = (problem: string): RefusedBatch => ({ ...refuse(errorCodes.INVALID_RECORD, problem), isOfLog: true })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getBigInt64(BASE_OFFSET) !== 0n) return ofLog('The base offset of the record batch is not 0')
  if (bytes.length > maxMessageBytes)
    return refuse(errorCodes.MESSAGE_TOO_LARGE, `Record batch of ${bytes.length} bytes is above max.message.bytes, ${maxMessageBytes}`)
  if (bytes.length < RECORDS) return refuse(errorCodes.CORRUPT_MESSAGE, `Record batch of ${bytes.length} bytes is shorter than its header`)
  const crc = crc32c(bytes, ATTRIBUTES)
  if (crc !== view.getUint32(CRC))
    return refuse(
      errorCodes.CORRUPT_MESSAGE,
      `Record batch has CRC ${view.getUint32(CRC)} in its header, but the CRC of its bytes is ${crc}`
    )
  const batch = readHeader(bytes)
  const count = view.getInt32(COUNT)
  if (batch.lastOffsetDelta < 0 || count !== batch.lastOffsetDelta + 1)
    return ofLog(`Record batch has ${count} records, and its last offset delta is ${batch.lastOffsetDelta}`)
  if (batch.isControl) return ofLog('Clients are not allowed to write control records')
  if (batch.producerId > absentValues.NO_PRODUCER_ID && batch.baseSequence < 0)
    return ofLog(`Record batch of producer ${batch.producerId} has the sequence ${batch.baseSequence}`)
  return batch
}

/** Reads the header of a batch of magic 2 that is complete. */
export function readHeader(bytes: Uint8Array): ProducedBatch & { readonly isControl: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const attributes = attributesOf(bytes)
  return {
    bytes,
    lastOffsetDelta: view.getInt32(LAST_OFFSET_DELTA),
    maxTimestamp: view.getBigInt64(MAX_TIMESTAMP),
    producerId: view.getBigInt64(PRODUCER_ID),
    producerEpoch: view.getInt16(PRODUCER_EPOCH),
    baseSequence: view.getInt32(BASE_SEQUENCE),
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0
  }
}

/** Whether the records of a producer begin with a transactional batch of magic 2. */
export function isTransactional(records: Uint8Array | null): boolean {
  if (records === null || records.length < RECORDS) return false
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
  return view.getInt8(MAGIC) === NEWEST_MAGIC && (attributesOf(records) & TRANSACTIONAL) !== 0
}

/** The attributes of a batch whose header is complete. */
export function attributesOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt16(ATTRIBUTES)
}
