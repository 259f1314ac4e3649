import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  absentValues,
  acks,
  CreateTopics,
  DescribeProducers,
  DescribeTransactions,
  EndTxn,
  Fetch,
  InitProducerId,
  isolationLevels,
  ListOffsets,
  ListTransactions,
  OffsetFetch,
  Produce,
  replicaIds,
  sessionEpochs,
  specialOffsets,
  specialTimestamps,
  TxnOffsetCommit,
  transactionResults
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { type Draft, fromNow, kept, Later, own, resolve, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'

const UNKNOWN_ID = Buffer.alloc(16, 0x5e).toString('base64url')
/** A producer id that no broker gives. */
const NO_SUCH_PRODUCER = 1_000_000_000_007n
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** The versions from which on a client uses level 2 of transaction.version (KIP-890). */
const BUMP_SINCE = { EndTxn: 5, Produce: 12, TxnOffsetCommit: 5 } as const
/** The versions from which on topics have ids. */
const BY_ID_SINCE = { Fetch: 13, Produce: 13, TxnOffsetCommit: 6, OffsetFetch: 10 } as const

type TopicName = 'a' | 'b' | 'missing'
type Name = 't0' | 't1'

/** Transactions of two transactional ids in two topics and two groups. */
export const transactions: Area = {
  name: 'transactions',
  weight: 3,
  generate(plan) {
    const style = weighted<Style>(plan.random, [
      [3, 'explicit'],
      [plan.range(EndTxn).max >= BUMP_SINCE.EndTxn ? 5 : 0, 'bumping'],
      [1, 'mixed']
    ])
    const state: State = { style, added: new Set(), sequences: new Map() }
    createTopics(plan)
    init(plan, state, 't0', true)
    if (plan.random.once(3)) init(plan, state, 't1', true)
    const steps = 8 + plan.random.below(16)
    for (let i = 0; i < steps; i++) weighted(plan.random, STEPS)(plan, state)
  }
}

/** Whether the clients know KIP-890, do not know it, or both in turn. */
type Style = 'explicit' | 'bumping' | 'mixed'

/** What the generator believes of the sequence so far. */
interface State {
  readonly style: Style
  /** The partitions and groups that were added to open transactions. */
  readonly added: Set<string>
  /** The next sequence number by transactional id and partition. */
  readonly sequences: Map<string, number>
}

const STEPS: readonly (readonly [number, (plan: Plan, state: State) => void])[] = [
  [9, produce],
  [6, addPartitions],
  [2, addOffsets],
  [3, commitOffsets],
  [6, end],
  [3, (plan, state) => init(plan, state, anyName(plan), false)],
  [2, describeTransactions],
  [1, listTransactions],
  [2, describeProducers],
  [3, fetch],
  [2, listOffsets],
  [2, fetchOffsets]
]

function createTopics(plan: Plan): void {
  const topic = (name: string, numPartitions: number) => ({
    name: own(name),
    numPartitions,
    replicationFactor: 1,
    assignments: [],
    configs: []
  })
  plan.send(
    CreateTopics,
    { topics: [topic('a', 2), topic('b', 1)], timeoutMs: 10_000, validateOnly: false },
    {
      keep: {
        'id of a': ({ topics }) => topics.find(({ name }) => name.endsWith('-a'))?.topicId,
        'id of b': ({ topics }) => topics.find(({ name }) => name.endsWith('-b'))?.topicId
      },
      version: plan.range(CreateTopics).max
    }
  )
}

function anyName(plan: Plan): Name {
  return plan.random.once(5) ? 't1' : 't0'
}

/** The name with which a request is sent: rarely one that does not exist. */
function sentName(plan: Plan, name: Name): Draft<string> {
  return weighted<Draft<string>>(plan.random, [
    [40, own(name)],
    [1, own('t9')],
    [1, '']
  ])
}

function anyTopic(plan: Plan): TopicName {
  return weighted<TopicName>(plan.random, [
    [20, 'a'],
    [10, 'b'],
    [1, 'missing']
  ])
}

function anyPartition(plan: Plan, topic: TopicName): number {
  return weighted(plan.random, [
    [20, 0],
    [topic === 'a' ? 10 : 1, 1]
  ])
}

function anyGroup(plan: Plan): Draft<string> {
  return weighted<Draft<string>>(plan.random, [
    [10, own('g0')],
    [3, own('g1')],
    [1, '']
  ])
}

/** The name of a topic before a version, and its id from then on. */
function nameOrId(topic: TopicName, field: 'name' | 'topic', isById: boolean): { name?: never } {
  const id = topic === 'missing' ? UNKNOWN_ID : kept(`id of ${topic}`, UNKNOWN_ID)
  return (isById ? { topicId: id } : { [field]: own(topic) }) as { name?: never }
}

/** A version on one side of a change of the protocol, according to the style of the sequence. */
function styled(plan: Plan, { style }: State, api: { readonly key: number; readonly name: keyof typeof BUMP_SINCE }): number {
  const { min, max } = plan.range(api)
  const since = BUMP_SINCE[api.name]
  const oldest = api.name === 'Produce' ? Math.max(min, 3) : min // Before version 3 there is no transactional id.
  const isBumping = since <= max && (style === 'bumping' || (style === 'mixed' && plan.random.once(2)))
  const [from, to] = isBumping ? [since, max] : [oldest, Math.min(since - 1, max)]
  return from + plan.random.below(to - from + 1)
}

interface Producer {
  readonly producerId: Draft<bigint>
  readonly producerEpoch: Draft<number>
}

/**
 * Mostly the producer of a transactional id; else one that is wrong in one way. `mayBeAhead` says
 * whether it may be one that the broker has not given yet.
 */
function producerOf(plan: Plan, name: Name, mayBeAhead = true): Producer {
  const producerId = kept(`producer ${name}`, NO_SUCH_PRODUCER)
  const epoch = kept(`epoch ${name}`, 0)
  const shifted = (by: number): Later<number> => new Later(`${epoch.label}${by}`, bindings => epoch.resolve(bindings) + by)
  return weighted<Producer>(plan.random, [
    [30, { producerId, producerEpoch: epoch }],
    [1, { producerId, producerEpoch: shifted(-1) }],
    [mayBeAhead ? 1 : 0, { producerId, producerEpoch: shifted(1) }],
    [mayBeAhead ? 1 : 0, { producerId: kept(`producer ${name === 't0' ? 't1' : 't0'}`, NO_SUCH_PRODUCER), producerEpoch: epoch }]
  ])
}

/** The next transaction begins: nothing is added, and the epoch may be a new one. */
function begin(state: State, name: Name, isNewEpoch: boolean): void {
  for (const each of state.added) if (each.startsWith(name)) state.added.delete(each)
  if (isNewEpoch) for (const each of [...state.sequences.keys()]) if (each.startsWith(name)) state.sequences.delete(each)
}

function init(plan: Plan, state: State, name: Name, isFirst: boolean): void {
  const { random } = plan
  const { NO_PRODUCER_ID, NO_PRODUCER_EPOCH } = absentValues
  const none: Producer = { producerId: NO_PRODUCER_ID, producerEpoch: NO_PRODUCER_EPOCH }
  const known = producerOf(plan, name)
  const asks = isFirst
    ? none
    : weighted<Producer>(random, [
        [8, none],
        [8, known],
        [1, { ...known, producerEpoch: NO_PRODUCER_EPOCH }],
        [1, { ...none, producerEpoch: 0 }]
      ])
  const transactionalId = weighted<Draft<string | null>>(random, [
    [30, own(name)],
    [isFirst ? 0 : 2, null],
    [isFirst ? 0 : 1, '']
  ])
  const transactionTimeoutMs = weighted(random, [
    [24, MINUTE_MS],
    [2, 15 * MINUTE_MS],
    [isFirst ? 0 : 1, 15 * MINUTE_MS + 1],
    [isFirst ? 0 : 1, 0],
    [isFirst ? 0 : 1, -1]
  ])
  const isOwn = transactionalId instanceof Later
  plan.send(
    InitProducerId,
    { transactionalId, transactionTimeoutMs, ...asks },
    {
      keep: isOwn
        ? {
            [`producer ${name}`]: ({ errorCode, producerId }) => (errorCode === 0 ? producerId : undefined),
            [`epoch ${name}`]: ({ errorCode, producerEpoch }) => (errorCode === 0 ? producerEpoch : undefined)
          }
        : {}
    }
  )
  if (isOwn) begin(state, name, true)
}

function addPartitions(plan: Plan, state: State): void {
  const { random } = plan
  const name = anyName(plan)
  const topics = new Map<TopicName, Set<number>>()
  for (let i = random.once(3) ? 2 : 1; i > 0; i--) {
    const topic = anyTopic(plan)
    const index = anyPartition(plan, topic)
    topics.set(topic, (topics.get(topic) ?? new Set()).add(index))
    state.added.add(`${name} ${topic} ${index}`)
  }
  const { producerId, producerEpoch } = producerOf(plan, name)
  const { min, max } = plan.range(AddPartitionsToTxn)
  plan.send(
    AddPartitionsToTxn,
    {
      transactions: [],
      v3AndBelowTransactionalId: sentName(plan, name),
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [...topics].map(([topic, partitions]) => ({ name: own(topic), partitions: [...partitions] }))
    },
    { version: min + random.below(Math.min(max, 3) - min + 1) } // Versions 4 and 5 are for brokers.
  )
}

function addOffsets(plan: Plan, state: State): void {
  const name = anyName(plan)
  state.added.add(`${name} group`)
  plan.send(AddOffsetsToTxn, { transactionalId: sentName(plan, name), groupId: anyGroup(plan), ...producerOf(plan, name) })
}

function commitOffsets(plan: Plan, state: State): void {
  const { random } = plan
  const name = anyName(plan)
  const version = styled(plan, state, TxnOffsetCommit as typeof TxnOffsetCommit & { name: 'TxnOffsetCommit' })
  if (version < BUMP_SINCE.TxnOffsetCommit && !state.added.has(`${name} group`) && !random.once(4)) addOffsets(plan, state)
  const topic = anyTopic(plan)
  const [memberId, generationIdOrMemberEpoch] = weighted<readonly [string, number]>(random, [
    [12, ['', -1]],
    [1, ['member', -1]],
    [1, ['', 3]],
    [1, ['member', 3]]
  ])
  plan.send(
    TxnOffsetCommit,
    {
      transactionalId: sentName(plan, name),
      groupId: anyGroup(plan),
      ...producerOf(plan, name, isChecked(plan)),
      generationIdOrMemberEpoch,
      memberId,
      groupInstanceId: random.once(20) ? 'instance' : null,
      topics: [
        {
          ...nameOrId(topic, 'name', version >= BY_ID_SINCE.TxnOffsetCommit),
          partitions: [
            {
              partitionIndex: anyPartition(plan, topic),
              committedOffset: BigInt(random.below(9)),
              committedLeaderEpoch: random.once(3) ? 0 : -1,
              committedMetadata: weighted(random, [
                [6, ''],
                [2, null],
                [2, 'metadata'],
                [1, 'x'.repeat(4097)]
              ])
            }
          ]
        }
      ]
    },
    { version }
  )
}

/** Whether a write in an open transaction is checked: Kafka 3.9 accepts one of a later epoch. */
const isChecked = ({ release }: Plan): boolean => release !== '3.9.2'

/** A transactional batch that is mostly the next one of its producer. */
function produce(plan: Plan, state: State): void {
  const { random } = plan
  const name = anyName(plan)
  const [topic, version] = [anyTopic(plan), styled(plan, state, Produce as typeof Produce & { name: 'Produce' })]
  const index = anyPartition(plan, topic)
  const key = `${name} ${topic} ${index}`
  const transactionalId = weighted<Draft<string | null>>(random, [
    [30, sentName(plan, name)],
    [1, null]
  ])
  const isTransactional = !random.once(20)
  // A batch in an epoch to come that is not checked makes the partition refuse all later markers.
  const producer = producerOf(plan, name, isTransactional && isChecked(plan))
  if (version < BUMP_SINCE.Produce && !state.added.has(key) && !random.once(4)) addOne(plan, state, name, topic, index, producer)
  const next = state.sequences.get(key) ?? 0
  const count = 1 + random.below(2)
  const baseSequence = weighted(random, [
    [16, next],
    [2, Math.max(0, next - count)], // the last batch once more
    [1, next + 2],
    [1, 0]
  ])
  if (baseSequence === next) state.sequences.set(key, next + count)
  const fields = { isTransactional, ...producer, baseSequence }
  plan.send(
    Produce,
    {
      transactionalId,
      acks: random.once(20) ? acks.LEADER : acks.ALL,
      timeoutMs: 5_000,
      topicData: [
        { ...nameOrId(topic, 'name', version >= BY_ID_SINCE.Produce), partitionData: [{ index, records: batch(plan, count, fields) }] }
      ]
    },
    { version }
  )
}

function addOne(plan: Plan, state: State, name: Name, topic: TopicName, index: number, { producerId, producerEpoch }: Producer): void {
  state.added.add(`${name} ${topic} ${index}`)
  const v3AndBelowTopics = [{ name: own(topic), partitions: [index] }]
  const ids = { v3AndBelowTransactionalId: own(name), v3AndBelowProducerId: producerId, v3AndBelowProducerEpoch: producerEpoch }
  plan.send(AddPartitionsToTxn, { transactions: [], ...ids, v3AndBelowTopics }, { version: 3 })
}

function batch({ random }: Plan, count: number, fields: object): Later<Uint8Array> {
  const drafts = Array.from({ length: count }, (_, index) => ({
    key: null,
    value: `value ${random.below(1_000)}`,
    timestamp: fromNow(index - 5_000)
  }))
  return new Later(`‹batch of ${count}: ${Object.entries(fields).map(([name, value]) => `${name} ${labelOf(value)}`)}›`, bindings => {
    const builder = batchBuilder({ compression: 'none', maxBytes: 100_000 })
    for (const draft of drafts) builder.append(resolve(draft, bindings) as typeof draft & { timestamp: bigint })
    const built = resolve(fields, bindings) as { producerEpoch: number }
    return builder.build({ ...built, producerEpoch: Math.max(0, built.producerEpoch) })
  })
}

const labelOf = (value: unknown): string => (value instanceof Later ? value.label : String(value))

function end(plan: Plan, state: State): void {
  const { random } = plan
  const name = anyName(plan)
  const version = styled(plan, state, EndTxn as typeof EndTxn & { name: 'EndTxn' })
  const request = {
    transactionalId: sentName(plan, name),
    ...producerOf(plan, name),
    committed: random.once(2) ? transactionResults.COMMIT : transactionResults.ABORT
  }
  const twice = random.once(8)
  for (let i = 0; i < (twice ? 2 : 1); i++) {
    plan.send(EndTxn, request, {
      version,
      // The request is only repeated as it was if the first answer is not used.
      keep:
        version >= BUMP_SINCE.EndTxn && (!twice || i > 0)
          ? {
              [`producer ${name}`]: ({ errorCode, producerId }) => (errorCode === 0 ? producerId : undefined),
              [`epoch ${name}`]: ({ errorCode, producerEpoch }) => (errorCode === 0 ? producerEpoch : undefined)
            }
          : {}
    })
  }
  begin(state, name, version >= BUMP_SINCE.EndTxn)
}

function describeTransactions(plan: Plan): void {
  const names = weighted<readonly Draft<string>[]>(plan.random, [
    [6, [own('t0')]],
    [4, [own('t0'), own('t1')]],
    [1, [own('t9')]],
    [1, ['']]
  ])
  plan.send(DescribeTransactions, { transactionalIds: names })
}

function listTransactions(plan: Plan): void {
  const { random } = plan
  const states = ['Empty', 'Ongoing', 'CompleteCommit', 'CompleteAbort', 'Dead', 'Unknown', 'ongoing']
  plan.send(ListTransactions, {
    stateFilters: random.once(3) ? [random.pick(states), random.pick(states)] : [],
    producerIdFilters: random.once(4) ? [kept('producer t0', NO_SUCH_PRODUCER)] : [],
    durationFilter: random.once(4) ? BigInt(HOUR_MS) : -1n,
    transactionalIdPattern: weighted<Draft<string | null>>(random, [
      [3, null],
      [1, ''],
      [2, new Later('‹pattern of own›', ({ prefix }) => `${prefix}t.*`)],
      [1, 't0'],
      [1, '[']
    ])
  })
}

function describeProducers(plan: Plan): void {
  const topic = anyTopic(plan)
  plan.send(DescribeProducers, { topics: [{ name: own(topic), partitionIndexes: [anyPartition(plan, topic)] }] })
}

function fetch(plan: Plan): void {
  const { random } = plan
  const topic: TopicName = random.once(3) ? 'b' : 'a'
  const partition = {
    partition: anyPartition(plan, 'a') % (topic === 'a' ? 2 : 1),
    currentLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
    fetchOffset: BigInt(
      weighted(random, [
        [8, 0],
        [2, 1],
        [2, 3]
      ])
    ),
    lastFetchedEpoch: absentValues.UNDEFINED_EPOCH,
    logStartOffset: specialOffsets.INVALID_LOG_START_OFFSET,
    partitionMaxBytes: 1_000_000
  }
  plan.send(Fetch, version => ({
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: 10_000_000,
    isolationLevel: isolationOf(plan),
    sessionId: 0,
    sessionEpoch: sessionEpochs.FINAL,
    topics: [{ ...nameOrId(topic, 'topic', version >= BY_ID_SINCE.Fetch), partitions: [partition] }] as never,
    forgottenTopicsData: [],
    rackId: ''
  }))
}

const isolationOf = ({ random }: Plan) => (random.once(4) ? isolationLevels.READ_UNCOMMITTED : isolationLevels.READ_COMMITTED)

function listOffsets(plan: Plan): void {
  const topic = anyTopic(plan)
  const partition = {
    partitionIndex: anyPartition(plan, topic),
    currentLeaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH,
    timestamp: weighted<Draft<bigint>>(plan.random, [
      [6, specialTimestamps.LATEST],
      [1, specialTimestamps.EARLIEST],
      [2, fromNow(-5_000)],
      [1, fromNow(-4_999)]
    ]),
    maxNumOffsets: 1
  }
  const topics = [{ name: own(topic), partitions: [partition] }]
  plan.send(ListOffsets, { replicaId: replicaIds.CONSUMER, isolationLevel: isolationOf(plan), topics, timeoutMs: 1_000 })
}

function fetchOffsets(plan: Plan): void {
  const { random } = plan
  const groupId = random.once(4) ? own('g1') : own('g0')
  const requireStable = !random.once(3)
  const isAll = random.once(4)
  // Version 0 reads offsets of ZooKeeper, which Kafka 3.9 refuses and Kafka 4 has not.
  const version = plan.version(OffsetFetch, 1)
  plan.send(
    OffsetFetch,
    () => {
      const topics =
        isAll && version >= 2 ? null : [{ ...nameOrId('a', 'name', version >= BY_ID_SINCE.OffsetFetch), partitionIndexes: [0, 1] }]
      return version >= 8
        ? { groupId: '', topics: null, groups: [{ groupId, memberId: null, topics }] as never, requireStable }
        : { groupId, topics: topics as never, groups: [], requireStable }
    },
    { version }
  )
}
