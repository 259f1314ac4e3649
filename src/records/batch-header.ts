import { crc32c } from '../protocol/primitives/crc32c.ts'
import { BOOLEAN, type OptionRule, optionProblems, refuseIfAny } from '../protocol/primitives/options.ts'
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

const INT64: OptionRule = ['an int64 (bigint)', value => typeof value === 'bigint' && BigInt.asIntN(64, value) === value]
const INT32: OptionRule = ['an int32', value => typeof value === 'number' && (value | 0) === value]
const INT16: OptionRule = ['an int16', value => typeof value === 'number' && (value << 16) >> 16 === value]

const RULES: Record<keyof BatchFields, OptionRule> = {
  baseOffset: INT64,
  partitionLeaderEpoch: INT32,
  producerId: INT64,
  producerEpoch: INT16,
  baseSequence: INT32,
  isTransactional: BOOLEAN,
  isControl: BOOLEAN
}

/** Refuses fields that no batch can have, or no broker would take. Throws `KAFKA_CONFIGURATION`. */
export function checkFields(fields: BatchFields): void {
  refuseIfAny('build', optionProblems(fields, RULES))
  refuseIfAny('build', producerProblems(fields))
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

function producerProblems({ producerId = -1n, producerEpoch = -1, baseSequence = -1, isTransactional, isControl }: BatchFields): string[] {
  if (producerId < 0n)
    return isTransactional ? [`producerId must be that of the producer in a transactional batch, not ${producerId}n`] : []
  const problems: string[] = []
  if (producerEpoch < 0) problems.push(`producerEpoch must be from 0 on in a batch with a producerId, not ${producerEpoch}`)
  if (baseSequence < 0 && !isControl) problems.push(`baseSequence must be from 0 on in a batch with a producerId, not ${baseSequence}`)
  return problems
}
