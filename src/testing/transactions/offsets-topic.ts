/** The topic in which Kafka keeps the committed offsets. This broker keeps them elsewhere. */
export const OFFSETS_TOPIC = '__consumer_offsets'

/** Kafka's default of `offsets.topic.num.partitions`. */
const OFFSETS_PARTITIONS = 50

/**
 * The partition of the offsets topic in which Kafka keeps the offsets of a group. Transactions name
 * groups by it, so that DescribeTransactions shows what Kafka shows.
 */
export function offsetsPartitionOf(groupId: string): number {
  let hash = 0 // as String.hashCode of Java: over UTF-16 units, in an int32
  for (let i = 0; i < groupId.length; i++) hash = (hash * 31 + groupId.charCodeAt(i)) | 0
  return (hash & 0x7fff_ffff) % OFFSETS_PARTITIONS
}
