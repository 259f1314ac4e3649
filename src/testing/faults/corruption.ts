import { isRecord } from '../../options.ts'
import { ATTRIBUTES, LENGTH, LOG_OVERHEAD } from '../../records/batch-offsets.ts'
import { isBytes } from '../../type-checks.ts'

const ALL_BITS = 0xff

/** A copy of the bytes in which all bits of one byte are inverted. */
export function corruptBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  return inverted(bytes, 0, bytes.length, random)
}

/**
 * A copy of an answer to Fetch or ShareFetch in which one byte of the first batch is wrong, so that
 * its checksum does not fit. Returns undefined if the answer has no records.
 */
export function corruptRecords(answer: unknown, random: () => number): unknown {
  if (Array.isArray(answer)) {
    for (const [index, each] of answer.entries()) {
      const corrupted = corruptRecords(each, random)
      if (corrupted !== undefined) return answer.with(index, corrupted)
    }
    return undefined
  }
  if (!isRecord(answer)) return undefined
  const { records } = answer
  if (isBytes(records) && records.length > ATTRIBUTES) return { ...answer, records: corruptBatch(records, random) }
  for (const field of ['responses', 'partitions']) {
    const corrupted = corruptRecords(answer[field], random)
    if (corrupted !== undefined) return { ...answer, [field]: corrupted }
  }
  return undefined
}

function corruptBatch(records: Uint8Array, random: () => number): Uint8Array {
  const length = new DataView(records.buffer, records.byteOffset).getInt32(LENGTH)
  return inverted(records, ATTRIBUTES, Math.min(records.length, LOG_OVERHEAD + length), random)
}

function inverted(bytes: Uint8Array, from: number, to: number, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const at = from + Math.floor(random() * (to - from))
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ ALL_BITS
  return copy
}
