import { crc32c } from '../protocol/primitives/crc32c.ts'
import { mistyped, unwritable } from '../protocol/primitives/failures.ts'
import * as at from './layout.ts'

/** What a batch says beside its records. Producers leave out the first two, which are for the broker. */
export interface BatchFields {
  /** 0n unless given. */
  readonly baseOffset?: bigint | undefined
  /** −1 unless given. */
  readonly partitionLeaderEpoch?: number | undefined
  /** The three of an idempotent producer go together; −1 unless given. */
  readonly producerId?: bigint | undefined
  readonly producerEpoch?: number | undefined
  readonly baseSequence?: number | undefined
  readonly isTransactional?: boolean | undefined
  /** For brokers: the records are markers. */
  readonly isControl?: boolean | undefined
}

/** What the builder knows of the records it was given. */
export interface RecordsSummary {
  readonly compressionNumber: number
  readonly count: number
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
}

const NAMES: readonly string[] = [
  'baseOffset',
  'partitionLeaderEpoch',
  'producerId',
  'producerEpoch',
  'baseSequence',
  'isTransactional',
  'isControl'
] satisfies readonly (keyof BatchFields)[]

/** Refuses fields that no batch can have, or no broker would take. */
export function checkFields(fields: BatchFields): void {
  for (const name of Object.keys(fields)) {
    if (!NAMES.includes(name)) throw unwritable(name, `is unknown; the fields of a batch are ${NAMES.join(', ')}`)
  }
  checkInt64(fields.baseOffset, 'baseOffset')
  checkInt64(fields.producerId, 'producerId')
  checkInt(fields.partitionLeaderEpoch, 'partitionLeaderEpoch', 32)
  checkInt(fields.producerEpoch, 'producerEpoch', 16)
  checkInt(fields.baseSequence, 'baseSequence', 32)
  checkBoolean(fields.isTransactional, 'isTransactional')
  checkBoolean(fields.isControl, 'isControl')
  checkProducer(fields)
}

/** Writes the header before the records that end at the end of `batch`, and over both the checksum. */
export function writeHeader(batch: Buffer, fields: BatchFields, records: RecordsSummary): void {
  const { baseOffset = 0n, partitionLeaderEpoch = -1, producerId = -1n, producerEpoch = -1, baseSequence = -1 } = fields
  const transactional = fields.isTransactional ? at.TRANSACTIONAL : 0
  const control = fields.isControl ? at.CONTROL : 0
  batch.writeBigInt64BE(baseOffset, at.BASE_OFFSET)
  batch.writeInt32BE(batch.length - at.LOG_OVERHEAD, at.LENGTH)
  batch.writeInt32BE(partitionLeaderEpoch, at.PARTITION_LEADER_EPOCH)
  batch.writeInt8(2, at.MAGIC)
  batch.writeInt16BE(records.compressionNumber | transactional | control, at.ATTRIBUTES)
  batch.writeInt32BE(records.count - 1, at.LAST_OFFSET_DELTA)
  batch.writeBigInt64BE(records.baseTimestamp, at.BASE_TIMESTAMP)
  batch.writeBigInt64BE(records.maxTimestamp, at.MAX_TIMESTAMP)
  batch.writeBigInt64BE(producerId, at.PRODUCER_ID)
  batch.writeInt16BE(producerEpoch, at.PRODUCER_EPOCH)
  batch.writeInt32BE(baseSequence, at.BASE_SEQUENCE)
  batch.writeInt32BE(records.count, at.COUNT)
  batch.writeUInt32BE(crc32c(batch, at.ATTRIBUTES), at.CRC)
}

function checkProducer({ producerId = -1n, producerEpoch = -1, baseSequence = -1, isTransactional, isControl }: BatchFields): void {
  if (producerId < 0n) {
    if (isTransactional) throw unwritable('producerId', `is ${producerId}n, but a transactional batch needs that of its producer`)
    return
  }
  if (producerEpoch < 0) throw unwritable('producerEpoch', `is ${producerEpoch}, but a batch with a producerId needs an epoch from 0 on`)
  if (baseSequence >= 0 || isControl) return
  throw unwritable('baseSequence', `is ${baseSequence}, but a batch with a producerId needs a sequence number from 0 on`)
}

function checkInt64(value: bigint | undefined, field: string): void {
  if (value === undefined) return
  if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw mistyped(field, 'an int64 (bigint)', value)
}

function checkInt(value: number | undefined, field: string, bits: 16 | 32): void {
  if (value !== undefined && (value << (32 - bits)) >> (32 - bits) !== value) throw mistyped(field, `an int${bits}`, value)
}

function checkBoolean(value: boolean | undefined, field: string): void {
  if (value !== undefined && typeof value !== 'boolean') throw mistyped(field, 'a boolean', value)
}
