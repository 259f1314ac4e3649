import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  encodeVersioned,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  SyncGroup
} from '../../../../../src/messages.ts'
import { type Draft, kept, Later, own } from '../../framework/later.ts'
import type { Plan } from '../../framework/plan.ts'
import { anyMember, epochOf, instanceOf, type Member, memberIdOf, type State } from './consumer-groups-members.ts'
import { describeGroups } from './group-offsets.ts'

const TIMEOUTS = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 }
const FIRST_WITH_INSTANCE = 5
const FIRST_WITH_MEMBER_ID = 4
const FIRST_SYNC_WITH_INSTANCE = 3

function subscriptionTo(names: readonly string[], version: 0 | 1): Later<Uint8Array> {
  return new Later(`‹subscription v${version} to ${names.join(', ')}›`, ({ prefix }) =>
    encodeVersioned(ConsumerProtocolSubscription, version, { topics: names.map(name => `${prefix}${name}`), userData: null })
  )
}

/** The assignment that a leader makes for itself. */
const assignment = new Later('‹assignment of a 0 to 2›', ({ prefix }) =>
  encodeVersioned(ConsumerProtocolAssignment, 0, { assignedPartitions: [{ topic: `${prefix}a`, partitions: [0, 1, 2] }], userData: null })
)

/** A member of the classic protocol joins, or joins again. */
export function classicJoin(plan: Plan, state: State, member: Member): void {
  const { random } = plan
  const { index, isStatic } = member
  const version = plan.version(JoinGroup, isStatic ? FIRST_WITH_INSTANCE : 0)
  const metadata = subscriptionTo(random.once(3) && !state.hasRegexes ? ['a', 'b'] : ['a'], random.pick([0, 1]))
  const request = {
    groupId: state.groupId,
    ...TIMEOUTS,
    groupInstanceId: instanceOf(member),
    protocolType: 'consumer',
    protocols: random.pick([['range'], ['range', 'roundrobin']]).map(name => ({ name, metadata })),
    reason: null
  }
  let memberId: Draft<string> = member.protocol === 'classic' ? memberIdOf(member) : ''
  if (memberId === '' && !isStatic && version >= FIRST_WITH_MEMBER_ID) {
    plan.send(JoinGroup, { ...request, memberId }, { version, keep: { [`new ${index}`]: ({ memberId: id }) => id || undefined } })
    memberId = kept(`new ${index}`, 'nobody')
  }
  plan.send(
    JoinGroup,
    { ...request, memberId },
    {
      version,
      connection: ++state.connections,
      keep: {
        [`member ${index}`]: ({ errorCode, memberId: id }) => (errorCode === 0 ? id : undefined),
        [`epoch ${index}`]: ({ errorCode, generationId }) => (errorCode === 0 ? generationId : undefined),
        [`protocol ${index}`]: ({ protocolName }) => protocolName || undefined
      }
    }
  )
  member.protocol = 'classic'
}

export function classicSync(plan: Plan, state: State, member: Member): void {
  const { random } = plan
  const memberId = memberIdOf(member)
  const isNamed = !random.once(4)
  plan.send(
    SyncGroup,
    {
      groupId: state.groupId,
      generationId: epochOf(member),
      memberId,
      groupInstanceId: instanceOf(member),
      ...(isNamed && { protocolType: 'consumer', protocolName: kept<string | null>(`protocol ${member.index}`, 'range') }),
      assignments: random.once(5) ? [] : [{ memberId, assignment }]
    },
    {
      version: plan.version(SyncGroup, member.isStatic ? FIRST_SYNC_WITH_INSTANCE : 0),
      connection: ++state.connections,
      after: [state.connections - 1]
    }
  )
}

export function classicBeat(plan: Plan, { groupId }: State, member: Member): void {
  const generationId = plan.random.once(8) ? 99 : epochOf(member)
  plan.send(Heartbeat, { groupId, generationId, memberId: memberIdOf(member), groupInstanceId: instanceOf(member) })
}

export function classicLeave(plan: Plan, { groupId }: State, member: Member): void {
  const memberId = memberIdOf(member)
  plan.send(LeaveGroup, version =>
    version < 3 ? { groupId, memberId } : { groupId, members: [{ memberId, groupInstanceId: instanceOf(member), reason: null }] }
  )
  member.protocol = undefined
}

/** An administrator removes a static member of any protocol, or one that is not there. */
export function leaveByAdmin(plan: Plan, state: State): void {
  const member = anyMember(plan, state)
  const members = [{ memberId: '', groupInstanceId: plan.random.once(3) ? 'nothing' : own(`instance-${member.index}`), reason: 'removed' }]
  plan.send(LeaveGroup, { groupId: state.groupId, members }, { version: plan.version(LeaveGroup, 3) })
  if (member.isStatic) member.protocol = undefined
}

/** The group as clients see it that know classic groups only. */
export function describeAsClassic(plan: Plan, state: State): void {
  if (plan.random.once(2)) return describeGroups(plan, () => state.groupId)
  const { random } = plan
  const member = anyMember(plan, state)
  if (random.once(2)) return classicBeat(plan, state, member)
  classicSync(plan, state, member)
}
