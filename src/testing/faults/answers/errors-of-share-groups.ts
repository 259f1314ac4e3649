import { AlterShareGroupOffsets } from '../../../protocol/messages/alter-share-group-offsets.ts'
import { DeleteShareGroupOffsets } from '../../../protocol/messages/delete-share-group-offsets.ts'
import { DescribeShareGroupOffsets } from '../../../protocol/messages/describe-share-group-offsets.ts'
import { ShareAcknowledge } from '../../../protocol/messages/share-acknowledge.ts'
import { ShareFetch } from '../../../protocol/messages/share-fetch.ts'
import { ShareGroupDescribe } from '../../../protocol/messages/share-group-describe.ts'
import { ShareGroupHeartbeat } from '../../../protocol/messages/share-group-heartbeat.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'
import { UNDESCRIBED } from './errors-of-groups.ts'

/** The answers with errors of APIs of share groups (KIP-932). */
export const shareGroupsErrors: readonly ErrorAnswer[] = [
  errorAnswer(ShareGroupHeartbeat, (_, errorCode) => ({ errorCode, memberEpoch: 0, heartbeatIntervalMs: 0 })),
  errorAnswer(
    ShareGroupDescribe,
    ({ groupIds }, errorCode) => ({ groups: groupIds.map(groupId => ({ errorCode, groupId, ...UNDESCRIBED })) }),
    ['groupIds', 'groups']
  ),
  errorAnswer(ShareFetch, (_, errorCode) => ({ errorCode, responses: [], nodeEndpoints: [] })),
  errorAnswer(ShareAcknowledge, (_, errorCode) => ({ errorCode, responses: [], nodeEndpoints: [] })),
  errorAnswer(
    DescribeShareGroupOffsets,
    ({ groups }, errorCode) => ({ groups: groups.map(({ groupId }) => ({ groupId, topics: [], errorCode })) }),
    ['groups', 'groups']
  ),
  errorAnswer(AlterShareGroupOffsets, (_, errorCode) => ({ errorCode, responses: [] })),
  errorAnswer(DeleteShareGroupOffsets, (_, errorCode) => ({ errorCode, responses: [] }))
]
