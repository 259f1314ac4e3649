import { isKafkaError } from '../../errors.ts'
import { type RecordBatch, readBatches } from '../../records/index.ts'

/** Records in a message: how much there is, and with `--records` what. */
export interface ShownRecords {
  readonly bytes: number
  readonly batches: number
  readonly records: number
  readonly list?: readonly unknown[]
  /** Why the records cannot be read. */
  readonly problem?: string
}

/** The batches of a message, with their records if `withRecords`. */
export function shownRecords(bytes: Uint8Array, withRecords: boolean): ShownRecords {
  const shown = { bytes: bytes.length, batches: 0, records: 0 }
  const list: unknown[] = []
  try {
    for (const batch of readBatches(bytes)) {
      shown.batches++
      shown.records += batch.count
      if (withRecords) list.push(...recordsOf(batch))
    }
  } catch (error) {
    if (!isKafkaError(error)) throw error
    return { ...shown, ...(withRecords && { list }), problem: error.message }
  }
  return withRecords ? { ...shown, list } : shown
}

function recordsOf(batch: RecordBatch): unknown[] {
  return Array.from(batch.records(), record => ({
    offset: record.offset,
    timestamp: Number(record.timestamp),
    key: record.keyText(),
    value: record.text(),
    headers: record.headers.map(([name, value]) => [name, value === null ? null : Buffer.from(value).toString()])
  }))
}
