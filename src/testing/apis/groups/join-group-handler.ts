import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { JoinGroup, type JoinGroupRequest, type JoinGroupResponse } from '../../../protocol/messages/join-group.ts'
import { ClassicGroup } from '../../groups/classic/classic-group.ts'
import { refuseJoin } from '../../groups/classic/classic-join.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'

/**
 * The handler of JoinGroup. It answers when the rebalance has ended; the first one of an empty
 * group ends at once. It has no limit on the size of a group (`group.max.size`).
 */
export const joinGroupHandler: ApiHandler<JoinGroupRequest, JoinGroupResponse> = {
  api: JoinGroup,
  advertised: { min: 0, max: 9 },
  served: { min: 0, max: 9 },
  async answer(message, context) {
    const answer = await join(message, context)
    // Before version 7 the name cannot be null.
    return context.apiVersion < NULLABLE_SINCE ? { ...answer, protocolName: answer.protocolName ?? '' } : answer
  }
}

const NULLABLE_SINCE = 7

// group.min.session.timeout.ms and group.max.session.timeout.ms
const MIN_SESSION_TIMEOUT_MS = 6_000
const MAX_SESSION_TIMEOUT_MS = 1_800_000

function join(message: Decoded<JoinGroupRequest>, context: RequestContext): JoinGroupResponse | Promise<JoinGroupResponse> {
  const { groupId, memberId, sessionTimeoutMs } = message
  const { cluster } = context
  if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return refuseJoin(errorCodes.GROUP_AUTHORIZATION_FAILED, '')
  if (groupId === '') return refuseJoin(errorCodes.INVALID_GROUP_ID, memberId)
  if (sessionTimeoutMs < MIN_SESSION_TIMEOUT_MS || sessionTimeoutMs > MAX_SESSION_TIMEOUT_MS)
    return refuseJoin(errorCodes.INVALID_SESSION_TIMEOUT, memberId)
  const errorCode = checkCoordinator(groupId, context)
  if (errorCode !== errorCodes.NONE) return refuseJoin(errorCode, '')
  const found = cluster.groups.find(groupId)
  const isReplaced = found?.kind === 'consumer' && found.isEmpty // such a group becomes a classic one
  if (found !== undefined && !isReplaced)
    return found.classicProtocol?.join(message, context) ?? refuseJoin(errorCodes.INCONSISTENT_GROUP_PROTOCOL, '')
  // Only a member without an id creates a group.
  if (memberId !== '') return refuseJoin(errorCodes.UNKNOWN_MEMBER_ID, memberId)
  found?.close()
  const group = new ClassicGroup(groupId, cluster.clock, found?.offsets)
  cluster.groups.put(group)
  return group.join(message, context)
}
