import {
  absentValues,
  acks,
  CreateTopics,
  configOperations,
  configResourceTypes,
  DeleteRecords,
  DescribeProducers,
  Fetch,
  type FetchRequest,
  IncrementalAlterConfigs,
  InitProducerId,
  isolationLevels,
  ListOffsets,
  OffsetForLeaderEpoch,
  Produce,
  type ProduceRequest,
  replicaIds,
  sessionEpochs,
  specialOffsets,
  specialTimestamps
} from '../../../../src/messages.ts'
import { batchBuilder, type Compression } from '../../../../src/records/index.ts'
import { type Draft, fromNow, kept, Later, own, resolve, weighted } from '../framework/later.ts'
import type { Area, Plan } from '../framework/plan.ts'

const HOUR_MS = 3_600_000
const UNKNOWN_ID = Buffer.alloc(16, 0x5e).toString('base64url')
const NO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const FIRST_BY_ID = 13
const PRODUCERS = 2

const { NO_PARTITION_LEADER_EPOCH } = absentValues

/** Topics of the sequences; `missing` is not created. */
type TopicName = 'a' | 'b' | 'missing' | 'not/legal'

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

/** What the generator knows of the sequence so far. */
interface State {
  /** The next sequence number by producer and partition. */
  readonly sequences: Map<string, number>
  sessionEpoch: number
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

function anyTopic(plan: Plan): TopicName {
  return weighted<TopicName>(plan.random, [
    [20, 'a'],
    [14, 'b'],
    [1, 'missing'],
    [0, 'not/legal']
  ])
}

function anyPartition(plan: Plan, topic: TopicName): number {
  return weighted(plan.random, [
    [12, 0],
    [topic === 'a' ? 6 : 1, 1],
    [1, 99]
  ])
}

/** The name of a topic before this version, and its id from then on. */
function nameOrId(plan: Plan, topic: TopicName, field: 'name' | 'topic', version: number): { name?: never } {
  const name = topic === 'not/legal' ? topic : own(topic)
  const id = topic === 'a' || topic === 'b' ? kept(`id of ${topic}`, UNKNOWN_ID) : plan.random.once(4) ? NO_ID : UNKNOWN_ID
  return (version >= FIRST_BY_ID ? { topicId: id } : { [field]: name }) as { name?: never }
}

function produce(plan: Plan, state: State): void {
  const { random } = plan
  const wanted = weighted(random, [
    [10, acks.ALL],
    [8, acks.LEADER],
    [2, acks.NONE],
    [1, 2 as 1] // no number of acknowledgments that Kafka knows
  ])
  const parts = random.once(5) ? 2 : 1
  plan.send(
    Produce,
    (version): Draft<ProduceRequest> => {
      const topics = new Map<TopicName, Map<number, Draft<Uint8Array | null>>>()
      for (let i = 0; i < parts; i++) {
        const topic = anyTopic(plan)
        const partitions = topics.get(topic) ?? new Map()
        topics.set(topic, partitions)
        const index = anyPartition(plan, topic)
        if (!partitions.has(index)) partitions.set(index, anyBatches(plan, state, topic, index))
      }
      return {
        acks: wanted,
        timeoutMs: 5_000,
        topicData: [...topics].map(([topic, partitions]) => ({
          ...nameOrId(plan, topic, 'name', version),
          partitionData: [...partitions].map(([index, bytes]) => ({ index, records: bytes }))
        }))
      }
    },
    { isOneWay: wanted === acks.NONE }
  )
}

/** Mostly one good batch. */
function anyBatches(plan: Plan, state: State, topic: TopicName, index: number): Draft<Uint8Array | null> {
  const { random } = plan
  return weighted<() => Draft<Uint8Array | null>>(random, [
    [20, () => batch(plan, {})],
    [16, () => sequenced(plan, state, topic, index)],
    [2, () => batch(plan, { large: true })],
    [1, () => batch(plan, { magic: 1 })],
    [1, () => batch(plan, { magic: 0 })],
    [1, () => batch(plan, { spoil: 'checksum' })],
    [1, () => batch(plan, { spoil: 'cut' })],
    [1, () => batch(plan, { fields: { baseOffset: 5n } })],
    [1, () => joined(batch(plan, {}), batch(plan, {}))],
    [1, () => batch(plan, { fields: { isTransactional: true, producerId: 7n, producerEpoch: 0, baseSequence: 0 } })],
    [1, () => batch(plan, { fields: { isControl: true } })],
    [1, () => batch(plan, { fields: { partitionLeaderEpoch: 5 } })],
    [1, () => batch(plan, { fields: { timestampType: 'LogAppendTime', maxTimestamp: fromNow(-5_000) } })],
    [1, () => new Uint8Array(0)]
  ])()
}

function sequenced(plan: Plan, state: State, topic: TopicName, index: number): Later<Uint8Array> {
  const { random } = plan
  const producer = random.below(PRODUCERS)
  const key = `${producer} ${topic} ${index}`
  const count = 1 + random.below(3)
  const next = state.sequences.get(key) ?? 0
  const baseSequence = weighted(random, [
    [14, next],
    [3, Math.max(0, next - count)], // the last batch once more
    [1, next + 1],
    [1, next + 5],
    [1, 0]
  ])
  if (baseSequence === next) state.sequences.set(key, next + count)
  const epochShift = weighted(random, [
    [14, 0],
    [1, 1]
  ])
  const epoch = kept(`epoch ${producer}`, 0)
  return batch(plan, {
    count,
    fields: {
      producerId: kept(`producer ${producer}`, 1_000_000n),
      producerEpoch: epochShift === 0 ? epoch : new Later(`${epoch.label}+${epochShift}`, bindings => epoch.resolve(bindings) + epochShift),
      baseSequence
    }
  })
}

interface BatchPlan {
  readonly count?: number
  readonly magic?: 0 | 1
  readonly large?: boolean
  readonly spoil?: 'checksum' | 'cut'
  readonly fields?: Readonly<Record<string, unknown>>
}

/** A batch that is built when it is sent. */
function batch(plan: Plan, { count = 1 + plan.random.below(3), magic, large = false, spoil, fields = {} }: BatchPlan): Later<Uint8Array> {
  const { random } = plan
  const compression = weighted<Compression>(random, [
    [10, 'none'],
    [1, 'gzip'],
    [1, 'lz4'],
    [1, 'snappy']
  ])
  const at = weighted(random, [
    [10, -5_000],
    [2, -10_000],
    [2, -3 * HOUR_MS],
    [1, 2 * HOUR_MS],
    [1, undefined]
  ])
  const drafts = Array.from({ length: count }, (_, index) => ({
    key: random.once(4) ? null : `key ${random.below(3)}`,
    value: random.once(8) ? null : large ? 'x'.repeat(1_100_000 / count) : `value ${random.below(1_000)}`,
    ...(magic === undefined && random.once(6) && { headers: [['header', 'content']] as [string, string][] }),
    timestamp: at === undefined ? absentValues.NO_TIMESTAMP : fromNow(at + index * random.below(50))
  }))
  const form = [magic === undefined ? '' : `magic ${magic}`, compression, spoil, large ? 'large' : ''].filter(Boolean).join(', ')
  return new Later(`‹batch of ${count}: ${form}›`, bindings => {
    const builder = batchBuilder({ compression, maxBytes: 2_000_000, ...(magic !== undefined && { magic }) })
    for (const draft of drafts) builder.append(resolve(draft, bindings) as typeof draft & { timestamp: bigint })
    const bytes = Buffer.from(builder.build(resolve(fields, bindings) as object))
    if (spoil === 'checksum') bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return spoil === 'cut' ? bytes.subarray(0, bytes.length - 3) : bytes
  })
}

function joined(...parts: readonly Later<Uint8Array>[]): Later<Uint8Array> {
  return new Later('‹two batches›', bindings => Buffer.concat(parts.map(part => part.resolve(bindings))))
}

type Partition = FetchRequest['topics'][number]['partitions'][number]

function fetchPartition(plan: Plan, topic: TopicName): Draft<Partition> {
  const { random } = plan
  return {
    partition: anyPartition(plan, topic),
    currentLeaderEpoch: weighted(random, [
      [10, NO_PARTITION_LEADER_EPOCH],
      [4, 0],
      [1, 3]
    ]),
    fetchOffset: weighted(random, [
      [8, 0n],
      [3, 1n],
      [2, 3n],
      [1, 100n],
      [1, -1n]
    ]),
    lastFetchedEpoch: weighted(random, [
      [10, absentValues.UNDEFINED_EPOCH],
      [2, 0],
      [1, 4]
    ]),
    logStartOffset: specialOffsets.INVALID_LOG_START_OFFSET,
    partitionMaxBytes: weighted(random, [
      [8, 1_000_000],
      [2, 100],
      [1, 0]
    ])
  }
}

function fetchTopics(plan: Plan, version: number): Draft<FetchRequest>['topics' & keyof Draft<FetchRequest>] {
  const { random } = plan
  const asked = random.once(3) ? [anyTopic(plan), anyTopic(plan)] : [anyTopic(plan)]
  // Kafka 3.9 fails inside for some requests with unknown topic ids.
  const names = plan.release === '3.9.2' && version >= FIRST_BY_ID ? asked.filter(name => name !== 'missing') : asked
  return [...new Set(names)].map(topic => ({
    ...nameOrId(plan, topic, 'topic', version),
    partitions: [fetchPartition(plan, topic)]
  })) as never
}

function fetch(plan: Plan): void {
  const { random } = plan
  plan.send(Fetch, version => fetchRequest(plan, version, { sessionId: 0, sessionEpoch: sessionEpochs.FINAL }), {
    connection: random.once(6) ? 1 : 0
  })
}

function fetchRequest(plan: Plan, version: number, session: { sessionId: Draft<number>; sessionEpoch: number }): Draft<FetchRequest> {
  const { random } = plan
  return {
    maxWaitMs: random.once(4) ? 20 : 0,
    minBytes: weighted(random, [
      [6, 1],
      [2, 0],
      [1, 10_000]
    ]),
    maxBytes: weighted(random, [
      [8, 10_000_000],
      [1, 150],
      [1, 0]
    ]),
    isolationLevel: random.once(3) ? isolationLevels.READ_COMMITTED : isolationLevels.READ_UNCOMMITTED,
    ...session,
    topics: fetchTopics(plan, version),
    forgottenTopicsData: [],
    rackId: random.once(8) ? 'rack1' : ''
  }
}

/** Begins a session, goes on with it, forgets a topic of it, or breaks its rules. */
function fetchInSession(plan: Plan, state: State): void {
  const { random } = plan
  const first = plan.range(Fetch).max
  const begins = state.sessionEpoch === 0 || random.once(6)
  const epoch = begins
    ? 0
    : weighted(random, [
        [10, state.sessionEpoch],
        [1, state.sessionEpoch + 1],
        [1, sessionEpochs.FINAL]
      ])
  const forgotten: TopicName | undefined = !begins && random.once(3) ? anyTopic(plan) : undefined
  const version = random.once(6) ? plan.version(Fetch, 7) : first
  plan.send(
    Fetch,
    () =>
      ({
        ...(fetchRequest(plan, version, { sessionId: begins ? 0 : kept('session', 12_345), sessionEpoch: epoch }) as object),
        ...(!begins && random.once(2) && { topics: [] }),
        forgottenTopicsData:
          forgotten === undefined ? [] : [{ ...nameOrId(plan, forgotten, 'topic', version), partitions: [anyPartition(plan, forgotten)] }]
      }) as Draft<FetchRequest>,
    { version, keep: { session: ({ sessionId }) => sessionId || undefined } }
  )
  state.sessionEpoch = begins ? 1 : epoch === state.sessionEpoch ? state.sessionEpoch + 1 : state.sessionEpoch
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
