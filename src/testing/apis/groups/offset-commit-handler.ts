import type { Decoded } from '../../../protocol/api.ts'
import { absentValues, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  OffsetCommit,
  type OffsetCommitRequest,
  type OffsetCommitRequestPartition,
  type OffsetCommitResponse
} from '../../../protocol/messages/offset-commit.ts'
import { ClassicGroup } from '../../groups/classic/classic-group.ts'
import type { Group, GroupMemberReference } from '../../groups/groups.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { type CommitRules, commitPartitions } from './commit-partitions.ts'
import { checkCoordinator } from './group-coordinator.ts'

type Partition = Decoded<OffsetCommitRequestPartition>

/**
 * The handler of OffsetCommit. Offsets are kept until they, their topic or their group are deleted:
 * there is no retention. Version 0 commits like version 1, because there is no ZooKeeper.
 */
export const offsetCommitHandler: ApiHandler<OffsetCommitRequest, OffsetCommitResponse> = {
  api: OffsetCommit,
  advertised: { min: 2, max: 10 },
  served: { min: 0, max: 10 },
  answer(message, context) {
    const { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: epoch } = message
    const member = { memberId, groupInstanceId, epoch, isTransactional: false, apiVersion: context.apiVersion }
    const mayRead = context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)
    const rules: CommitRules<Partition> = {
      clientError: mayRead ? errorCodes.NONE : errorCodes.GROUP_AUTHORIZATION_FAILED,
      findGroup: () => findGroup(groupId, member, context),
      check: (group, topic, partitionIndex) => group.checkPartition?.(member, topic, partitionIndex) ?? errorCodes.NONE,
      commit: (group, topic, partition) => commit(group, topic, partition, context)
    }
    return { topics: commitPartitions(message.topics, rules, context) }
  }
}

// The version that has an error for a group that is not there (KIP-848).
const GROUP_NOT_FOUND_SINCE = 9

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

function commit(group: Group, name: string, partition: Partition, { cluster }: RequestContext): void {
  const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata, commitTimestamp } = partition
  const metadata = committedMetadata ?? ''
  const timestampMs = commitTimestamp === absentValues.NO_TIMESTAMP ? cluster.clock.timeMs : Number(commitTimestamp)
  group.offsets.commit(name, partitionIndex, { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata, timestampMs })
}
