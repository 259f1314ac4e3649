import { BOOLEAN, type OptionRule, optionProblems } from '../../options.ts'
import { absentValues } from '../../protocol/codes/index.ts'
import type { RecordsSummary } from './records-summary.ts'

const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH, NO_SEQUENCE, NO_PARTITION_LEADER_EPOCH } = absentValues

/** What a batch says beside its records. Producers give the five from `producerId` to `isTransactional`; the others are for brokers. */
export interface BatchFields {
  /** The three of an idempotent producer go together; −1 unless given. */
  readonly producerId?: bigint | undefined
  readonly producerEpoch?: number | undefined
  readonly baseSequence?: number | undefined
  readonly isTransactional?: boolean | undefined
  /** 0n unless given. */
  readonly baseOffset?: bigint | undefined
  /** That of the last record unless given. Compaction may have taken it away, or all of them: with this a batch may have none. */
  readonly lastOffset?: bigint | undefined
  /** −1 unless given. */
  readonly partitionLeaderEpoch?: number | undefined
  /** The records are markers. */
  readonly isControl?: boolean | undefined
  /** With 'LogAppendTime' all records bear `maxTimestamp`, which must be given; 'CreateTime' unless given. */
  readonly timestampType?: 'CreateTime' | 'LogAppendTime' | undefined
  /** The largest of the records unless given. */
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

// What the fields that came with magic 2 (KIP-98) are where there is nothing to say; a batch of an older format cannot say anything else.
const SILENT: BatchFields = {
  producerId: NO_PRODUCER_ID,
  producerEpoch: NO_PRODUCER_EPOCH,
  baseSequence: NO_SEQUENCE,
  isTransactional: false,
  lastOffset: undefined,
  partitionLeaderEpoch: NO_PARTITION_LEADER_EPOCH,
  isControl: false
}
const MAX_DELTA = 0x7fff_ffffn

/** Says which fields no batch of magic 2 can have, or no broker would take. */
export function fieldProblems(fields: BatchFields, { lastOffsetDelta }: RecordsSummary): string[] {
  const problems = optionProblems(fields, RULES)
  return problems.length > 0 ? problems : [...producerProblems(fields), ...offsetProblems(fields, lastOffsetDelta), ...timeProblems(fields)]
}

/** The same for a message set of magic 0 or 1. */
export function messageSetProblems(fields: BatchFields, magic: number): string[] {
  const problems = optionProblems(fields, RULES)
  if (problems.length > 0) return problems
  const refused = Object.entries(SILENT).flatMap(([name, silent]) => {
    const given = fields[name as keyof BatchFields]
    return given === undefined || given === silent ? [] : [`${name} must be left out: magic ${magic} has no place for it, magic 2 has`]
  })
  const { timestampType = 'CreateTime', maxTimestamp } = fields
  if (magic === 0 && timestampType !== 'CreateTime') refused.push('timestampType must be left out: magic 0 has no timestamps, magic 1 has')
  if (timestampType === 'CreateTime' && maxTimestamp !== undefined) {
    refused.push(`maxTimestamp must be left out: in magic ${magic} it is that of its records, but for LogAppendTime`)
  }
  return [...refused, ...timeProblems(fields)]
}

function producerProblems(fields: BatchFields): string[] {
  const { producerId = NO_PRODUCER_ID, producerEpoch = NO_PRODUCER_EPOCH, baseSequence = NO_SEQUENCE, isTransactional, isControl } = fields
  if (producerId < 0n)
    return isTransactional ? [`producerId must be that of the producer in a transactional batch, not ${producerId}n`] : []
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
  return [`lastOffset must be from ${first}n to ${last}n: from the last record as far as an int32 counts, not ${lastOffset}n`]
}

function timeProblems({ timestampType, maxTimestamp }: BatchFields): string[] {
  const lacks = timestampType === 'LogAppendTime' && maxTimestamp === undefined
  return lacks ? ['maxTimestamp is required with LogAppendTime: it must be the time that all records bear'] : []
}
