import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  OffsetCommit,
  type OffsetCommitRequest,
  type OffsetCommitRequestPartition,
  type OffsetCommitResponse,
  type OffsetCommitResponsePartition
} from '../../../protocol/messages/offset-commit.ts'
import { ClassicGroup } from '../../groups/classic/classic-group.ts'
import type { Group, GroupMemberReference } from '../../groups/groups.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'
import { PartitionResults } from './partition-results.ts'

type Message = Decoded<OffsetCommitRequest>
type Topic = Message['topics'][number]
type Partition = Decoded<OffsetCommitRequestPartition>
type Results = PartitionResults<{ name: string; topicId: string }, OffsetCommitResponsePartition>

/**
 * The handler of OffsetCommit. Offsets are kept until they, their topic or their group are deleted:
 * there is no retention. Version 0 commits like version 1, because there is no ZooKeeper.
 */
export const offsetCommitHandler: ApiHandler<OffsetCommitRequest, OffsetCommitResponse> = {
  api: OffsetCommit,
  advertised: { min: 2, max: 10 },
  served: { min: 0, max: 10 },
  answer(message, context) {
    const results: Results = new PartitionResults()
    const add = ({ name, topicId }: Topic, { partitionIndex }: Partition, errorCode: number): void =>
      results.add(`${name} ${topicId}`, { name, topicId }, { partitionIndex, errorCode })
    const mayRead = context.isAllowed(aclOperations.READ, resourceTypes.GROUP, message.groupId)
    const valid: { topic: Topic; name: string; partition: Partition }[] = []
    for (const topic of message.topics) {
      for (const partition of topic.partitions) {
        const found = mayRead ? check(topic, partition, context) : errorCodes.GROUP_AUTHORIZATION_FAILED
        if (typeof found === 'number') add(topic, partition, found)
        else valid.push({ topic, partition, name: found.name })
      }
    }
    if (valid.length === 0) return { topics: results.list() }
    const { memberId, groupInstanceId, generationIdOrMemberEpoch: epoch } = message
    const member = { memberId, groupInstanceId, epoch, isTransactional: false, apiVersion: context.apiVersion }
    const group = findGroup(message.groupId, member, context)
    for (const { topic, partition, name } of valid) {
      add(topic, partition, typeof group === 'number' ? group : commit(group, member, name, partition, context))
    }
    return { topics: results.list() }
  }
}

// The version that has an error for a group that is not there (KIP-848).
const GROUP_NOT_FOUND_SINCE = 9

// offset.metadata.max.bytes
const MAX_METADATA_LENGTH = 4_096

/** The topic, or the error code with which a partition is refused. */
function check({ name, topicId }: Topic, { partitionIndex }: Partition, context: RequestContext): { name: string } | number {
  const found = context.cluster.topics.find({ name, topicId })
  if (isRefusal(found) && found.errorCode === errorCodes.UNKNOWN_TOPIC_ID) return found.errorCode
  const topic = isRefusal(found) ? name : found.name
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, topic)) return errorCodes.TOPIC_AUTHORIZATION_FAILED
  const isKnown = !isRefusal(found) && found.partitions[partitionIndex] !== undefined
  return isKnown ? { name: topic } : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
}

/** The group that accepts the commit, or the error code with which the commit is refused. */
function findGroup(groupId: string, member: GroupMemberReference, context: RequestContext): Group | number {
  const { cluster, apiVersion } = context
  const errorCode = checkCoordinator(groupId, context, true)
  if (errorCode !== errorCodes.NONE) return errorCode
  const found = cluster.groups.find(groupId)
  // A commit of a client that is no member creates a group.
  if (found === undefined && member.epoch >= 0)
    return apiVersion >= GROUP_NOT_FOUND_SINCE ? errorCodes.GROUP_ID_NOT_FOUND : errorCodes.ILLEGAL_GENERATION
  const group = found ?? new ClassicGroup(groupId, cluster.clock)
  cluster.groups.put(group)
  const refusal = group.checkMember(member)
  return refusal === errorCodes.NONE ? group : refusal
}

function commit(group: Group, member: GroupMemberReference, name: string, partition: Partition, { cluster }: RequestContext): number {
  const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata, commitTimestamp } = partition
  const refusal = group.checkPartition?.(member, name, partitionIndex) ?? errorCodes.NONE
  if (refusal !== errorCodes.NONE) return refusal
  const metadata = committedMetadata ?? ''
  if (metadata.length > MAX_METADATA_LENGTH) return errorCodes.OFFSET_METADATA_TOO_LARGE
  const timestampMs = commitTimestamp === absentValues.NO_TIMESTAMP ? cluster.clock.timeMs : Number(commitTimestamp)
  group.offsets.commit(name, partitionIndex, { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata, timestampMs })
  return errorCodes.NONE
}
