import { acks, Fetch, Metadata, Produce } from 'kafkawire/messages'

const PARTITIONS = 10
const TOPIC_ID = 'lwVpBZ6nQ-2Tq8Yw0cYb5g'
const records = Buffer.alloc(1_024, 'value')

/**
 * The messages of the benchmark. `probe` reads a field deep inside a decoded message, which must
 * equal `expected`.
 */
export const messages = [
  {
    name: 'Metadata request',
    api: Metadata,
    version: 12,
    kind: 'Request',
    message: { topics: many(100, i => ({ name: topicName(i) })), allowAutoTopicCreation: false },
    probe: ({ topics }) => topics[99].name,
    expected: topicName(99)
  },
  {
    name: 'Metadata response',
    api: Metadata,
    version: 12,
    kind: 'Response',
    message: {
      brokers: many(6, nodeId => ({ nodeId, host: `broker-${nodeId}.kafka.example.org`, port: 9092, rack: `zone-${nodeId % 3}` })),
      clusterId: TOPIC_ID,
      controllerId: 1,
      topics: many(100, i => ({ errorCode: 0, name: topicName(i), topicId: TOPIC_ID, partitions: many(PARTITIONS, metadataPartition) }))
    },
    probe: ({ topics }) => topics[99].partitions[9].isrNodes[2],
    expected: 5
  },
  {
    name: 'Produce request',
    api: Produce,
    version: 12,
    kind: 'Request',
    message: {
      acks: acks.ALL,
      timeoutMs: 30_000,
      topicData: [{ name: topicName(0), partitionData: many(PARTITIONS, index => ({ index, records })) }]
    },
    probe: ({ topicData }) => topicData[0].partitionData[9].records.length,
    expected: records.length
  },
  {
    name: 'Produce response',
    api: Produce,
    version: 12,
    kind: 'Response',
    message: {
      responses: [
        { name: topicName(0), partitionResponses: many(PARTITIONS, index => ({ index, errorCode: 0, baseOffset: 1_234_567_890n })) }
      ]
    },
    probe: ({ responses }) => responses[0].partitionResponses[9].baseOffset,
    expected: 1_234_567_890n
  },
  {
    name: 'Fetch request',
    api: Fetch,
    version: 17,
    kind: 'Request',
    message: {
      maxWaitMs: 500,
      minBytes: 1,
      topics: [
        {
          topicId: TOPIC_ID,
          partitions: many(PARTITIONS, partition => ({ partition, fetchOffset: 1_234_567_890n, partitionMaxBytes: 1_048_576 }))
        }
      ]
    },
    probe: ({ topics }) => topics[0].partitions[9].fetchOffset,
    expected: 1_234_567_890n
  },
  {
    name: 'Fetch response',
    api: Fetch,
    version: 17,
    kind: 'Response',
    message: { responses: [{ topicId: TOPIC_ID, partitions: many(PARTITIONS, fetchPartition) }] },
    probe: ({ responses }) => responses[0].partitions[9].records.length,
    expected: records.length
  }
]

/** The content of the message as JSON carries it: int64 as numbers, records as base64. */
export function plain(value) {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]))
}

function metadataPartition(partitionIndex) {
  const replicaNodes = [3, 4, 5]
  return { errorCode: 0, partitionIndex, leaderId: 3, leaderEpoch: 7, replicaNodes, isrNodes: replicaNodes, offlineReplicas: [] }
}

function fetchPartition(partitionIndex) {
  const offsets = { highWatermark: 1_234_567_891n, lastStableOffset: 1_234_567_891n, logStartOffset: 0n }
  return { partitionIndex, errorCode: 0, ...offsets, abortedTransactions: null, records }
}

function topicName(i) {
  return `orders.payments.settled-${String(i).padStart(3, '0')}`
}

function many(count, make) {
  return Array.from({ length: count }, (_, i) => make(i))
}
