import { errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { asShareGroup, ShareGroup } from '../../groups/share/share-group.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'

// A member id is at most as long as a UUID in text.
const MAX_MEMBER_ID_LENGTH = 36

/** Whether requests of share groups may have this member id: 1 to 36 characters. */
export function isMemberId(memberId: string | null): memberId is string {
  return memberId !== null && memberId.length > 0 && memberId.length <= MAX_MEMBER_ID_LENGTH
}

/** Whether this broker coordinates the group. */
export function isCoordinator(groupId: string, { cluster, nodeId }: RequestContext): boolean {
  return cluster.coordinatorOf(groupId)?.nodeId === nodeId
}

/** The share group with this id, or a refusal. */
export function findShareGroup(groupId: string, { cluster }: RequestContext): ShareGroup | Refusal {
  const found = cluster.groups.find(groupId)
  const group = asShareGroup(found)
  if (group !== undefined) return group
  const problem = found === undefined ? `Group ${groupId} not found.` : `Group ${groupId} is not a share group.`
  return refuse(errorCodes.GROUP_ID_NOT_FOUND, problem)
}

/** The share group with this id, which is created if there is no group, or a refusal. */
export function findOrCreateShareGroup(groupId: string, context: RequestContext): ShareGroup | Refusal {
  const { groups } = context.cluster
  if (groups.find(groupId) !== undefined) return findShareGroup(groupId, context)
  const group = new ShareGroup(groupId, context.cluster)
  groups.put(group)
  return group
}

/** Why a request about the offsets of this group is refused; undefined if it is not. */
export function checkGroupId(groupId: string, operation: number, context: RequestContext): Refusal | undefined {
  if (!context.isAllowed(operation, resourceTypes.GROUP, groupId))
    return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.')
  if (groupId === '') return refuse(errorCodes.INVALID_GROUP_ID, 'The group id is invalid.')
  return isCoordinator(groupId, context) ? undefined : refuse(errorCodes.NOT_COORDINATOR, 'This is not the correct coordinator.')
}
