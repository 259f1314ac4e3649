import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  LeaveGroup,
  type LeaveGroupRequest,
  type LeaveGroupRequestMemberIdentity,
  type LeaveGroupResponse
} from '../../../protocol/messages/leave-group.ts'
import type { ApiHandler } from '../api-handler.ts'
import { checkReader } from './group-coordinator.ts'

/** The handler of LeaveGroup. Requests name one member up to version 2, and several after that. */
export const leaveGroupHandler: ApiHandler<LeaveGroupRequest, LeaveGroupResponse> = {
  api: LeaveGroup,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer({ groupId, memberId, members }, context) {
    const errorCode = checkReader(groupId, context)
    if (errorCode !== errorCodes.NONE) return { errorCode }
    const isBatched = context.apiVersion >= BATCHED_SINCE
    const leaving = isBatched ? members : [{ memberId, groupInstanceId: null, reason: null }]
    const group = context.cluster.groups.find(groupId)?.classicProtocol
    const results = group?.leave(leaving) ?? leaving.map(unknown)
    return isBatched ? { errorCode, members: results } : { errorCode: results[0]?.errorCode ?? errorCode }
  }
}

const BATCHED_SINCE = 3

const unknown = ({ memberId, groupInstanceId }: Decoded<LeaveGroupRequestMemberIdentity>) => ({
  memberId,
  groupInstanceId,
  errorCode: errorCodes.UNKNOWN_MEMBER_ID
})
