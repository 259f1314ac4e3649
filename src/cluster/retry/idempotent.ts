import type { ProduceRequest } from '../../protocol/messages/produce.ts'
import { LENGTH, LOG_OVERHEAD, MAGIC, PRODUCER_ID, RECORDS } from '../../records/batch-offsets.ts'

/**
 * Whether the broker recognizes a second copy of each batch in a Produce request, because all of
 * them have a producer id and sequence numbers (KIP-98).
 */
export function isIdempotent({ topicData }: ProduceRequest): boolean {
  for (const { partitionData } of topicData) for (const { records } of partitionData) if (!areIdempotent(records)) return false
  return true
}

/**
 * Whether all batches of one partition have a producer id. True for null and for no bytes: then
 * there is nothing that could be written twice.
 */
export function areIdempotent(records: Uint8Array | null): boolean {
  if (records === null) return true
  const end = records.length
  for (let at = 0; at < end; ) {
    if (end - at < RECORDS || records[at + MAGIC] !== 2 || isNegative(records, at + PRODUCER_ID)) return false
    if (isNegative(records, at + LENGTH)) return false
    at += LOG_OVERHEAD + uint32(records, at + LENGTH)
  }
  return true
}

const isNegative = (bytes: Uint8Array, at: number): boolean => (bytes[at] as number) > 0x7f

function uint32(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number]
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
