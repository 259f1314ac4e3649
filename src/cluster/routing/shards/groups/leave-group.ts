import type { Decoded } from '../../../../protocol/api.ts'
import { errorCodes } from '../../../../protocol/codes/error-codes.ts'
import type { LeaveGroupRequest, LeaveGroupResponse } from '../../../../protocol/messages/leave-group.ts'
import { groupCoordinator } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { toOneBroker } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

/**
 * LeaveGroup goes to the coordinator of the group. Since version 3 it has a list of members
 * (KIP-345), before that one member.
 */
export const leaveGroupShards: Shards<LeaveGroupRequest, LeaveGroupResponse> = withTwoForms({
  newForm: toOneBroker<LeaveGroupRequest, LeaveGroupResponse>(groupCoordinator, (combined, responses) => ({
    ...combined,
    members: responses.flatMap(({ members }) => members)
  })),
  newSince: 3,
  isNew: request => (request?.members?.length ?? 0) > 0,
  toOld,
  toNew: request => {
    const { memberId = '', ...rest } = request ?? {}
    return memberId === '' ? undefined : { ...rest, members: [{ memberId }] }
  },
  newAnswer,
  oldAnswer: response => {
    const [member] = response.members
    return { ...response, errorCode: response.errorCode === 0 && member !== undefined ? member.errorCode : response.errorCode, members: [] }
  }
})

// The old form has no field for static members. It has none for the reason either, which may be
// dropped, as Kafka's definition of the message says (KIP-800).
function toOld({ groupId, members = [] }: LeaveGroupRequest): LeaveGroupRequest[] | undefined {
  if (!isListOfStructs(members)) return undefined
  if (members.some(({ groupInstanceId = null }) => groupInstanceId !== null)) return undefined
  return members.map(({ memberId }) => ({ groupId, memberId }))
}

// In the old form UNKNOWN_MEMBER_ID is about the member, and every other code is about the group.
function newAnswer({ memberId = '' }: LeaveGroupRequest, response: Decoded<LeaveGroupResponse>): Decoded<LeaveGroupResponse> {
  const isAboutMember = response.errorCode === errorCodes.UNKNOWN_MEMBER_ID
  const [errorCode, memberCode] = isAboutMember ? [errorCodes.NONE, response.errorCode] : [response.errorCode, errorCodes.NONE]
  return { ...response, errorCode, members: [{ memberId, groupInstanceId: null, errorCode: memberCode }] }
}
