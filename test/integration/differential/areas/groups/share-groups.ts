import {
  AlterShareGroupOffsets,
  acks,
  ConsumerGroupHeartbeat,
  configOperations,
  configResourceTypes,
  DeleteShareGroupOffsets,
  DescribeShareGroupOffsets,
  IncrementalAlterConfigs,
  memberEpochs,
  Produce,
  ShareGroupDescribe,
  ShareGroupHeartbeat,
  type ShareGroupHeartbeatRequest
} from '../../../../../src/messages.ts'
import { batchBuilder } from '../../../../../src/records/index.ts'
import { type Draft, Later, own, weighted } from '../../framework/later.ts'
import { type Area, type Evidence, evidence, type Plan } from '../../framework/plan.ts'
import { createTwoTopics } from '../two-topics.ts'
import { commitOffsets, deleteGroups, deleteOffsets, describeGroups, fetchOffsets, listGroups, simpleCommitter } from './group-offsets.ts'
import { acknowledge, fetch, wrongAcknowledge, wrongFetch } from './share-groups-fetch.ts'
import { anyMember, epochOf, GROUP, idOf, type Member, memberIdOf, newState, type State, startOffset } from './share-groups-members.ts'

/** Share groups (KIP-932) with one or two members, which fetch from one partition. Kafka 3.9 has none. */
export const shareGroups: Area = {
  name: 'share-groups',
  weight: 3,
  releases: ['4.4.0'],
  generate(plan) {
    const { random } = plan
    const state = newState(plan)
    createTwoTopics(plan)
    configure(plan)
    produce(plan)
    for (const member of state.members) if (!random.once(member.index === 0 ? 8 : 2)) join(plan, state, member)
    const steps = 8 + random.below(12)
    for (let i = 0; i < steps; i++) weighted(random, STEPS)(plan, state)
  }
}

type Step = (plan: Plan, state: State) => void

const STEPS: readonly (readonly [number, Step])[] = [
  [4, produce],
  [12, fetch],
  [12, acknowledge],
  [2, wrongFetch],
  [3, wrongAcknowledge],
  [4, (plan, state) => beat(plan, anyMember(plan, state))],
  [3, (plan, state) => join(plan, state, plan.random.pick(state.members))],
  [2, changeSubscription],
  [2, leave],
  [3, wrongHeartbeat],
  [3, describe],
  [4, describeOffsets],
  [1, alterOffsets],
  [1, removeOffsets],
  [1, plan => listGroups(plan, 'share')],
  [1, removeGroup],
  [1, asOtherKind]
]

/** New groups begin at the first record. Locks last as long as they may. */
function configure(plan: Plan): void {
  const { random } = plan
  const values: [name: string, value: string][] = [
    ['share.auto.offset.reset', 'earliest'],
    ['share.record.lock.duration.ms', '60000']
  ]
  if (random.once(3)) values.push(['share.delivery.count.limit', random.pick(['2', '3'])])
  if (random.once(4)) values.push(['share.isolation.level', 'read_committed'])
  const configs = values.map(([name, value]) => ({ name, configOperation: configOperations.SET, value }))
  const resources = [{ resourceType: configResourceTypes.GROUP, resourceName: GROUP, configs }]
  plan.send(IncrementalAlterConfigs, { resources, validateOnly: false })
}

function produce(plan: Plan): void {
  const { random } = plan
  const count = 1 + random.below(4)
  const values = Array.from({ length: count }, () => `value ${random.below(1_000)}`)
  const records = new Later(`‹batch of ${count}›`, ({ nowMs }) => {
    const builder = batchBuilder({ maxBytes: 100_000 })
    for (const value of values) builder.append({ value, timestamp: BigInt(nowMs - 5_000) })
    return builder.build({})
  })
  const topicData = [{ name: own('b'), topicId: idOf('b'), partitionData: [{ index: 0, records }] }]
  const FIRST_OF_ALL = 3
  const version = plan.version(Produce, FIRST_OF_ALL)
  plan.send(Produce, { acks: acks.ALL, timeoutMs: 5_000, topicData }, { version })
}

type Heartbeat = Draft<ShareGroupHeartbeatRequest>

function heartbeatOf(member: Member): Heartbeat {
  return { groupId: GROUP, memberId: memberIdOf(member), memberEpoch: epochOf(member), rackId: null, subscribedTopicNames: null }
}

function keepEpoch({ index }: Member) {
  return {
    [`epoch ${index}`]: ({ errorCode, memberEpoch }: { errorCode: number; memberEpoch: number }) =>
      errorCode === 0 ? memberEpoch : undefined
  }
}

/** Kafka makes the state of new partitions after it has answered, and assigns them after that. */
function areInitialized(topics: readonly string[]): Evidence {
  const request = { groups: [{ groupId: GROUP, topics: null }] }
  return evidence(DescribeShareGroupOffsets, 0, request, ({ groups: [group] }) =>
    topics.every(name => group?.topics.some(({ topicName }) => topicName.endsWith(`-${name}`)))
  )
}

/**
 * Two members share the only partition of topic b. How Kafka spreads several partitions depends on
 * hash maps of topic ids.
 */
function subscription({ random }: Plan, { members }: State): string[] {
  if (members.length > 1) return ['b']
  return weighted(random, [
    [6, ['b']],
    [3, ['a', 'b']],
    [1, ['a']]
  ])
}

function join(plan: Plan, state: State, member: Member): void {
  const topics = subscription(plan, state)
  for (const topic of topics) state.topics.add(topic)
  const joining = {
    memberEpoch: memberEpochs.JOIN_GROUP,
    subscribedTopicNames: topics.map(own),
    rackId: plan.random.once(3) ? 'rack1' : null
  }
  plan.send(ShareGroupHeartbeat, { ...heartbeatOf(member), ...joining }, { keep: keepEpoch(member), until: areInitialized(topics) })
  // A heartbeat with topics is answered with all partitions.
  plan.send(ShareGroupHeartbeat, { ...heartbeatOf(member), subscribedTopicNames: topics.map(own) }, { keep: keepEpoch(member) })
  member.isIn = true
}

function beat(plan: Plan, member: Member): void {
  plan.send(ShareGroupHeartbeat, heartbeatOf(member), { keep: keepEpoch(member) })
}

/** A member subscribes to other topics. Only those that the group knows are assigned at once. */
function changeSubscription(plan: Plan, state: State): void {
  const member = anyMember(plan, state)
  const known = [...state.topics]
  if (known.length === 0) return
  const topics = plan.random.pick([known, known, [...known.slice(0, 1)]]).map(own)
  plan.send(ShareGroupHeartbeat, { ...heartbeatOf(member), subscribedTopicNames: topics }, { keep: keepEpoch(member) })
}

function leave(plan: Plan, state: State): void {
  const member = anyMember(plan, state)
  plan.send(ShareGroupHeartbeat, { ...heartbeatOf(member), memberEpoch: memberEpochs.LEAVE_GROUP })
  member.isIn = false
}

/** A heartbeat that is refused. */
function wrongHeartbeat(plan: Plan, state: State): void {
  const { random } = plan
  const UNKNOWN_EPOCH = -2
  const joining = { memberEpoch: memberEpochs.JOIN_GROUP, subscribedTopicNames: [own('a')] }
  const wrong = random.pick<Partial<Heartbeat>>([
    { memberId: 'nobody' },
    { memberId: '' },
    { memberId: 'm'.repeat(37) },
    { groupId: '' },
    { groupId: own('missing') },
    { memberEpoch: 99 },
    { memberEpoch: 1 },
    { memberEpoch: UNKNOWN_EPOCH },
    { memberEpoch: memberEpochs.LEAVE_GROUP, memberId: 'nobody' },
    { memberEpoch: memberEpochs.LEAVE_GROUP, groupId: own('missing') },
    { rackId: '' },
    { ...joining, subscribedTopicNames: null },
    { ...joining, subscribedTopicNames: [] },
    { ...joining, memberId: '' },
    { ...joining, groupId: '' }
  ])
  plan.send(ShareGroupHeartbeat, { ...heartbeatOf(anyMember(plan, state)), ...wrong })
}

function describe(plan: Plan): void {
  const { random } = plan
  const groupIds = random.pick<Draft<string>[]>([[GROUP], [GROUP], [GROUP, own('missing')], [own('simple')], ['']])
  plan.send(ShareGroupDescribe, { groupIds, includeAuthorizedOperations: random.once(3) })
}

function describeOffsets(plan: Plan): void {
  const { random } = plan
  const topic = (topicName: string, partitions: number[]) => ({ topicName: own(topicName), partitions })
  const topics = random.pick([null, null, [topic('a', [0])], [topic('a', [0, 1]), topic('b', [0])], [topic('missing', [0])], []])
  const groupId = random.once(8) ? own('missing') : GROUP
  plan.send(DescribeShareGroupOffsets, { groups: [{ groupId, topics }] })
}

function removeGroup(plan: Plan, state: State): void {
  deleteGroups(plan, () => GROUP)
  state.isAltered = true
}

function alterOffsets(plan: Plan, state: State): void {
  const { random } = plan
  const partition = (partitionIndex: number) => ({ partitionIndex, startOffset: startOffset(plan) })
  const topics = random.pick([
    [{ topicName: own('a'), partitions: [partition(0)] }],
    [{ topicName: own('a'), partitions: [partition(0), partition(1)] }],
    [{ topicName: own('missing'), partitions: [partition(0)] }],
    [{ topicName: own('b'), partitions: [partition(7)] }]
  ])
  plan.send(AlterShareGroupOffsets, { groupId: random.once(8) ? '' : GROUP, topics })
  state.isAltered = true
}

function removeOffsets(plan: Plan, state: State): void {
  const { random } = plan
  const topics = random.pick([['a'], ['a', 'b'], ['missing']]).map(name => ({ topicName: own(name) }))
  plan.send(DeleteShareGroupOffsets, {
    groupId: weighted<Draft<string>>(random, [
      [6, GROUP],
      [1, own('missing')],
      [1, '']
    ]),
    topics
  })
  state.isAltered = true
}

/** What a share group does not have. */
function asOtherKind(plan: Plan, state: State): void {
  const { random } = plan
  const steps: readonly Step[] = [
    () => commitOffsets(plan, simpleCommitter(GROUP)),
    () => fetchOffsets(plan, simpleCommitter(GROUP), own('simple')),
    () => deleteOffsets(plan, GROUP),
    () => describeGroups(plan, () => GROUP),
    () =>
      plan.send(ConsumerGroupHeartbeat, {
        ...{ groupId: GROUP, memberId: own('c'), memberEpoch: memberEpochs.JOIN_GROUP, instanceId: null, rackId: null },
        ...{
          rebalanceTimeoutMs: 30_000,
          subscribedTopicNames: [own('a')],
          subscribedTopicRegex: null,
          serverAssignor: null,
          topicPartitions: []
        }
      })
  ]
  random.pick(steps)(plan, state)
}
