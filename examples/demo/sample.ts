import type { RecordInput } from 'kafkawire/records'

export const PARTITIONS = 3

const VALUE_BYTES = 100
const filler = Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(4))

/**
 * Record `i` of the run. It is the same each time, so the records that come back can be compared.
 */
export function sampleRecord(i: number): RecordInput & { readonly key: Buffer; readonly value: Buffer } {
  const value = Buffer.allocUnsafe(VALUE_BYTES)
  filler.copy(value, 0, i % 45)
  value.writeUInt32BE(Math.imul(i, 0x9e37_79b1) >>> 0, VALUE_BYTES - 4)
  return { key: Buffer.from(`key-${i}`), value, headers: [] }
}

/** The number of records that go to a partition. Record `i` goes to partition `i % 3`. */
export const recordsIn = (partition: number, records: number): number => Math.ceil((records - partition) / PARTITIONS)
