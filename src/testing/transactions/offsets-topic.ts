import { INTERNAL_PARTITIONS } from '../storage/internal-topics.ts'

const LOWEST_INT32 = -0x8000_0000

/**
 * The partition of the offsets topic in which Kafka keeps the offsets of a group. Transactions name
 * groups by it, so that DescribeTransactions shows what Kafka shows.
 */
export function offsetsPartitionOf(groupId: string): number {
  let hash = 0 // as String.hashCode of Java: over UTF-16 units, in an int32
  for (let i = 0; i < groupId.length; i++) hash = (hash * 31 + groupId.charCodeAt(i)) | 0
  // As Utils.abs of Kafka: 0 for the lowest int32, which has no positive counterpart.
  return (hash === LOWEST_INT32 ? 0 : Math.abs(hash)) % INTERNAL_PARTITIONS
}
