import {
  absentValues,
  DescribeProducers,
  DescribeTransactions,
  Fetch,
  isolationLevels,
  ListOffsets,
  ListTransactions,
  OffsetFetch,
  replicaIds,
  sessionEpochs,
  specialOffsets,
  specialTimestamps
} from '../../../../src/messages.ts'
import { type Draft, fromNow, kept, Later, own, weighted } from '../framework/later.ts'
import type { Plan } from '../framework/plan.ts'
import { anyPartition, anyTopic, BY_ID_SINCE, HOUR_MS, NO_SUCH_PRODUCER, nameOrId, type TopicName } from './transactions-names.ts'

export function describeTransactions(plan: Plan): void {
  const names = weighted<readonly Draft<string>[]>(plan.random, [
    [6, [own('t0')]],
    [4, [own('t0'), own('t1')]],
    [1, [own('t9')]],
    [1, ['']]
  ])
  plan.send(DescribeTransactions, { transactionalIds: names })
}

export function listTransactions(plan: Plan): void {
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

export function describeProducers(plan: Plan): void {
  const topic = anyTopic(plan)
  plan.send(DescribeProducers, { topics: [{ name: own(topic), partitionIndexes: [anyPartition(plan, topic)] }] })
}

export function fetch(plan: Plan): void {
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

export function listOffsets(plan: Plan): void {
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

export function fetchOffsets(plan: Plan): void {
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
