import { absentValues, specialOffsets } from '../../../protocol/codes/index.ts'
import { ConsumerGroupDescribe } from '../../../protocol/messages/consumer-group-describe.ts'
import { ConsumerGroupHeartbeat } from '../../../protocol/messages/consumer-group-heartbeat.ts'
import { DeleteGroups } from '../../../protocol/messages/delete-groups.ts'
import { DescribeGroups } from '../../../protocol/messages/describe-groups.ts'
import { Heartbeat } from '../../../protocol/messages/heartbeat.ts'
import { JoinGroup } from '../../../protocol/messages/join-group.ts'
import { LeaveGroup } from '../../../protocol/messages/leave-group.ts'
import { ListGroups } from '../../../protocol/messages/list-groups.ts'
import { OffsetCommit } from '../../../protocol/messages/offset-commit.ts'
import { OffsetDelete } from '../../../protocol/messages/offset-delete.ts'
import { OffsetFetch } from '../../../protocol/messages/offset-fetch.ts'
import { SyncGroup } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'
import { uncommitted } from './uncommitted.ts'

const NO_EPOCH = 0
const BATCHED_SINCE = 8 // OffsetFetch takes a list of groups (KIP-709)
const GROUP_ERROR_SINCE = 2 // and has one error code for all
const PROTOCOL_NULLABLE_SINCE = 7

interface Undescribed {
  readonly groupState: string
  readonly groupEpoch: number
  readonly assignmentEpoch: number
  readonly assignorName: string
  readonly members: readonly never[]
}

/** The state of a group that could not be described. */
export const UNDESCRIBED: Undescribed = { groupState: '', groupEpoch: NO_EPOCH, assignmentEpoch: NO_EPOCH, assignorName: '', members: [] }

/** The answers with errors of APIs of classic groups and consumer groups. */
export const groupsErrors: readonly ErrorAnswer[] = [
  errorAnswer(JoinGroup, ({ memberId }, errorCode, apiVersion) => ({
    errorCode,
    generationId: -1,
    protocolName: apiVersion >= PROTOCOL_NULLABLE_SINCE ? null : '',
    leader: '',
    memberId,
    members: []
  })),
  errorAnswer(SyncGroup, (_, errorCode) => ({ errorCode, assignment: EMPTY })),
  errorAnswer(Heartbeat, (_, errorCode) => ({ errorCode })),
  errorAnswer(LeaveGroup, (_, errorCode) => ({ errorCode })),
  errorAnswer(OffsetCommit, uncommitted, ['topics', 'topics']),
  errorAnswer(
    OffsetFetch,
    ({ topics, groups }, errorCode, apiVersion) => {
      if (apiVersion >= BATCHED_SINCE) return { groups: groups.map(({ groupId }) => ({ groupId, topics: [], errorCode })) }
      const nothing = {
        committedOffset: specialOffsets.INVALID_OFFSET,
        committedLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
        metadata: ''
      }
      return {
        topics: (topics ?? []).map(({ name, partitionIndexes }) => ({
          name,
          partitions: partitionIndexes.map(partitionIndex => ({ partitionIndex, errorCode, ...nothing }))
        })),
        ...(apiVersion >= GROUP_ERROR_SINCE && { errorCode })
      }
    },
    ['groups', 'groups']
  ),
  errorAnswer(OffsetDelete, (_, errorCode) => ({ errorCode, topics: [] })),
  errorAnswer(
    DescribeGroups,
    ({ groups }, errorCode) => ({
      groups: groups.map(groupId => ({ errorCode, groupId, groupState: '', protocolType: '', protocolData: '', members: [] }))
    }),
    ['groups', 'groups']
  ),
  errorAnswer(ListGroups, (_, errorCode) => ({ errorCode, groups: [] })),
  errorAnswer(DeleteGroups, ({ groupsNames }, errorCode) => ({ results: groupsNames.map(groupId => ({ groupId, errorCode })) }), [
    'groupsNames',
    'results'
  ]),
  errorAnswer(ConsumerGroupHeartbeat, (_, errorCode) => ({ errorCode, memberEpoch: NO_EPOCH, heartbeatIntervalMs: 0 })),
  errorAnswer(
    ConsumerGroupDescribe,
    ({ groupIds }, errorCode) => ({ groups: groupIds.map(groupId => ({ errorCode, groupId, ...UNDESCRIBED })) }),
    ['groupIds', 'groups']
  )
]
