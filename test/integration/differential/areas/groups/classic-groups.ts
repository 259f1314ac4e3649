import {
  ConsumerProtocolSubscription,
  type CoordinatorType,
  coordinatorTypes,
  encodeVersioned,
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  type LeaveGroupRequest,
  SyncGroup
} from '../../../../../src/messages.ts'
import { type Draft, kept, Later, own, weighted } from '../../framework/later.ts'
import type { Area, Plan } from '../../framework/plan.ts'
import { createTwoTopics } from '../two-topics.ts'
import {
  type Committer,
  commitOffsets,
  deleteGroups,
  deleteOffsets,
  deleteTopic,
  describeGroups,
  fetchOffsets,
  listGroups,
  simpleCommitter
} from './group-offsets.ts'

const SESSION_TIMEOUT_MS = 30_000
// Never reached: the steps of a sequence take less, and a slow broker must not lose a member.
const REBALANCE_TIMEOUT_MS = 30_000
const CONSUMER = 'consumer'
const FIRST_WITH_INSTANCE = 5
const FIRST_WITH_MEMBER_ID = 4

/** Classic groups with one or two members, and groups of clients that only commit. */
export const classicGroups: Area = {
  name: 'classic-groups',
  weight: 3,
  generate(plan) {
    const { random } = plan
    const isConsumer = !random.once(4)
    const state: State = {
      members: [0, 1].map(index => ({ index, isStatic: random.once(3), isIn: false })),
      protocolType: isConsumer ? CONSUMER : 'connect',
      connections: 1
    }
    createTwoTopics(plan)
    if (!random.once(6)) rebalance(plan, state)
    const steps = 5 + random.below(10)
    for (let i = 0; i < steps; i++) weighted(random, STEPS)(plan, state)
  }
}

interface Member {
  readonly index: number
  readonly isStatic: boolean
  isIn: boolean
}

/** What the generator knows of the sequence so far. */
interface State {
  readonly members: readonly Member[]
  readonly protocolType: string
  /** How many connections have been used. Each request that may wait has one of its own. */
  connections: number
}

type Step = (plan: Plan, state: State) => void

/** Requests that are answered at once. */
const QUICK: readonly (readonly [number, Step])[] = [
  [4, heartbeat],
  [5, (plan, state) => commitOffsets(plan, committer(plan, state))],
  [4, plan => fetchOffsets(plan, simpleCommitter(anyGroup(plan)), own('simple'))],
  [4, plan => describeGroups(plan, () => anyGroup(plan))],
  [3, plan => listGroups(plan)],
  [2, plan => deleteOffsets(plan, anyGroup(plan))],
  [2, wrongJoin],
  [2, wrongSync],
  [2, (plan, state) => (isEmpty(state) ? heartbeat(plan, state) : deleteOfGroup(plan))],
  [1, plan => findCoordinator(plan)]
]

const STEPS: readonly (readonly [number, Step])[] = [
  ...QUICK,
  [6, rebalance],
  [4, leave],
  [2, replaceStatic],
  [1, pendingMember],
  [1, plan => deleteOfGroup(plan)],
  [1, deleteTopicOfGroup]
]

function isEmpty({ members }: State): boolean {
  return members.every(({ isIn }) => !isIn)
}

function anyGroup(plan: Plan): Draft<string> {
  return plan.random.once(12) ? '' : namedGroup(plan)
}

// Anyone may commit to the group without a name, but all sequences would share it.
function namedGroup({ random }: Plan): Draft<string> {
  return weighted<Draft<string>>(random, [
    [8, own('g')],
    [3, own('simple')],
    [1, own('missing')]
  ])
}

const memberId = (index: number): Later<string> => kept(`member ${index}`, `nobody-${index}`)
const generation: Later<number> = kept('generation', 1)

function instanceOf({ index, isStatic }: Member): Draft<string | null> {
  return isStatic ? own(`instance-${index}`) : null
}

function protocols(plan: Plan, { protocolType, members }: State): { name: string; metadata: Draft<Uint8Array> }[] {
  const topics = plan.random.pick([['a'], ['a', 'b'], ['b']])
  // A member that changes nothing gets the answer of the last rebalance again.
  const change = members.some(({ isIn }) => !isIn) && plan.random.once(8) ? 0 : plan.steps.length
  const metadata =
    protocolType === CONSUMER
      ? new Later(`‹subscription to ${topics.join(', ')}›`, ({ prefix }) =>
          encodeVersioned(ConsumerProtocolSubscription, 0, {
            topics: topics.map(name => `${prefix}${name}`),
            userData: Buffer.from([change])
          })
        )
      : Buffer.from(`metadata ${change}`)
  return plan.random.pick([['range'], ['range', 'roundrobin'], ['roundrobin', 'range']]).map(name => ({ name, metadata }))
}

function timeouts(): { sessionTimeoutMs: number; rebalanceTimeoutMs: number } {
  return { sessionTimeoutMs: SESSION_TIMEOUT_MS, rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS }
}

function versionFor(plan: Plan, api: { readonly key: number; readonly name: string }, { isStatic }: Member, first: number): number {
  return plan.version(api, isStatic ? first : 0)
}

/** Keeps the id of a member that has joined. */
function keepMember(index: number) {
  return {
    [`member ${index}`]: ({ errorCode, memberId }: { errorCode: number; memberId: string }) => (errorCode === 0 ? memberId : undefined),
    generation: ({ errorCode, generationId }: { errorCode: number; generationId: number }) => (errorCode === 0 ? generationId : undefined)
  }
}

/** All members join, and perhaps a new one, then they get their assignments. */
function rebalance(plan: Plan, state: State): void {
  const { random } = plan
  const { members } = state
  const added = members.find(({ isIn }) => !isIn)
  const joining = members.filter(each => each.isIn || (each === added && (isEmpty(state) || random.once(2))))
  // Only a new member makes the others wait for it, so it comes first.
  joining.sort((a, b) => Number(a.isIn) - Number(b.isIn))
  if (joining.every(({ isIn }) => isIn) && random.once(3)) joining.reverse()
  const joins = joining.map((member, at) => {
    const connection = join(plan, state, member)
    if (at < joining.length - 1 && random.once(2)) heartbeat(plan, state)
    return connection
  })
  heartbeat(plan, state, joins)
  for (let i = random.below(3); i > 0; i--) weighted(random, QUICK)(plan, state)
  if (random.once(8)) return
  let after: number[] = []
  for (const member of random.once(2) ? joining : joining.toReversed()) {
    const connection = ++state.connections
    const names = random.once(3) ? { protocolType: state.protocolType, protocolName: kept<string | null>('protocol', 'range') } : {}
    plan.send(
      SyncGroup,
      {
        groupId: own('g'),
        generationId: generation,
        memberId: memberId(member.index),
        groupInstanceId: instanceOf(member),
        ...names,
        assignments: joining.map(({ index }) => ({ memberId: memberId(index), assignment: Buffer.from(`of member ${index}`) }))
      },
      { connection, isDetached: true, version: versionFor(plan, SyncGroup, member, 3) }
    )
    after = [...after, connection]
  }
  plan.send(
    Heartbeat,
    { groupId: own('g'), generationId: generation, memberId: memberId(joining[0]?.index ?? 0), groupInstanceId: null },
    { after }
  )
}

/** Joins a member, which may wait for the others. Returns the connection. */
function join(plan: Plan, state: State, member: Member): number {
  const { random } = plan
  const { index, isStatic, isIn } = member
  const version = versionFor(plan, JoinGroup, member, FIRST_WITH_INSTANCE)
  const request = {
    groupId: own('g'),
    ...timeouts(),
    groupInstanceId: instanceOf(member),
    protocolType: state.protocolType,
    protocols: protocols(plan, state),
    reason: random.once(4) ? 'a reason' : null
  }
  let id: Draft<string> = isIn ? memberId(index) : ''
  if (!isIn && !isStatic && version >= FIRST_WITH_MEMBER_ID) {
    plan.send(JoinGroup, { ...request, memberId: '' }, { version, keep: { [`new ${index}`]: ({ memberId }) => memberId || undefined } })
    id = kept(`new ${index}`, 'nobody')
  }
  const connection = ++state.connections
  const keep = { ...keepMember(index), protocol: ({ protocolName }: { protocolName: string | null }) => protocolName || undefined }
  plan.send(JoinGroup, { ...request, memberId: id }, { version, connection, isDetached: true, keep })
  member.isIn = true
  return connection
}

/** One of the members, or a wrong one. */
function someone(plan: Plan, state: State): Committer {
  const { random } = plan
  const member = random.pick(state.members)
  return {
    groupId: random.once(12) ? anyGroup(plan) : own('g'),
    memberId: weighted<Draft<string>>(random, [
      [10, memberId(member.index)],
      [1, memberId(1 - member.index)],
      [1, 'nobody'],
      [1, '']
    ]),
    groupInstanceId: weighted<Draft<string | null>>(random, [
      [8, instanceOf(member)],
      [1, null],
      [1, own('instance-0')],
      [1, 'nothing']
    ]),
    epoch: weighted<Draft<number>>(random, [
      [10, generation],
      [1, 0],
      [1, 99],
      [1, -1]
    ])
  }
}

function committer(plan: Plan, state: State): Committer {
  const member = { ...someone(plan, state), groupId: own('g') }
  return plan.random.once(3) ? simpleCommitter(namedGroup(plan)) : member
}

function heartbeat(plan: Plan, state: State, after: readonly number[] = []): void {
  const { groupId, memberId, groupInstanceId, epoch: generationId } = someone(plan, state)
  plan.send(Heartbeat, { groupId, memberId, groupInstanceId, generationId }, { after })
}

/** A SyncGroup that is refused in every state. */
function wrongSync(plan: Plan, state: State): void {
  const { groupInstanceId } = someone(plan, state)
  const wrong = plan.random.pick([
    { memberId: 'nobody' },
    { generationId: 99 },
    { groupId: '' },
    { groupId: own('missing') },
    { generationId: -1, memberId: '' }
  ])
  plan.send(SyncGroup, {
    groupId: own('g'),
    generationId: generation,
    memberId: memberId(0),
    groupInstanceId,
    assignments: [],
    ...wrong
  })
}

/** A JoinGroup that is refused. */
function wrongJoin(plan: Plan, state: State): void {
  const { random } = plan
  const base = {
    groupId: own('g'),
    ...timeouts(),
    memberId: '',
    groupInstanceId: null,
    protocolType: state.protocolType,
    protocols: protocols(plan, state),
    reason: null
  }
  const always = [
    { sessionTimeoutMs: 5_999 },
    { sessionTimeoutMs: 1_800_001 },
    { sessionTimeoutMs: -1 },
    { groupId: '' },
    { memberId: 'nobody' },
    { memberId: 'nobody', groupId: own('missing') },
    { memberId: 'nobody', groupInstanceId: own('instance-0') },
    { protocols: [] },
    { protocolType: '' },
    { protocols: [], memberId: 'nobody' }
  ]
  const ofOthers = [{ protocolType: 'other' }, { protocols: [{ name: 'unlike', metadata: Buffer.from('x') }] }]
  plan.send(JoinGroup, { ...base, ...random.pick(isEmpty(state) ? always : [...always, ...ofOthers]) })
}

/** A member is told its id and does not come back. */
function pendingMember(plan: Plan, state: State): void {
  if (plan.release === '3.9.2') return // the group coordinator before Kafka 4.0 starts no rebalance after that
  const { random } = plan
  plan.send(
    JoinGroup,
    {
      groupId: own('g'),
      ...timeouts(),
      memberId: '',
      groupInstanceId: null,
      protocolType: state.protocolType,
      protocols: protocols(plan, state),
      reason: null
    },
    { version: plan.version(JoinGroup, FIRST_WITH_MEMBER_ID), keep: { pending: ({ memberId }) => memberId || undefined } }
  )
  const pending = kept('pending', 'nobody')
  if (random.once(2)) weighted(random, QUICK)(plan, state)
  if (random.once(2)) plan.send(Heartbeat, { groupId: own('g'), generationId: generation, memberId: pending, groupInstanceId: null })
  if (random.once(2)) describeGroups(plan, () => own('g'))
  plan.send(LeaveGroup, version => leaving(version, [{ memberId: pending, groupInstanceId: null }]))
}

function leaving(
  version: number,
  members: readonly { memberId: Draft<string>; groupInstanceId: Draft<string | null>; reason?: string | null }[],
  groupId: Draft<string> = own('g')
): Draft<LeaveGroupRequest> {
  const FIRST_WITH_MEMBERS = 3
  return version < FIRST_WITH_MEMBERS ? { groupId, memberId: members[0]?.memberId ?? '' } : { groupId, members }
}

function leave(plan: Plan, state: State): void {
  const { random } = plan
  if (random.once(4)) {
    const { groupId, memberId, groupInstanceId } = someone(plan, state)
    const wrong = { memberId: random.once(2) ? 'nobody' : memberId, groupInstanceId: random.once(2) ? 'nothing' : groupInstanceId }
    plan.send(LeaveGroup, version => leaving(version, version < 3 ? [{ ...wrong, memberId: 'nobody' }] : [wrong], groupId))
    return
  }
  const version = plan.version(LeaveGroup)
  const isBoth = random.once(4) && version >= 3
  const gone = isBoth ? state.members : [random.pick(state.members)]
  const identities = gone.map(member => ({
    memberId: member.isStatic && random.once(2) && version >= 3 ? '' : memberId(member.index),
    groupInstanceId: instanceOf(member),
    reason: random.once(3) ? 'done' : null
  }))
  plan.send(LeaveGroup, leaving(version, identities), { version })
  for (const member of gone) member.isIn = false
}

/** A static member comes back under a new id, while the group is stable or rebalances. */
function replaceStatic(plan: Plan, state: State): void {
  const member = state.members.find(({ isStatic, isIn }) => isStatic && isIn)
  // Another member would have to join again meanwhile.
  if (member === undefined || state.members.every(({ isIn }) => isIn)) return
  const connection = ++state.connections
  plan.send(
    JoinGroup,
    {
      groupId: own('g'),
      ...timeouts(),
      memberId: '',
      groupInstanceId: instanceOf(member),
      protocolType: state.protocolType,
      protocols: protocols(plan, state),
      reason: null
    },
    { version: plan.version(JoinGroup, FIRST_WITH_INSTANCE), connection, keep: keepMember(member.index) }
  )
}

/** Kafka 3.9 removes groups of other sequences too when a topic is deleted. */
function deleteTopicOfGroup(plan: Plan): void {
  if (plan.release !== '3.9.2') deleteTopic(plan)
}

function deleteOfGroup(plan: Plan): void {
  deleteGroups(plan, () => anyGroup(plan))
}

function findCoordinator(plan: Plan): void {
  const { random } = plan
  const key = anyGroup(plan)
  const FIRST_WITH_KEYS = 4
  const keyType = weighted<CoordinatorType>(random, [
    [4, coordinatorTypes.GROUP],
    [2, coordinatorTypes.TRANSACTION]
  ])
  plan.send(FindCoordinator, version =>
    version < FIRST_WITH_KEYS ? { key, keyType } : { keyType, coordinatorKeys: random.pick([[key], [key, own('g')], []]) }
  )
}
