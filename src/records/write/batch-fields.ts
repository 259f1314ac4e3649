import { BOOLEAN, type OptionRule, optionProblems } from '../../options.ts'
import { absentValues } from '../../protocol/codes/index.ts'
import type { RecordsSummary } from './records-summary.ts'

const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH, NO_SEQUENCE, NO_PARTITION_LEADER_EPOCH } = absentValues

/**
 * Fields of the batch header that do not follow from the records. A producer sets those of its
 * producer id (`producerId`, `producerEpoch`, `baseSequence`, `isTransactional`). The others are
 * for brokers and mirrors.
 */
export interface BatchFields {
  /**
   * The id of the idempotent or transactional producer, from InitProducerId. Set `producerEpoch`
   * and `baseSequence` with it. Default: −1n, no producer id.
   */
  readonly producerId?: bigint | undefined
  /** The epoch of the producer id, from InitProducerId. Default: −1. */
  readonly producerEpoch?: number | undefined
  /**
   * The sequence number of the first record: one more than the last one of this producer in the
   * partition. Default: −1. `incrementSequence` computes the next.
   */
  readonly baseSequence?: number | undefined
  /** Whether the batch is part of a transaction. It then needs a `producerId`. Default: false. */
  readonly isTransactional?: boolean | undefined
  /** The offset of the first record. Brokers replace it when they append the batch. Default: 0n. */
  readonly baseOffset?: bigint | undefined
  /**
   * The last offset that belongs to the batch. Default: the offset of the last record. Give it if
   * compaction removed records from the end of the batch; with it, a batch may even have no
   * records.
   */
  readonly lastOffset?: bigint | undefined
  /** The epoch of the leader that appends the batch. Default: −1, unknown. */
  readonly partitionLeaderEpoch?: number | undefined
  /**
   * Whether the records are markers of a broker, such as the end of a transaction. Default: false.
   */
  readonly isControl?: boolean | undefined
  /**
   * Who set the timestamps. With 'LogAppendTime' the time of every record is `maxTimestamp`, which
   * is then required. Default: 'CreateTime'.
   */
  readonly timestampType?: 'CreateTime' | 'LogAppendTime' | undefined
  /**
   * The latest timestamp of the batch, in milliseconds since 1970. Default: the latest timestamp of
   * its records.
   */
  readonly maxTimestamp?: bigint | undefined
}

const INT64: OptionRule = ['an int64 (bigint)', value => typeof value === 'bigint' && BigInt.asIntN(64, value) === value]
const INT32: OptionRule = ['an int32', value => typeof value === 'number' && (value | 0) === value]
const INT16: OptionRule = ['an int16', value => typeof value === 'number' && (value << 16) >> 16 === value]

const RULES: Record<keyof BatchFields, OptionRule> = {
  producerId: INT64,
  producerEpoch: INT16,
  baseSequence: INT32,
  isTransactional: BOOLEAN,
  baseOffset: INT64,
  lastOffset: INT64,
  partitionLeaderEpoch: INT32,
  isControl: BOOLEAN,
  timestampType: ['CreateTime or LogAppendTime', value => value === 'CreateTime' || value === 'LogAppendTime'],
  maxTimestamp: INT64
}

// The values of the fields of magic 2 (KIP-98) that mean "not set". A batch of an older format
// cannot carry any other value.
const NOT_SET: BatchFields = {
  producerId: NO_PRODUCER_ID,
  producerEpoch: NO_PRODUCER_EPOCH,
  baseSequence: NO_SEQUENCE,
  isTransactional: false,
  lastOffset: undefined,
  partitionLeaderEpoch: NO_PARTITION_LEADER_EPOCH,
  isControl: false
}
const MAX_DELTA = 0x7fff_ffffn

/**
 * The problems with the fields of a batch of magic 2: wrong types, and values that no broker would
 * accept.
 */
export function fieldProblems(fields: BatchFields, { lastOffsetDelta }: RecordsSummary): string[] {
  const problems = optionProblems(fields, RULES)
  return problems.length > 0 ? problems : [...producerProblems(fields), ...offsetProblems(fields, lastOffsetDelta), ...timeProblems(fields)]
}

/** The problems with the fields of a message set of magic 0 or 1. */
export function messageSetProblems(fields: BatchFields, magic: number): string[] {
  const problems = optionProblems(fields, RULES)
  if (problems.length > 0) return problems
  const refused = Object.entries(NOT_SET).flatMap(([name, notSet]) => {
    const given = fields[name as keyof BatchFields]
    return given === undefined || given === notSet
      ? []
      : [`${name} must be left out: a batch of magic ${magic} has no such field; use magic 2`]
  })
  const { timestampType = 'CreateTime', maxTimestamp } = fields
  if (magic === 0 && timestampType !== 'CreateTime')
    refused.push('timestampType must be left out: a batch of magic 0 has no timestamps; use magic 1 or 2')
  if (timestampType === 'CreateTime' && maxTimestamp !== undefined) {
    refused.push(`maxTimestamp must be left out: in magic ${magic} it is always that of the records, except with LogAppendTime`)
  }
  return [...refused, ...timeProblems(fields)]
}

function producerProblems(fields: BatchFields): string[] {
  const { producerId = NO_PRODUCER_ID, producerEpoch = NO_PRODUCER_EPOCH, baseSequence = NO_SEQUENCE, isTransactional, isControl } = fields
  if (producerId < 0n) return isTransactional ? [`producerId must be from 0n on in a transactional batch, not ${producerId}n`] : []
  const problems: string[] = []
  if (producerEpoch < 0) problems.push(`producerEpoch must be from 0 on in a batch with a producerId, not ${producerEpoch}`)
  if (baseSequence < 0 && !isControl) problems.push(`baseSequence must be from 0 on in a batch with a producerId, not ${baseSequence}`)
  return problems
}

function offsetProblems({ baseOffset = 0n, lastOffset }: BatchFields, lastOffsetDelta: number): string[] {
  if (lastOffset === undefined) return []
  const first = baseOffset + BigInt(Math.max(lastOffsetDelta, 0))
  const last = baseOffset + MAX_DELTA
  if (lastOffset >= first && lastOffset <= last) return []
  return [`lastOffset must be from ${first}n (the last record) to ${last}n (the largest int32 after baseOffset), not ${lastOffset}n`]
}

function timeProblems({ timestampType, maxTimestamp }: BatchFields): string[] {
  const isMissing = timestampType === 'LogAppendTime' && maxTimestamp === undefined
  return isMissing ? ['maxTimestamp is required with LogAppendTime: it is the time of all records'] : []
}
