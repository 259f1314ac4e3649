import { describe, expect, test } from 'vitest'
import { DescribeProducers, FindCoordinator, Metadata, OffsetFetch, TxnOffsetCommit, WriteTxnMarkers } from '../../../../src/messages.ts'
import { absentValues, coordinatorTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { offsetsPartitionOf } from '../../../../src/testing/transactions/offsets-topic.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { as } from '../security/secured.ts'
import { type Producer, TransactionalClient } from './transactional-client.ts'

const { NONE, INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED, UNKNOWN_TOPIC_OR_PARTITION } = errorCodes

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 1 } })
const connect = (kafka: TestingCluster): Promise<TransactionalClient> => TransactionalClient.connect(kafka.broker(1).port)

interface MarkerFields {
  readonly version?: number
  readonly isCommit?: boolean
  readonly coordinatorEpoch?: number
  readonly transactionVersion?: number
  readonly topics?: readonly { name: string; partitionIndexes: number[] }[]
}

/** The error codes of a marker, partition by partition. */
async function mark(raw: RawClient, { producerId, producerEpoch }: Producer, fields: MarkerFields = {}): Promise<number[]> {
  const { version = 1, isCommit = false, coordinatorEpoch = 0, transactionVersion = 0 } = fields
  const topics = fields.topics ?? [{ name: 't', partitionIndexes: [0] }]
  const marker = { producerId, producerEpoch, transactionResult: isCommit, coordinatorEpoch, topics }
  const { markers } = await raw.call(WriteTxnMarkers, version, { markers: [{ ...marker, ...(version >= 2 && { transactionVersion }) }] })
  expect(markers.map(each => each.producerId)).toEqual([producerId])
  return markers.flatMap(each => each.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode)))
}

async function write(client: TransactionalClient, value: string): Promise<Producer> {
  const producer = await client.begin()
  await client.add(producer)
  await client.produce(producer, value)
  return producer
}

describe('WriteTxnMarkers', () => {
  test.each([
    [0, false, []],
    [1, true, ['v']],
    [2, true, ['v']]
  ])('v%i ends an open transaction in the partition (commit: %s)', async (version, isCommit, values) => {
    await using kafka = await startTestingCluster({ topics: { t: 1 }, versions: { WriteTxnMarkers: [0, 2] } })
    using client = await connect(kafka)
    const producer = await write(client, 'v')
    expect(await client.committed()).toEqual({ values: [], stableOffset: 0n })

    expect(await mark(client.raw, producer, { version, isCommit, coordinatorEpoch: 5 })).toEqual([NONE])

    expect(await client.committed()).toEqual({ values, stableOffset: 2n })
    const { topics } = await client.raw.call(DescribeProducers, 0, { topics: [{ name: 't', partitionIndexes: [0] }] })
    expect(topics[0]?.partitions[0]?.activeProducers).toMatchObject([{ coordinatorEpoch: 5, currentTxnStartOffset: -1n }])
  })

  test('Partitions that do not exist and epochs that are too old are refused', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await write(client, 'v')
    const topics = [
      { name: 't', partitionIndexes: [0, 7] },
      { name: 'nowhere', partitionIndexes: [0] }
    ]

    expect(await mark(client.raw, producer, { coordinatorEpoch: 5, topics })).toEqual([
      NONE,
      UNKNOWN_TOPIC_OR_PARTITION,
      UNKNOWN_TOPIC_OR_PARTITION
    ])
    expect(await mark(client.raw, producer, { coordinatorEpoch: 4 })).toEqual([TRANSACTION_COORDINATOR_FENCED])
    expect(await mark(client.raw, { ...producer, producerEpoch: absentValues.NO_PRODUCER_EPOCH })).toEqual([
      errorCodes.UNKNOWN_SERVER_ERROR
    ])
    await client.init() // which aborts the transaction that the coordinator still has
    const next = await client.begin()
    await client.add(next)
    await client.produce(next, 'w')
    expect(await mark(client.raw, producer, { coordinatorEpoch: 5 })).toEqual([INVALID_PRODUCER_EPOCH])
  })

  test('A marker of transaction.version 2 needs a new epoch, unless it repeats one (KIP-1228)', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await write(client, 'v')
    const marker = { version: 2, transactionVersion: 2 }

    expect(await mark(client.raw, producer, marker)).toEqual([INVALID_PRODUCER_EPOCH])
    const next = { ...producer, producerEpoch: producer.producerEpoch + 1 }
    expect(await mark(client.raw, next, marker)).toEqual([NONE])
    expect(await mark(client.raw, next, marker)).toEqual([NONE])
  })

  test('A broker that does not lead the partition, and one without a replica, refuse it', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using client = await connect(kafka)
    using other = await connectRaw(kafka.broker(2).port)
    const producer = await write(client, 'v')

    expect(await mark(other, producer)).toEqual([UNKNOWN_TOPIC_OR_PARTITION])
    kafka.moveLeader('t', 0, 2)
    expect(await mark(other, producer)).toEqual([NONE])
    expect(await mark(client.raw, producer)).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER])
  })

  test('A marker in the topic of offsets commits the offsets of the transaction', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const { raw } = client
    await raw.call(FindCoordinator, 4, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['g'] })
    const producer = await client.begin()
    const partitions = [{ partitionIndex: 0, committedOffset: 5n, committedMetadata: null }]
    const topics = [{ name: 't', partitions }]
    await raw.call(TxnOffsetCommit, 5, { transactionalId: 'x', groupId: 'g', ...producer, topics })

    const offsetsTopic = [{ name: '__consumer_offsets', partitionIndexes: [offsetsPartitionOf('g')] }]
    expect(await mark(raw, producer, { isCommit: true, topics: offsetsTopic })).toEqual([NONE])

    const groups = [{ groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] }]
    const fetched = await raw.call(OffsetFetch, 8, { groups, requireStable: true })
    expect(fetched.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(5n)
  })

  test('A client needs the right to alter the cluster or to act for it', async () => {
    await using kafka = await startTestingCluster({
      topics: { t: 1 },
      sasl: { admin: 'secret', alice: 'secret' },
      authorizer: { superUsers: ['User:admin'] }
    })
    using alice = await as(kafka, 'alice')
    using admin = await as(kafka, 'admin')
    await admin.call(Metadata, 13, { topics: null })
    const producer = { producerId: 1n, producerEpoch: 0 }

    expect(await mark(alice, producer)).toEqual([errorCodes.CLUSTER_AUTHORIZATION_FAILED])
    expect(await mark(admin, producer)).toEqual([NONE])
  })
})
