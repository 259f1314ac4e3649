import { errorCodes } from '../../protocol/codes/index.ts'
import { crc32c } from '../../protocol/primitives/crc32c.ts'
import { ATTRIBUTES, CRC, LOG_APPEND_TIME, MAX_TIMESTAMP } from '../../records/batch-offsets.ts'
import { readBatches } from '../../records/index.ts'
import type { ProducedBatch } from './produced-batch.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What the configurations of a topic ask of the batches that are appended. */
export interface AppendRules {
  readonly maxMessageBytes: number
  /** Whether a record needs a key, because the topic is compacted. */
  readonly needsKeys: boolean
  /** Whether the broker sets the timestamps, instead of the producer. */
  readonly isLogAppendTime: boolean
  /** The earliest and the latest timestamp that a producer may set. */
  readonly earliest: bigint
  readonly latest: bigint
  /** The time of the broker, in milliseconds since 1970. */
  readonly timeMs: bigint
}

/** A refusal that names the records at fault (KIP-467). */
export interface RefusedRecords extends Refusal {
  readonly recordErrors: readonly { readonly batchIndex: number; readonly batchIndexErrorMessage: string }[]
}

/**
 * Checks the records of a batch. They are read only if the topic has a rule that a batch may break,
 * because reading them costs more than appending them.
 */
export function checkRecords(batch: ProducedBatch, rules: AppendRules): RefusedRecords | undefined {
  const { needsKeys, isLogAppendTime, earliest, latest } = rules
  const mayBreakTimes = !isLogAppendTime && (batch.maxTimestamp > latest || earliest > 0n)
  if (!needsKeys && !mayBreakTimes) return undefined
  const wrongKeys: RecordErrors = []
  const wrongTimes: RecordErrors = []
  let batchIndex = 0
  for (const { key, timestamp } of recordsOf(batch)) {
    if (needsKeys && key === null) {
      wrongKeys.push({ batchIndex, batchIndexErrorMessage: 'The topic is compacted, but the record has no key' })
    } else if (mayBreakTimes && timestamp !== NO_TIME && (timestamp < earliest || timestamp > latest)) {
      const problem = `Timestamp ${timestamp} is out of range: it must be from ${earliest} to ${latest}`
      wrongTimes.push({ batchIndex, batchIndexErrorMessage: problem })
    }
    batchIndex++
  }
  if (wrongTimes.length > 0) return refuseRecords(errorCodes.INVALID_TIMESTAMP, [...wrongKeys, ...wrongTimes])
  return wrongKeys.length > 0 ? refuseRecords(errorCodes.INVALID_RECORD, wrongKeys) : undefined
}

type RecordErrors = { batchIndex: number; batchIndexErrorMessage: string }[]

const NO_TIME = -1n

/** The batch with the time of the broker as the time of all its records. */
export function withLogAppendTime(batch: ProducedBatch, timeMs: bigint): ProducedBatch {
  const bytes = Buffer.from(batch.bytes)
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES) | LOG_APPEND_TIME, ATTRIBUTES)
  bytes.writeBigInt64BE(timeMs, MAX_TIMESTAMP)
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES), CRC)
  return { ...batch, bytes, maxTimestamp: timeMs }
}

function* recordsOf({ bytes }: ProducedBatch): Iterable<{ key: Uint8Array | null; timestamp: bigint }> {
  for (const batch of readBatches(bytes, { checkCrc: false })) yield* batch.records()
}

function refuseRecords(errorCode: number, recordErrors: RecordErrors): RefusedRecords {
  const [first] = recordErrors
  const problem = `${recordErrors.length} records were refused; the first: ${first?.batchIndexErrorMessage}`
  return { ...refuse(errorCode, problem), recordErrors: recordErrors.sort((a, b) => a.batchIndex - b.batchIndex) }
}
