import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeGroups,
  type DescribeGroupsRequest,
  type DescribeGroupsResponse,
  type DescribeGroupsResponseDescribedGroup,
  type DescribeGroupsResponseDescribedGroupMember
} from '../../../protocol/messages/describe-groups.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { asClassic, type ClassicGroup } from '../../groups/classic/classic-group.ts'
import { refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkCoordinator } from './group-coordinator.ts'

/**
 * The handler of DescribeGroups. Groups of other kinds are answered as if they did not exist, as in
 * Kafka.
 */
export const describeGroupsHandler: ApiHandler<DescribeGroupsRequest, DescribeGroupsResponse> = {
  api: DescribeGroups,
  advertised: { min: 0, max: 6 },
  served: { min: 0, max: 6 },
  answer({ groups, includeAuthorizedOperations }, context) {
    const mayDescribe = (groupId: string): boolean => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.GROUP, groupId)
    const refused = groups.filter(groupId => !mayDescribe(groupId)).map(groupId => failed(groupId, errorCodes.GROUP_AUTHORIZATION_FAILED))
    const described = groups.filter(mayDescribe).map(groupId => {
      const group = describe(groupId, context)
      const wantsOperations = includeAuthorizedOperations && group.errorCode === errorCodes.NONE
      return wantsOperations ? { ...group, authorizedOperations: authorizedOperations(groupId, context) } : group
    })
    return { groups: [...refused, ...described] }
  }
}

// The version that has an error for a group that is not there (KIP-1043).
const NOT_FOUND_SINCE = 6

function describe(groupId: string, context: RequestContext): DescribeGroupsResponseDescribedGroup {
  const errorCode = checkCoordinator(groupId, context, true)
  if (errorCode !== errorCodes.NONE) return failed(groupId, errorCode)
  const group = context.cluster.groups.find(groupId)
  const classic = asClassic(group)
  if (classic !== undefined) return describeClassic(classic)
  const dead = { ...failed(groupId, errorCodes.NONE), groupState: 'Dead' }
  if (context.apiVersion < NOT_FOUND_SINCE) return dead
  const errorMessage = group === undefined ? `Group ${groupId} not found.` : `Group ${groupId} is not a classic group.`
  return { ...dead, ...refuse(errorCodes.GROUP_ID_NOT_FOUND, errorMessage) }
}

// What members say of themselves depends on the strategy, which is settled only in a stable group.
function describeClassic({ groupId, state, protocolType, rebalance }: ClassicGroup): DescribeGroupsResponseDescribedGroup {
  const protocolName = state === 'Stable' ? rebalance.protocolName : undefined
  const members: DescribeGroupsResponseDescribedGroupMember[] = rebalance.members.list().map(member => ({
    ...member.identity,
    memberMetadata: protocolName === undefined ? EMPTY : member.metadata(protocolName),
    memberAssignment: member.assignment
  }))
  return { errorCode: errorCodes.NONE, groupId, groupState: state, protocolType, protocolData: protocolName ?? '', members }
}

function failed(groupId: string, errorCode: number): DescribeGroupsResponseDescribedGroup {
  return { errorCode, groupId, groupState: '', protocolType: '', protocolData: '', members: [] }
}

// The operations that Kafka knows for groups.
const GROUP_OPERATIONS = [
  aclOperations.READ,
  aclOperations.DELETE,
  aclOperations.DESCRIBE,
  aclOperations.DESCRIBE_CONFIGS,
  aclOperations.ALTER_CONFIGS
]

/** The operations on a group that the client may do, as bits of `1 << operation` (KIP-430). */
function authorizedOperations(groupId: string, context: RequestContext): number {
  const allowed = GROUP_OPERATIONS.filter(operation => context.isAllowed(operation, resourceTypes.GROUP, groupId))
  return allowed.reduce((bits, operation) => bits | (1 << operation), 0)
}
