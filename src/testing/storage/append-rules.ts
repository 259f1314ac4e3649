import { errorCodes } from '../../protocol/codes/index.ts'
import { COMPRESSION, LOG_APPEND_TIME } from '../../records/batch-offsets.ts'
import { type Compression, type KafkaRecord, readBatches } from '../../records/index.ts'
import { attributesOf, type ProducedBatch } from './produced-batch.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What the configurations of a topic ask of the batches that are appended. */
export interface AppendRules {
  readonly topicName: string
  readonly maxMessageBytes: number
  /** Whether a record needs a key, because the topic is compacted. */
  readonly needsKeys: boolean
  /** Whether the broker sets the timestamps, instead of the producer. */
  readonly isLogAppendTime: boolean
  /** How batches are stored (`compression.type`); undefined: as the producer compressed them. */
  readonly compression: Compression | undefined
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
export function checkRecords(batch: ProducedBatch, rules: AppendRules, partitionIndex: number): RefusedRecords | undefined {
  const { topicName, needsKeys, isLogAppendTime, earliest, latest } = rules
  const mayBreakTimes = !isLogAppendTime && (batch.maxTimestamp > latest || earliest > 0n)
  const hasLogAppendTime = (attributesOf(batch.bytes) & LOG_APPEND_TIME) !== 0
  if (!needsKeys && !mayBreakTimes && !hasLogAppendTime) return undefined
  const isSkimmed = (attributesOf(batch.bytes) & COMPRESSION) !== 0 && rules.compression === undefined
  const wrongKeys: RecordErrors = []
  const wrongTimes: RecordErrors = []
  let batchIndex = 0
  for (const record of recordsOf(batch)) {
    const { key, timestamp, offset } = record
    if (needsKeys && key === null) {
      const problem = `Compacted topic cannot accept message without key in topic partition ${topicName}-${partitionIndex}`
      wrongKeys.push({ batchIndex, batchIndexErrorMessage: problem })
    } else if (!isLogAppendTime && timestamp !== NO_TIME) {
      if (timestamp < earliest || timestamp > latest) {
        const range = `The timestamp should be within [${earliest}, ${latest}]`
        const problem = `Timestamp ${timestamp} of message with offset ${offset} is out of range. ${range}`
        wrongTimes.push({ batchIndex, batchIndexErrorMessage: problem })
      }
    } else if (hasLogAppendTime) {
      const problem = `Invalid timestamp type in message ${shown(record, isSkimmed)}. Producer should not set timestamp type to LogAppendTime.`
      wrongTimes.push({ batchIndex, batchIndexErrorMessage: problem })
    }
    batchIndex++
  }
  return refuseRecords(wrongKeys, wrongTimes)
}

type RecordErrors = { batchIndex: number; batchIndexErrorMessage: string }[]

const NO_TIME = -1n

function* recordsOf({ bytes }: ProducedBatch): Iterable<KafkaRecord> {
  for (const batch of readBatches(bytes, { checkCrc: false })) yield* batch.records()
}

// As Kafka shows a record. Of a compressed batch that it stores as it is it has skipped keys and
// values, and knows a null; of other batches null has 0 bytes too.
function shown({ offset, timestamp, key, value }: KafkaRecord, isSkimmed: boolean): string {
  const [kind, none] = isSkimmed ? ['PartialDefaultRecord', -1] : ['DefaultRecord', 0]
  return `${kind}(offset=${offset}, timestamp=${timestamp}, key=${key?.length ?? none} bytes, value=${value?.length ?? none} bytes)`
}

const SHOWN_ERRORS = 3

// In the words of Kafka, because clients show them.
function refuseRecords(wrongKeys: RecordErrors, wrongTimes: RecordErrors): RefusedRecords | undefined {
  const recordErrors = [...wrongKeys, ...wrongTimes].sort((a, b) => a.batchIndex - b.batchIndex)
  if (wrongTimes.length > 0)
    return { ...refuse(errorCodes.INVALID_TIMESTAMP, 'One or more records have been rejected due to invalid timestamp'), recordErrors }
  if (wrongKeys.length === 0) return undefined
  const first = recordErrors
    .slice(0, SHOWN_ERRORS)
    .map(each => `RecordError(batchIndex=${each.batchIndex}, message='${each.batchIndexErrorMessage}')`)
  const problem =
    `One or more records have been rejected due to ${recordErrors.length} record errors in total, ` +
    `and only showing the first three errors at most: [${first.join(', ')}]`
  return { ...refuse(errorCodes.INVALID_RECORD, problem), recordErrors }
}
