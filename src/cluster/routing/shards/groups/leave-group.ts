import type { Decoded } from '../../../../protocol/api.ts'
import type { LeaveGroupRequest, LeaveGroupResponse } from '../../../../protocol/messages/leave-group.ts'
import { groupCoordinator } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { whole } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

/** LeaveGroup goes to the group's coordinator, for many members since version 3 (KIP-345). */
export const leaveGroupShards: Shards<LeaveGroupRequest, LeaveGroupResponse> = withTwoForms({
  newForm: whole<LeaveGroupRequest, LeaveGroupResponse>(groupCoordinator, (first, responses) => ({
    ...first,
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

// The old form does not know static members. The reason may be dropped, as Kafka's definition says (KIP-800).
function toOld({ groupId, members = [] }: LeaveGroupRequest): LeaveGroupRequest[] | undefined {
  if (!isListOfStructs(members)) return undefined
  if (members.some(({ groupInstanceId = null }) => groupInstanceId !== null)) return undefined
  return members.map(({ memberId }) => ({ groupId, memberId }))
}

const UNKNOWN_MEMBER_ID = 25

// The only code about one member that the old form can have: every other one is about the group.
function newAnswer({ memberId = '' }: LeaveGroupRequest, response: Decoded<LeaveGroupResponse>): Decoded<LeaveGroupResponse> {
  const isAboutMember = response.errorCode === UNKNOWN_MEMBER_ID
  const errorCode = isAboutMember ? 0 : response.errorCode
  return { ...response, errorCode, members: [{ memberId, groupInstanceId: null, errorCode: isAboutMember ? UNKNOWN_MEMBER_ID : 0 }] }
}
