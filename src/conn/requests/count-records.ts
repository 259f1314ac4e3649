import { ATTRIBUTES, CONTROL, COUNT, LENGTH, LOG_OVERHEAD, MAGIC, RECORDS } from '../../records/batch-offsets.ts'

/**
 * The number of records in batches, by the headers of the batches: nothing is decompressed. Control
 * batches hold no records of programs and are left out, and so is a last batch that was cut off.
 * Undefined if there is a batch of another format than version 2: such a batch does not say how
 * many records it has.
 */
export function countRecords(records: Uint8Array): number | undefined {
  let count = 0
  for (let at = 0; records.length - at >= RECORDS; ) {
    if (records[at + MAGIC] !== 2) return undefined
    const length = int32(records, at + LENGTH)
    const end = at + LOG_OVERHEAD + length
    if (length < RECORDS - LOG_OVERHEAD || end > records.length) break
    const isControl = ((records[at + ATTRIBUTES + 1] as number) & CONTROL) !== 0
    if (!isControl) count += int32(records, at + COUNT)
    at = end
  }
  return count
}

function int32(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number]
  return (a << 24) | (b << 16) | (c << 8) | d
}
