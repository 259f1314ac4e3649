import {
  absentValues,
  CreateTopics,
  configOperations,
  configResourceTypes,
  DeleteRecords,
  DescribeProducers,
  IncrementalAlterConfigs,
  InitProducerId,
  isolationLevels,
  ListOffsets,
  OffsetForLeaderEpoch,
  replicaIds,
  specialTimestamps
} from '../../../../src/messages.ts'
import { type Draft, fromNow, kept, own, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'
import { fetch, fetchInSession } from './records-fetch.ts'
import { anyPartition, anyTopic, HOUR_MS, PRODUCERS, type State, type TopicName } from './records-names.ts'
import { produce } from './records-produce.ts'

const { NO_PARTITION_LEADER_EPOCH } = absentValues

/** Writes and reads records of two topics, with idempotent producers and fetch sessions. */
export const records: Area = {
  name: 'records',
  weight: 4,
  generate(plan) {
    const state: State = { sequences: new Map(), sessionEpoch: 0 }
    createTopics(plan)
    initProducer(plan, 0)
    const steps = 8 + plan.random.below(14)
    for (let i = 0; i < steps; i++) weighted(plan.random, STEPS)(plan, state)
  }
}

const STEPS: readonly (readonly [number, (plan: Plan, state: State) => void])[] = [
  [10, produce],
  [8, fetch],
  [3, fetchInSession],
  [5, listOffsets],
  [2, offsetForLeaderEpoch],
  [2, deleteRecords],
  [1, describeProducers],
  [1, plan => initProducer(plan, plan.random.below(PRODUCERS))],
  [1, changeConfig]
]

function createTopics(plan: Plan): void {
  const { random } = plan
  const configs = weighted(random, [
    [6, []],
    [2, [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]],
    [2, [{ name: 'max.message.bytes', value: '200' }]],
    [1, [{ name: 'cleanup.policy', value: 'compact' }]],
    [1, [{ name: 'compression.type', value: random.pick(['gzip', 'uncompressed', 'lz4', 'snappy', 'producer']) }]],
    [1, [{ name: 'message.timestamp.before.max.ms', value: String(HOUR_MS) }]],
    [1, [{ name: 'segment.bytes', value: '1048576' }]]
  ])
  const topic = (name: string, numPartitions: number, own_: typeof configs) => ({
    name: own(name),
    numPartitions,
    replicationFactor: 1,
    assignments: [],
    // The default of 3.9 is another one than that of 4.4, which the testing broker has.
    configs: [...own_, { name: 'message.timestamp.after.max.ms', value: String(HOUR_MS) }]
  })
  plan.send(
    CreateTopics,
    { topics: [topic('a', 2, []), topic('b', 1, configs)], timeoutMs: 10_000, validateOnly: false },
    {
      keep: {
        'id of a': ({ topics }) => topics.find(({ name }) => name.endsWith('-a'))?.topicId,
        'id of b': ({ topics }) => topics.find(({ name }) => name.endsWith('-b'))?.topicId
      },
      version: plan.range(CreateTopics).max
    }
  )
}

function initProducer(plan: Plan, producer: number): void {
  const { random } = plan
  const asks = random.once(8)
  plan.send(
    InitProducerId,
    {
      transactionalId: null,
      transactionTimeoutMs: weighted(random, [
        [8, 60_000],
        [1, 0],
        [1, -1]
      ]),
      ...(asks && { producerId: kept(`producer ${producer}`, 7n), producerEpoch: kept(`epoch ${producer}`, 0) })
    },
    {
      keep: {
        [`producer ${producer}`]: ({ errorCode, producerId }) => (errorCode === 0 ? producerId : undefined),
        [`epoch ${producer}`]: ({ errorCode, producerEpoch }) => (errorCode === 0 ? producerEpoch : undefined)
      }
    }
  )
}

function listOffsets(plan: Plan): void {
  const { random } = plan
  const { EARLIEST, LATEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED } = specialTimestamps
  const partition = (topic: TopicName) => ({
    partitionIndex: anyPartition(plan, topic),
    currentLeaderEpoch: weighted(random, [
      [10, NO_PARTITION_LEADER_EPOCH],
      [3, 0],
      [1, 2]
    ]),
    timestamp: weighted<Draft<bigint>>(random, [
      [3, EARLIEST],
      [3, LATEST],
      [3, MAX_TIMESTAMP],
      [1, EARLIEST_LOCAL],
      [1, LATEST_TIERED],
      [1, -6n],
      [1, 0n],
      [2, fromNow(-20_000)],
      [2, fromNow(-5_000)],
      [2, fromNow(-4_980)],
      [1, fromNow(5 * HOUR_MS)]
    ]),
    maxNumOffsets: 1 + random.below(3)
  })
  plan.send(ListOffsets, () => {
    const names = random.once(3) ? [anyTopic(plan), anyTopic(plan)] : [anyTopic(plan)]
    return {
      replicaId: replicaIds.CONSUMER,
      isolationLevel: random.once(3) ? isolationLevels.READ_COMMITTED : isolationLevels.READ_UNCOMMITTED,
      topics: [...new Set(names)].map(topic => ({
        name: own(topic),
        partitions: random.once(6) ? [partition(topic), partition(topic)] : [partition(topic)]
      }))
    }
  })
}

function offsetForLeaderEpoch(plan: Plan): void {
  const { random } = plan
  const topic = anyTopic(plan)
  plan.send(OffsetForLeaderEpoch, {
    replicaId: random.once(4) ? replicaIds.DEBUGGING : replicaIds.CONSUMER,
    topics: [
      {
        topic: own(topic),
        partitions: [
          {
            partition: anyPartition(plan, topic),
            currentLeaderEpoch: weighted(random, [
              [6, NO_PARTITION_LEADER_EPOCH],
              [3, 0],
              [1, 2]
            ]),
            leaderEpoch: weighted(random, [
              [6, 0],
              [1, 1],
              [1, -1]
            ])
          }
        ]
      }
    ]
  })
}

function deleteRecords(plan: Plan): void {
  const { random } = plan
  const topic = anyTopic(plan)
  plan.send(DeleteRecords, {
    topics: [
      {
        name: own(topic),
        partitions: [
          {
            partitionIndex: anyPartition(plan, topic),
            offset: weighted(random, [
              [3, 1n],
              [2, 2n],
              [2, -1n],
              [1, 0n],
              [1, 100n],
              [1, -2n]
            ])
          }
        ]
      }
    ],
    timeoutMs: 5_000
  })
}

function describeProducers(plan: Plan): void {
  const topic = anyTopic(plan)
  plan.send(DescribeProducers, { topics: [{ name: own(topic), partitionIndexes: [anyPartition(plan, topic)] }] })
}

function changeConfig(plan: Plan): void {
  const { random } = plan
  const [name, value] = random.pick([
    ['max.message.bytes', '150'],
    ['max.message.bytes', '1048588'],
    ['message.timestamp.type', 'CreateTime'],
    ['message.timestamp.type', 'LogAppendTime'],
    ['cleanup.policy', 'delete'],
    ['cleanup.policy', 'compact,delete'],
    ['compression.type', 'gzip']
  ] as const)
  plan.send(IncrementalAlterConfigs, {
    resources: [
      {
        resourceType: configResourceTypes.TOPIC,
        resourceName: own('b'),
        configs: [{ name, configOperation: configOperations.SET, value }]
      }
    ],
    validateOnly: false
  })
}
