import {
  absentValues,
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  type ConsumerGroupHeartbeatRequest,
  CreatePartitions,
  memberEpochs,
  OffsetCommit
} from '../../../../../src/messages.ts'
import { type Draft, kept, Later, own, weighted } from '../../framework/later.ts'
import { type Area, type Evidence, evidence, type Plan } from '../../framework/plan.ts'
import { createTwoTopics } from '../two-topics.ts'
import { classicBeat, classicJoin, classicLeave, classicSync, describeAsClassic, leaveByAdmin } from './consumer-groups-classic.ts'
import {
  anyMember,
  assignedOf,
  committerOf,
  epochAfter,
  epochOf,
  instanceOf,
  type Member,
  memberIdOf,
  newIdOf,
  newState,
  ownPartition,
  REBALANCE_TIMEOUT_MS,
  type State
} from './consumer-groups-members.ts'
import {
  commitOffsets,
  deleteGroups,
  deleteOffsets,
  deleteTopic,
  fetchOffsets,
  listGroups,
  simpleCommitter,
  UNKNOWN_ID
} from './group-offsets.ts'

const PARTITIONS = { a: 6, b: 3 }
const UNKNOWN_EPOCH = -3
const REGEX_SINCE = 1

/**
 * Groups of the consumer protocol (KIP-848) with up to three members, of which one may use the
 * classic protocol. Kafka 3.9 has an early version of it, which is off by default.
 */
export const consumerGroups: Area = {
  name: 'consumer-groups',
  weight: 3,
  releases: ['4.4.0'],
  generate(plan) {
    const { random } = plan
    const state = newState(plan)
    createTwoTopics(plan, PARTITIONS)
    if (random.once(3) && state.assignor === 'range') becomeClassic(plan, state)
    for (const member of state.members) if (!random.once(5)) joinAndSettle(plan, state, member)
    const steps = 8 + random.below(12)
    for (let i = 0; i < steps; i++) weighted(random, STEPS)(plan, state)
  }
}

type Step = (plan: Plan, state: State) => void

const STEPS: readonly (readonly [number, Step])[] = [
  [10, (plan, state) => beat(plan, anyMember(plan, state), state)],
  [4, settle],
  [5, (plan, state) => joinAndSettle(plan, state, plan.random.pick(state.members))],
  [3, changeSubscription],
  [4, leave],
  [3, wrongHeartbeat],
  [2, wrongJoin],
  [5, commit],
  [3, fetch],
  [5, describe],
  [2, (plan, state) => describeAsClassic(plan, state)],
  [2, plan => listGroups(plan, 'consumer')],
  [2, (plan, { groupId }) => deleteGroups(plan, () => plan.random.pick([groupId, own('missing')]))],
  [1, (plan, { groupId }) => deleteOffsets(plan, groupId)],
  [2, classicStep],
  [1, leaveByAdmin],
  [1, joinWithoutId],
  [1, growTopic],
  [1, plan => deleteTopic(plan)]
]

type Heartbeat = Draft<ConsumerGroupHeartbeatRequest>

function heartbeatOf({ groupId }: State, member: Member): Heartbeat {
  return {
    groupId,
    memberId: memberIdOf(member),
    memberEpoch: epochOf(member),
    instanceId: instanceOf(member),
    rackId: null,
    rebalanceTimeoutMs: -1,
    subscribedTopicNames: null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    topicPartitions: null
  }
}

function keepMember({ index }: Member) {
  type Answer = { errorCode: number; memberId: string | null; memberEpoch: number; assignment: { topicPartitions: unknown } | null }
  return {
    [`member ${index}`]: ({ errorCode, memberId }: Answer) => (errorCode === 0 ? (memberId ?? undefined) : undefined),
    [`epoch ${index}`]: ({ errorCode, memberEpoch }: Answer) => (errorCode === 0 ? memberEpoch : undefined),
    [`assigned ${index}`]: ({ assignment }: Answer) => assignment?.topicPartitions
  }
}

/**
 * With the assignor uniform all members subscribe to the same topic by its name. For several topics
 * Kafka takes them in the order of a hash map of their ids, and for members that subscribe
 * differently, also by a regular expression, it depends on such orders who gets what. With regular
 * expressions all members subscribe to what these match: Kafka may take different ones for equal.
 */
function subscription({ random }: Plan, { assignor, hasRegexes }: State): Draft<string>[] {
  if (assignor === 'uniform' || hasRegexes) return [own('a')]
  return weighted(random, [
    [6, [own('a')]],
    [3, [own('a'), own('b')]],
    [1, [own('b')]],
    [1, [own('a'), own('missing')]]
  ])
}

const PATTERN = new Later('‹own a.*›', ({ prefix }) => `${prefix}a.*`)

function assignorOf({ random }: Plan, { assignor }: State): string | null {
  return assignor === 'range' ? assignor : random.pick([null, 'uniform'])
}

/** A member joins, or joins again. */
function join(plan: Plan, state: State, member: Member): void {
  const { random } = plan
  if (member.protocol === undefined) {
    member.hasRegex = state.hasRegexes && random.once(2)
    // A static member that has left comes back under a new id.
    if (member.isStatic && random.once(2)) member.life++
  }
  const version = plan.version(ConsumerGroupHeartbeat, member.hasRegex ? REGEX_SINCE : 0)
  plan.send(
    ConsumerGroupHeartbeat,
    {
      ...heartbeatOf(state, member),
      memberId: newIdOf(member),
      memberEpoch: memberEpochs.JOIN_GROUP,
      rackId: random.once(3) ? 'rack1' : null,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      subscribedTopicNames: member.hasRegex ? null : subscription(plan, state),
      subscribedTopicRegex: member.hasRegex ? PATTERN : null,
      serverAssignor: assignorOf(plan, state),
      topicPartitions: []
    },
    { version, keep: keepMember(member), ...(member.hasRegex && { until: regexIsResolved(state) }) }
  )
  member.protocol = 'consumer'
}

/**
 * Kafka resolves a regular expression after it has answered, and then raises the group epoch. It has
 * resolved one before if a member had it. The assignment of the member does not tell: a static
 * member that comes back has its old one.
 */
function regexIsResolved({ groupId }: State): Evidence {
  const request = { groupIds: [groupId], includeAuthorizedOperations: false }
  return evidence(ConsumerGroupDescribe, 0, request, ({ groups: [group] }, answer: { memberEpoch: number }, before) => {
    const hadRegex = before.groups[0]?.members.some(({ subscribedTopicRegex }) => Boolean(subscribedTopicRegex)) === true
    return hadRegex || group === undefined || group.groupEpoch > answer.memberEpoch
  })
}

function joinAndSettle(plan: Plan, state: State, member: Member): void {
  if (member.protocol === 'classic') return
  join(plan, state, member)
  if (!plan.random.once(4)) settle(plan, state)
}

/** A member of another group that lets the coordinator make its id. */
function joinWithoutId(plan: Plan): void {
  const base = { groupId: own('alone'), memberEpoch: memberEpochs.JOIN_GROUP, rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS }
  const joining = {
    memberId: '',
    instanceId: null,
    rackId: null,
    serverAssignor: null,
    topicPartitions: [],
    subscribedTopicNames: [own('a')]
  }
  const keep = { alone: ({ memberId }: { memberId: string | null }) => memberId ?? undefined }
  plan.send(ConsumerGroupHeartbeat, { ...base, ...joining }, { version: 0, keep })
  const leaving = {
    memberId: kept('alone', 'nobody'),
    memberEpoch: memberEpochs.LEAVE_GROUP,
    subscribedTopicNames: null,
    topicPartitions: null
  }
  if (!plan.random.once(4)) plan.send(ConsumerGroupHeartbeat, { ...base, ...joining, ...leaving })
}

/** A heartbeat of a member. It says which partitions it has, or leaves them out. */
function beat(plan: Plan, member: Member, state: State, isHonest = false): void {
  const { random } = plan
  if (member.protocol === 'classic') return classicBeat(plan, state, member)
  const isFull = random.once(6)
  const topicPartitions = isHonest
    ? assignedOf(member)
    : weighted<Draft<ConsumerGroupHeartbeatRequest['topicPartitions']>>(random, [
        [6, assignedOf(member)],
        [4, null],
        [1, []],
        [1, [{ topicId: kept('id of a', UNKNOWN_ID), partitions: [0, 1, 2, 3, 4, 5] }]]
      ])
  plan.send(
    ConsumerGroupHeartbeat,
    {
      ...heartbeatOf(state, member),
      ...(isFull && !member.hasRegex && { rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS, subscribedTopicNames: subscription(plan, state) }),
      topicPartitions
    },
    { keep: keepMember(member) }
  )
}

/** All members send heartbeats until each has what it shall have. */
function settle(plan: Plan, state: State): void {
  for (let round = 0; round < 2; round++)
    for (const member of state.members) if (member.protocol !== undefined) beat(plan, member, state, true)
}

/** A member subscribes to other topics, or names another assignor. */
function changeSubscription(plan: Plan, state: State): void {
  const { random } = plan
  const member = anyMember(plan, state)
  const change = random.once(3)
    ? { serverAssignor: assignorOf(plan, state) }
    : {
        subscribedTopicNames: random.once(6) && state.assignor === 'range' && !state.hasRegexes ? [] : subscription(plan, state),
        ...(random.once(2) && { rackId: 'rack2' })
      }
  plan.send(ConsumerGroupHeartbeat, { ...heartbeatOf(state, member), ...change }, { keep: keepMember(member) })
}

function leave(plan: Plan, state: State): void {
  const { random } = plan
  const member = anyMember(plan, state)
  if (member.protocol === 'classic') return classicLeave(plan, state, member)
  const memberEpoch = member.isStatic && random.once(2) ? memberEpochs.LEAVE_GROUP_STATIC : memberEpochs.LEAVE_GROUP
  plan.send(ConsumerGroupHeartbeat, { ...heartbeatOf(state, member), memberEpoch })
  member.protocol = undefined
}

/** A heartbeat of a member that is refused, or at least unusual. */
function wrongHeartbeat(plan: Plan, state: State): void {
  const { random } = plan
  const member = anyMember(plan, state)
  const wrong = random.pick<Partial<Heartbeat>>([
    { memberId: 'nobody' },
    { memberId: '' },
    { groupId: '' },
    { groupId: own('missing') },
    { groupId: own('simple') },
    { memberEpoch: epochAfter(member, 1) },
    { memberEpoch: epochAfter(member, -1) },
    { memberEpoch: epochAfter(member, -1), topicPartitions: assignedOf(member) },
    { memberEpoch: epochAfter(member, -1), topicPartitions: [] },
    { memberEpoch: 99 },
    { memberEpoch: UNKNOWN_EPOCH },
    { memberEpoch: memberEpochs.LEAVE_GROUP, memberId: 'nobody' },
    { memberEpoch: memberEpochs.LEAVE_GROUP_STATIC, instanceId: null },
    { memberEpoch: memberEpochs.LEAVE_GROUP_STATIC, instanceId: 'nothing' },
    { memberEpoch: memberEpochs.LEAVE_GROUP, instanceId: 'nothing' },
    { instanceId: 'nothing' },
    { instanceId: '' },
    { instanceId: own('instance-0') },
    { rackId: '' },
    { serverAssignor: 'sticky' },
    { subscribedTopicRegex: '(' },
    { topicPartitions: [{ topicId: UNKNOWN_ID, partitions: [0] }] }
  ])
  // What is right after all keeps the epoch as it is known.
  const isChange = 'topicPartitions' in wrong || 'serverAssignor' in wrong
  const version = plan.version(ConsumerGroupHeartbeat, 'subscribedTopicRegex' in wrong ? REGEX_SINCE : 0)
  plan.send(ConsumerGroupHeartbeat, { ...heartbeatOf(state, member), ...wrong }, { version, ...(isChange && { keep: keepMember(member) }) })
}

/** A member that does not get into the group. */
function wrongJoin(plan: Plan, state: State): void {
  const { random } = plan
  const base: Heartbeat = {
    ...heartbeatOf(state, random.pick(state.members)),
    memberId: own('newcomer'),
    memberEpoch: memberEpochs.JOIN_GROUP,
    instanceId: null,
    rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
    subscribedTopicNames: [own('a')],
    topicPartitions: []
  }
  const wrong = random.pick<Partial<Heartbeat>>([
    { rebalanceTimeoutMs: -1 },
    { subscribedTopicNames: null },
    { topicPartitions: null },
    { topicPartitions: [{ topicId: kept('id of a', UNKNOWN_ID), partitions: [0] }] },
    { serverAssignor: '' },
    { serverAssignor: 'sticky' },
    { groupId: ' ' },
    { instanceId: ' ' },
    { rackId: ' ' },
    { subscribedTopicNames: null, subscribedTopicRegex: '[' },
    { subscribedTopicNames: null, subscribedTopicRegex: '(?=a)' }
  ])
  const version = plan.version(ConsumerGroupHeartbeat, 'subscribedTopicRegex' in wrong ? REGEX_SINCE : 0)
  plan.send(ConsumerGroupHeartbeat, { ...base, ...wrong }, { version })
}

function commit(plan: Plan, state: State): void {
  const { random } = plan
  if (random.once(4)) return commitOffsets(plan, simpleCommitter(random.pick([state.groupId, own('simple')])))
  const { member, memberId, groupInstanceId, epoch, groupId } = committerOf(plan, state)
  if (random.once(4)) return commitOffsets(plan, { groupId, memberId, groupInstanceId, epoch })
  const partition = {
    partitionIndex: ownPartition(member),
    committedOffset: 7n,
    committedLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
    committedMetadata: ''
  }
  const topics = [{ name: own('a'), topicId: kept('id of a', UNKNOWN_ID), partitions: [partition] }]
  const request = { groupId, memberId, groupInstanceId, generationIdOrMemberEpoch: epoch, topics }
  plan.send(OffsetCommit, request, { version: plan.version(OffsetCommit, random.once(4) ? 2 : 9) })
}

function fetch(plan: Plan, state: State): void {
  const committer = plan.random.once(3) ? simpleCommitter(state.groupId) : committerOf(plan, state)
  fetchOffsets(plan, committer, own('simple'))
}

function describe(plan: Plan, { groupId }: State): void {
  const { random } = plan
  const groupIds = weighted<Draft<string>[]>(random, [
    [8, [groupId]],
    [1, [groupId, own('simple')]],
    [1, [own('missing'), groupId]],
    [1, ['']]
  ])
  plan.send(ConsumerGroupDescribe, { groupIds, includeAuthorizedOperations: random.once(3) })
}

/** The group begins as a classic one, with one member. */
function becomeClassic(plan: Plan, state: State): void {
  const [member] = state.members
  if (member === undefined) return
  classicJoin(plan, state, member)
  if (!plan.random.once(5)) classicSync(plan, state, member)
}

function classicStep(plan: Plan, state: State): void {
  const { random } = plan
  const [member] = state.members
  if (member === undefined || member.protocol === 'consumer' || state.assignor === 'uniform') return
  // The coordinator of a consumer group makes ids that have no order in relation to those of others.
  if (member.protocol === undefined && !member.isStatic) return
  if (member.protocol === undefined || random.once(2)) classicJoin(plan, state, member)
  if (!random.once(4)) classicSync(plan, state, member)
}

/** A topic gets partitions, so that the group needs another assignment. */
function growTopic(plan: Plan): void {
  const topics = [{ name: own('a'), count: plan.random.pick([7, 9]), assignments: null }]
  plan.send(CreatePartitions, { topics, timeoutMs: 10_000, validateOnly: false })
}
