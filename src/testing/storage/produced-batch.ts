import { absentValues, errorCodes } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import {
  ATTRIBUTES,
  BASE_SEQUENCE,
  CONTROL,
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

const NEWEST_MAGIC = 2

/**
 * Checks the records of a producer for one partition. Since Produce v3 they must be exactly one
 * batch of magic 2 (KIP-98).
 */
export function checkProduced(records: Uint8Array | null, maxMessageBytes: number): ProducedBatch | Refusal {
  if (records === null || records.length === 0) return refuse(errorCodes.INVALID_RECORD, 'No record batch')
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
  if (records.length < RECORDS)
    return refuse(errorCodes.CORRUPT_MESSAGE, `Record batch of ${records.length} bytes is shorter than its header`)
  const magic = view.getInt8(MAGIC)
  if (magic !== NEWEST_MAGIC)
    return refuse(errorCodes.INVALID_RECORD, `Record batch has magic ${magic}; Produce v3 and above accept magic 2 only`)
  const bytes = view.getInt32(LENGTH) + LOG_OVERHEAD
  if (bytes < RECORDS || bytes > records.length)
    return refuse(errorCodes.CORRUPT_MESSAGE, `Record batch has a length of ${bytes} bytes, but ${records.length} were received`)
  if (bytes < records.length) return refuse(errorCodes.INVALID_RECORD, 'More than one record batch for a partition')
  if (bytes > maxMessageBytes)
    return refuse(errorCodes.MESSAGE_TOO_LARGE, `Record batch of ${bytes} bytes is above max.message.bytes, ${maxMessageBytes}`)
  const crc = crc32c(records, ATTRIBUTES, bytes)
  if (crc !== view.getUint32(CRC))
    return refuse(
      errorCodes.CORRUPT_MESSAGE,
      `Record batch has CRC ${view.getUint32(CRC)} in its header, but the CRC of its bytes is ${crc}`
    )
  const batch = readHeader(records)
  if (batch.isControl) return refuse(errorCodes.INVALID_RECORD, 'Clients are not allowed to write control records')
  if (batch.producerId > absentValues.NO_PRODUCER_ID && batch.baseSequence < 0)
    return refuse(errorCodes.INVALID_RECORD, `Record batch of producer ${batch.producerId} has the sequence ${batch.baseSequence}`)
  return batch
}

/** Reads the header of a batch of magic 2 that is complete. */
export function readHeader(bytes: Uint8Array): ProducedBatch & { readonly isControl: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const attributes = view.getInt16(ATTRIBUTES)
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
  return view.getInt8(MAGIC) === NEWEST_MAGIC && (view.getInt16(ATTRIBUTES) & TRANSACTIONAL) !== 0
}
