import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import type { LeaveGroupRequestMemberIdentity, LeaveGroupResponseMemberResponse } from '../../../protocol/messages/leave-group.ts'
import type { ClassicRebalance } from './classic-rebalance.ts'

type Leaving = Decoded<LeaveGroupRequestMemberIdentity>

/** Removes members from a classic group, and starts a rebalance if one of them was found. */
export function leaveClassic(rebalance: ClassicRebalance, leaving: readonly Leaving[]): LeaveGroupResponseMemberResponse[] {
  const results = leaving.map(({ memberId, groupInstanceId }) => ({
    memberId,
    groupInstanceId,
    errorCode: leave(rebalance, memberId, groupInstanceId)
  }))
  const hasLeft = results.some(({ errorCode }) => errorCode === errorCodes.NONE)
  if (hasLeft && rebalance.state !== 'Empty') rebalance.rebalance()
  return results
}

// An administrator removes a static member by its static id alone (KIP-345).
function leave(rebalance: ClassicRebalance, memberId: string, groupInstanceId: string | null): number {
  const { members } = rebalance
  const known = memberId !== '' || groupInstanceId === null ? memberId : members.findStatic(groupInstanceId)?.memberId
  if (known === undefined) return errorCodes.UNKNOWN_MEMBER_ID
  const errorCode = members.isPending(known) ? errorCodes.NONE : members.check(known, groupInstanceId)
  if (errorCode === errorCodes.NONE) rebalance.remove(known)
  return errorCode
}
