import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  absentValues,
  acks,
  EndTxn,
  InitProducerId,
  Produce,
  TxnOffsetCommit,
  transactionResults
} from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { type Draft, fromNow, Later, own, resolve, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'
import {
  anyGroup,
  anyName,
  anyPartition,
  anyTopic,
  BUMP_SINCE,
  BY_ID_SINCE,
  begin,
  MINUTE_MS,
  type Name,
  nameOrId,
  type Producer,
  producerOf,
  type State,
  type Style,
  sentName,
  styled,
  type TopicName
} from './transactions-names.ts'
import { describeProducers, describeTransactions, fetch, fetchOffsets, listOffsets, listTransactions } from './transactions-reads.ts'
import { createTwoTopics } from './two-topics.ts'

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
    createTwoTopics(plan)
    init(plan, state, 't0', true)
    if (plan.random.once(3)) init(plan, state, 't1', true)
    const steps = 8 + plan.random.below(16)
    for (let i = 0; i < steps; i++) weighted(plan.random, STEPS)(plan, state)
  }
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
