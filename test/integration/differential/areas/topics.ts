import {
  AlterConfigs,
  AlterPartitionReassignments,
  absentValues,
  CreatePartitions,
  CreateTopics,
  type CreateTopicsRequest,
  configOperations,
  configResourceTypes,
  DeleteTopics,
  DescribeConfigs,
  DescribeTopicPartitions,
  ElectLeaders,
  electionTypes,
  IncrementalAlterConfigs,
  ListPartitionReassignments,
  Metadata
} from '../../../../src/messages.ts'
import { type Draft, kept, type Later, own, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'

const UNKNOWN_ID = Buffer.alloc(16, 0x5e).toString('base64url')
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const NODE_ID = 1
const NO_SUCH_NODE = 9
const NAMES = ['t0', 't1', 't2', 'with.dot', 'with_dot'] as const
const ILLEGAL = ['', '.', '..', 'not/legal', 'x'.repeat(250), 'a b']

/** Creates, changes, describes and deletes topics, rightly and wrongly. */
export const topics: Area = {
  name: 'topics',
  weight: 3,
  deletesTopics: true,
  generate(plan) {
    createTopics(plan)
    const steps = 8 + plan.random.below(12)
    for (let i = 0; i < steps; i++) weighted(plan.random, STEPS)(plan)
  }
}

const STEPS: readonly (readonly [number, (plan: Plan) => void])[] = [
  [8, createTopics],
  [4, deleteTopics],
  [5, createPartitions],
  [6, metadata],
  [4, describeTopicPartitions],
  [4, describeConfigs],
  [3, alterConfigs],
  [5, incrementalAlterConfigs],
  [2, electLeaders],
  [2, alterReassignments],
  [2, listReassignments]
]

type Configs = { name: string; value: string | null }[]

/** The name of a topic that may exist; sometimes one that cannot. */
function anyName(plan: Plan): Draft<string> {
  const { random } = plan
  return random.once(12) ? random.pick(ILLEGAL) : own(random.once(10) ? 'missing' : random.pick(NAMES))
}

/** The name of a topic that may exist. */
function someName(plan: Plan): Later<string> {
  return own(plan.random.once(10) ? 'missing' : plan.random.pick(NAMES))
}

/** The names of one or two topics that may exist. */
function someNames(plan: Plan): Later<string>[] {
  const { random } = plan
  const first = random.pick(NAMES)
  return random.once(4) ? [own(first), own(random.pick([...NAMES, 'missing'].filter(name => name !== first)))] : [someName(plan)]
}

function anyId(plan: Plan): Draft<string> {
  const { random } = plan
  if (random.once(8)) return UNKNOWN_ID
  return random.once(12) ? NO_ID : kept(`id of ${random.pick(NAMES)}`, UNKNOWN_ID)
}

function anyConfig(plan: Plan): Configs[number] {
  const [name, value] = plan.random.pick([
    ['cleanup.policy', 'compact'],
    ['cleanup.policy', 'compact,delete'],
    ['cleanup.policy', 'nonsense'],
    ['cleanup.policy', ''],
    ['retention.ms', '1000000'],
    ['retention.ms', '-1'],
    ['retention.ms', '-2'],
    ['retention.ms', 'abc'],
    ['retention.bytes', '1048576'],
    ['max.message.bytes', '1000'],
    ['max.message.bytes', '-5'],
    ['min.insync.replicas', '1'],
    ['min.insync.replicas', '0'],
    ['segment.bytes', '1048576'],
    ['segment.bytes', '10'],
    ['message.timestamp.type', 'LogAppendTime'],
    ['message.timestamp.type', 'never'],
    ['compression.type', 'gzip'],
    ['compression.type', 'fast'],
    ['unclean.leader.election.enable', 'true'],
    ['unclean.leader.election.enable', 'yes'],
    ['min.cleanable.dirty.ratio', '0.25'],
    ['min.cleanable.dirty.ratio', '2'],
    ['delete.retention.ms', '5'],
    ['leader.replication.throttled.replicas', '0:1'],
    ['leader.replication.throttled.replicas', 'x'],
    ['no.such.config', 'value'],
    ['local.retention.ms', '-2'],
    ['flush.ms', null]
  ] as const)
  return { name, value }
}

function anyConfigs(plan: Plan): Configs {
  const { random } = plan
  const count = weighted(random, [
    [8, 0],
    [4, 1],
    [1, 2]
  ])
  return Array.from({ length: count }, () => anyConfig(plan))
}

function anyAssignments(plan: Plan): Draft<CreateTopicsRequest['topics'][number]['assignments']> {
  return plan.random.pick([
    [{ partitionIndex: 0, brokerIds: [NODE_ID] }],
    [
      { partitionIndex: 0, brokerIds: [NODE_ID] },
      { partitionIndex: 1, brokerIds: [NODE_ID] }
    ],
    [{ partitionIndex: 1, brokerIds: [NODE_ID] }],
    [{ partitionIndex: 0, brokerIds: [NO_SUCH_NODE] }],
    [{ partitionIndex: 0, brokerIds: [] }],
    [{ partitionIndex: 0, brokerIds: [NODE_ID, NODE_ID] }]
  ])
}

function createTopics(plan: Plan): void {
  const { random } = plan
  const { NO_NUM_PARTITIONS, NO_REPLICATION_FACTOR } = absentValues
  const topic = (): Draft<CreateTopicsRequest['topics'][number]> => {
    const isAssigned = random.once(6)
    const isPlain = !isAssigned || random.once(4) // both at once is refused
    return {
      name: anyName(plan),
      numPartitions: isPlain
        ? weighted(random, [
            [6, 1],
            [4, 3],
            [2, NO_NUM_PARTITIONS],
            [1, 0],
            [1, -2]
          ])
        : NO_NUM_PARTITIONS,
      replicationFactor: isPlain
        ? weighted(random, [
            [10, 1],
            [3, NO_REPLICATION_FACTOR],
            [1, 2],
            [1, 0]
          ])
        : NO_REPLICATION_FACTOR,
      assignments: isAssigned ? anyAssignments(plan) : [],
      configs: anyConfigs(plan)
    }
  }
  const idOf = (name: string) => [
    `id of ${name}`,
    ({ topics: created }: { topics: readonly { name: string; topicId: string; errorCode: number }[] }) =>
      created.find(each => each.name.endsWith(`-${name}`) && each.topicId !== NO_ID && each.errorCode === 0)?.topicId
  ]
  const count = weighted(random, [
    [6, 1],
    [3, 2],
    [1, 3]
  ])
  plan.send(
    CreateTopics,
    { topics: Array.from({ length: count }, topic), timeoutMs: 10_000, validateOnly: random.once(6) },
    { keep: Object.fromEntries(NAMES.map(idOf)) }
  )
}

function deleteTopics(plan: Plan): void {
  const { random } = plan
  const FIRST_WITH_IDS = 6
  plan.send(DeleteTopics, version => {
    const count = weighted(random, [
      [6, 1],
      [2, 2],
      [1, 0]
    ])
    if (version < FIRST_WITH_IDS) return { topicNames: Array.from({ length: count }, () => anyName(plan)), timeoutMs: 10_000 }
    const topic = () =>
      random.once(2) ? { name: anyName(plan), topicId: random.once(8) ? anyId(plan) : NO_ID } : { name: null, topicId: anyId(plan) }
    return { topics: Array.from({ length: count }, topic), timeoutMs: 10_000 }
  })
}

function createPartitions(plan: Plan): void {
  const { random } = plan
  const topic = () => {
    const count = weighted(random, [
      [4, 2],
      [4, 3],
      [3, 4],
      [1, 1],
      [1, 0],
      [1, -1]
    ])
    const assignments = random.once(5)
      ? random.pick([[{ brokerIds: [NODE_ID] }], [{ brokerIds: [NO_SUCH_NODE] }], [{ brokerIds: [] }], []])
      : null
    return { name: anyName(plan), count, assignments }
  }
  const count = random.once(4) ? 2 : 1
  plan.send(CreatePartitions, { topics: Array.from({ length: count }, topic), timeoutMs: 10_000, validateOnly: random.once(4) })
}

function metadata(plan: Plan): void {
  const { random } = plan
  const FIRST_BY_ID = 12
  const FIRST_WITHOUT_CREATION = 4
  const version = plan.version(Metadata, FIRST_WITHOUT_CREATION)
  const topic = () =>
    version >= FIRST_BY_ID && random.once(2)
      ? { topicId: anyId(plan), name: null }
      : { topicId: version < FIRST_BY_ID && random.once(12) ? anyId(plan) : NO_ID, name: anyName(plan) }
  const count = weighted(random, [
    [4, 1],
    [3, 2],
    [1, 0]
  ])
  plan.send(
    Metadata,
    {
      topics: Array.from({ length: count }, topic),
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: random.once(4),
      includeTopicAuthorizedOperations: random.once(4)
    },
    { version }
  )
}

function describeTopicPartitions(plan: Plan): void {
  const { random } = plan
  const count = 1 + random.below(3)
  plan.send(DescribeTopicPartitions, {
    topics: Array.from({ length: count }, () => ({ name: anyName(plan) })),
    responsePartitionLimit: random.pick([2_000, 1, 2, 0]),
    cursor: random.once(4) ? { topicName: someName(plan), partitionIndex: random.below(3) } : null
  })
}

function describeConfigs(plan: Plan): void {
  const { random } = plan
  const resource = () => ({
    resourceType: configResourceTypes.TOPIC,
    resourceName: anyName(plan),
    configurationKeys: weighted(random, [
      [4, null],
      [3, ['cleanup.policy', 'retention.ms']],
      [1, ['no.such.config']],
      [1, []]
    ])
  })
  plan.send(DescribeConfigs, {
    resources: Array.from({ length: random.once(4) ? 2 : 1 }, resource),
    includeSynonyms: random.once(2),
    includeDocumentation: false
  })
}

function alterConfigs(plan: Plan): void {
  const { random } = plan
  const resource = (resourceName: Later<string>) => ({
    resourceType: configResourceTypes.TOPIC,
    resourceName,
    configs: anyConfigs(plan)
  })
  plan.send(AlterConfigs, { resources: someNames(plan).map(resource), validateOnly: random.once(4) })
}

function incrementalAlterConfigs(plan: Plan): void {
  const { random } = plan
  const { SET, DELETE, APPEND, SUBTRACT } = configOperations
  const config = () => ({
    ...anyConfig(plan),
    configOperation: weighted(random, [
      [8, SET],
      [3, DELETE],
      [2, APPEND],
      [2, SUBTRACT]
    ])
  })
  const resource = (resourceName: Later<string>) => ({
    resourceType: configResourceTypes.TOPIC,
    resourceName,
    configs: Array.from({ length: random.once(4) ? 2 : 1 }, config)
  })
  plan.send(IncrementalAlterConfigs, { resources: someNames(plan).map(resource), validateOnly: random.once(4) })
}

function electLeaders(plan: Plan): void {
  const { random } = plan
  plan.send(ElectLeaders, {
    electionType: random.once(3) ? electionTypes.UNCLEAN : electionTypes.PREFERRED,
    topicPartitions: [{ topic: someName(plan), partitions: random.once(4) ? [0, 7] : [0] }],
    timeoutMs: 5_000
  })
}

function alterReassignments(plan: Plan): void {
  const { random } = plan
  const partition = () => ({
    partitionIndex: random.pick([0, 0, 1, 7]),
    replicas: random.pick([[NODE_ID], [NODE_ID], null, [], [NO_SUCH_NODE], [NODE_ID, NODE_ID], [-1]])
  })
  plan.send(AlterPartitionReassignments, {
    timeoutMs: 5_000,
    topics: [{ name: someName(plan), partitions: [partition()] }]
  })
}

function listReassignments(plan: Plan): void {
  plan.send(ListPartitionReassignments, { timeoutMs: 5_000, topics: [{ name: someName(plan), partitionIndexes: [0, 1] }] })
}
