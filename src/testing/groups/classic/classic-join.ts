import { randomUUID } from 'node:crypto'
import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../../protocol/messages/join-group.ts'
import type { GroupClient } from '../classic-protocol.ts'
import { ClassicMember, type Membership } from './classic-member.ts'
import { type ClassicRebalance, NOT_JOINED } from './classic-rebalance.ts'

type Message = Decoded<JoinGroupRequest>
type Answer = JoinGroupResponse | Promise<JoinGroupResponse>

// The versions of JoinGroup since which a member joins twice (KIP-394), and since which the leader
// can be told to leave the assignment as it is (KIP-814).
export const KNOWN_ID_SINCE = 4
const SKIP_ASSIGNMENT_SINCE = 9

/** The answer to JoinGroup that refuses a member. */
export function refuseJoin(errorCode: number, memberId: string): JoinGroupResponse {
  return { ...NOT_JOINED, errorCode, memberId }
}

/** Answers JoinGroup for a classic group, when the rebalance has ended. */
export function joinClassic(rebalance: ClassicRebalance, message: Message, client: GroupClient): Answer {
  const { memberId } = message
  if (!supportsProtocols(rebalance, message)) return refuseJoin(errorCodes.INCONSISTENT_GROUP_PROTOCOL, memberId)
  return memberId === '' ? joinNew(rebalance, message, client) : joinKnown(rebalance, message, client)
}

// The first member sets the protocol type. After that each member needs a strategy that all others
// support.
function supportsProtocols({ state, members, protocolType }: ClassicRebalance, message: Message): boolean {
  const names = message.protocols.map(({ name }) => name)
  if (state === 'Empty') return message.protocolType !== '' && names.length > 0
  return message.protocolType === protocolType && names.some(name => members.support(name))
}

function joinNew(rebalance: ClassicRebalance, message: Message, client: GroupClient): Answer {
  const { groupInstanceId, sessionTimeoutMs } = message
  const memberId = `${groupInstanceId ?? client.clientId}-${randomUUID()}`
  if (groupInstanceId !== null) {
    const old = rebalance.members.findStatic(groupInstanceId)
    return old === undefined ? add(rebalance, memberId, message, client) : replaceStatic(rebalance, old, memberId, message, client)
  }
  if (client.apiVersion < KNOWN_ID_SINCE) return add(rebalance, memberId, message, client)
  rebalance.expect(memberId, sessionTimeoutMs)
  return refuseJoin(errorCodes.MEMBER_ID_REQUIRED, memberId)
}

function joinKnown(rebalance: ClassicRebalance, message: Message, client: GroupClient): Answer {
  const { memberId, groupInstanceId, protocols } = message
  const { members, state } = rebalance
  if (members.isPending(memberId)) {
    // Kafka fails in this way, because it gives static members no id without letting them join.
    if (groupInstanceId !== null) return refuseJoin(errorCodes.UNKNOWN_SERVER_ERROR, '')
    return add(rebalance, memberId, message, client)
  }
  const errorCode = members.check(memberId, groupInstanceId)
  const member = members.find(memberId)
  if (errorCode !== errorCodes.NONE || member === undefined) return refuseJoin(errorCode, memberId)
  // A member that repeats its request gets the answer again. A leader of a stable group forces a
  // rebalance in this way, for instance because a topic has more partitions.
  const isRepeated = member.matches(protocols) && (state === 'CompletingRebalance' || (state === 'Stable' && members.leaderId !== memberId))
  return isRepeated ? rebalance.joined(member) : rebalance.rejoin(member, membershipOf(message))
}

function add(rebalance: ClassicRebalance, memberId: string, message: Message, client: GroupClient): Answer {
  const { groupInstanceId, protocolType } = message
  const { clientId, clientHost } = client
  const member = new ClassicMember({ memberId, groupInstanceId, clientId, clientHost }, membershipOf(message))
  member.isNew = true
  return rebalance.add(member, protocolType)
}

// A static member that comes back keeps its assignment. There is a rebalance only if the group
// would choose another strategy because of it, or is not stable (KIP-345).
function replaceStatic(
  rebalance: ClassicRebalance,
  old: ClassicMember,
  memberId: string,
  message: Message,
  { apiVersion }: GroupClient
): Answer {
  const { members, state } = rebalance
  const oldLeader = members.leaderId ?? ''
  const member = rebalance.replace(old, memberId)
  member.membership = membershipOf(message)
  if (state === 'Stable' && members.selectProtocol() === rebalance.protocolName) {
    const answer = rebalance.joined(member)
    const isLeader = members.leaderId === memberId
    if (apiVersion >= SKIP_ASSIGNMENT_SINCE) return { ...answer, skipAssignment: isLeader }
    // Before KIP-814 the member must not think that it is the leader, or it would change the
    // assignment. It is told of its former id as the leader.
    return { ...answer, leader: oldLeader, members: [] }
  }
  const joined = member.join.wait()
  if (state === 'PreparingRebalance') rebalance.rebalance()
  else rebalance.prepare()
  return joined
}

/** What a member says of itself when it joins. */
export function membershipOf({ rebalanceTimeoutMs, sessionTimeoutMs, protocols }: Message): Membership {
  // Version 0 has one timeout for both.
  return { rebalanceTimeoutMs: rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs, sessionTimeoutMs, protocols }
}
