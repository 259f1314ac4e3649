import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import type { Group } from '../../groups/groups.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'
import { PartitionResults } from './partition-results.ts'

// The default of offset.metadata.max.bytes.
const MAX_METADATA_LENGTH = 4_096

interface CommittedTopic<Partition> {
  readonly name: string
  readonly topicId: string
  readonly partitions: readonly Partition[]
}

/** How one API commits offsets: OffsetCommit at once, TxnOffsetCommit with its transaction. */
export interface CommitRules<Partition> {
  /** The error code of all partitions, because the client may not commit; NONE if it may. */
  readonly clientError: number
  /** The group that accepts the commit, or the error code of all partitions. */
  findGroup(): Group | number
  /** The error code of all partitions, because the client may not commit this one; or NONE. */
  check(group: Group, topic: string, partitionIndex: number): number
  /** Commits one partition. */
  commit(group: Group, topic: string, partition: Partition): void
}

interface CommittedPartition {
  readonly partitionIndex: number
  readonly committedMetadata: string | null
}

interface PartitionError {
  readonly partitionIndex: number
  readonly errorCode: number
}

/**
 * Commits the partitions of a request, and returns the topics of the answer. As in Kafka, the
 * refused partitions come first, and the group is not looked up if all are refused.
 */
export function commitPartitions<Partition extends CommittedPartition>(
  topics: readonly CommittedTopic<Partition>[],
  { clientError, findGroup, check, commit }: CommitRules<Partition>,
  context: RequestContext
): { name: string; topicId: string; partitions: PartitionError[] }[] {
  const results = new PartitionResults<{ name: string; topicId: string }, PartitionError>()
  const add = ({ name, topicId }: CommittedTopic<Partition>, { partitionIndex }: Partition, errorCode: number): void =>
    results.add(`${name} ${topicId}`, { name, topicId }, { partitionIndex, errorCode })
  const valid: { topic: CommittedTopic<Partition>; name: string; partition: Partition }[] = []
  for (const topic of topics) {
    for (const partition of topic.partitions) {
      const found = clientError === errorCodes.NONE ? findTopic(topic, partition, context) : clientError
      if (typeof found === 'number') add(topic, partition, found)
      else valid.push({ topic, partition, name: found.name })
    }
  }
  if (valid.length === 0) return results.list()
  const group = findGroup()
  const codes = valid.map(({ name, partition }) => {
    if (typeof group === 'number') return group
    return isTooLong(partition) ? errorCodes.OFFSET_METADATA_TOO_LARGE : check(group, name, partition.partitionIndex)
  })
  // One partition that the member may not commit makes the whole commit fail.
  const refusal = codes.find(code => code !== errorCodes.NONE && code !== errorCodes.OFFSET_METADATA_TOO_LARGE)
  for (const [index, { topic, partition, name }] of valid.entries()) {
    const code = refusal ?? codes[index] ?? errorCodes.NONE
    if (code === errorCodes.NONE && typeof group !== 'number') commit(group, name, partition)
    add(topic, partition, code)
  }
  return results.list()
}

function isTooLong({ committedMetadata }: CommittedPartition): boolean {
  return (committedMetadata?.length ?? 0) > MAX_METADATA_LENGTH
}

/** The topic, or the error code with which a partition is refused. */
function findTopic(
  { name, topicId }: CommittedTopic<unknown>,
  { partitionIndex }: { readonly partitionIndex: number },
  context: RequestContext
): { name: string } | number {
  const found = context.cluster.topics.find({ name, topicId })
  if (isRefusal(found) && found.errorCode === errorCodes.UNKNOWN_TOPIC_ID) return found.errorCode
  const topic = isRefusal(found) ? name : found.name
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, topic)) return errorCodes.TOPIC_AUTHORIZATION_FAILED
  const isKnown = !isRefusal(found) && found.partitions[partitionIndex] !== undefined
  return isKnown ? { name: topic } : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
}
