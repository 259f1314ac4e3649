import type { BatchFields } from './batch-fields.ts'
import type { WholeRecord } from './record-writer.ts'
import type { RecordsSummary } from './records-summary.ts'

/** How batches of one magic are written. */
export interface BatchFormat {
  /** The bytes before the first record. */
  readonly headBytes: number
  /**
   * The timestamp from which the records count theirs; undefined means that of the first record.
   */
  readonly baseTimestamp: bigint | undefined
  /** Bits of the attributes that all batches of this format have. */
  readonly attributes: number
  /** The problems with the fields of a batch, as texts; empty if there are none. */
  problems(fields: BatchFields, records: RecordsSummary): string[]
  /**
   * Checks a record, and returns the bytes that its length field counts. {@link framingBytes}
   * counts the rest.
   */
  measure(record: WholeRecord): number
  /**
   * The bytes of a record that its length field does not count: those of the length itself, and in
   * old formats of the offset.
   */
  framingBytes(bodyBytes: number): number
  /** Writes a record that {@link measure} has checked. Returns where the record ends. */
  write(out: Buffer, start: number, record: WholeRecord, bodyBytes: number): number
  /**
   * Writes the fields of the batch into each record, for formats whose records contain them, before
   * the records are compressed. It changes the bytes, so it may be called only once.
   */
  readonly seal: ((records: Buffer, fields: BatchFields, summary: RecordsSummary) => void) | undefined
  /**
   * Writes the bytes before the records. The records are complete, compressed if they have to be,
   * and end where `batch` ends.
   */
  writeHead(batch: Buffer, fields: BatchFields, records: RecordsSummary): void
}
