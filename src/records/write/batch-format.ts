import type { BatchFields } from './batch-fields.ts'
import type { WholeRecord } from './record-writer.ts'
import type { RecordsSummary } from './records-summary.ts'

/** How a batch of one magic is written. */
export interface BatchFormat {
  /** The room that is left before the first record. */
  readonly headBytes: number
  /** What timestamps count from; undefined leaves it to the first record. */
  readonly baseTimestamp: bigint | undefined
  /** Attributes that all its batches have. */
  readonly attributes: number
  /** Says which fields a batch cannot have. */
  problems(fields: BatchFields, records: RecordsSummary): string[]
  /** Checks a record, and counts the bytes it takes behind its length, whose own bytes {@link framingBytes} counts. */
  measure(record: WholeRecord): number
  framingBytes(bodyBytes: number): number
  /** Writes a record that was measured. Returns where it ends. */
  write(out: Buffer, start: number, record: WholeRecord, bodyBytes: number): number
  /** Completes records of which the batch's fields are a part, before they are compressed: once, for it changes their bytes. */
  readonly seal: ((records: Buffer, fields: BatchFields, summary: RecordsSummary) => void) | undefined
  /** Writes what stands before the records, which end at the end of `batch` and are compressed by now. */
  writeHead(batch: Buffer, fields: BatchFields, records: RecordsSummary): void
}
