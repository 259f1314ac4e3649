import { describe, expect, test } from 'vitest'
import { AddOffsetsToTxn, AddPartitionsToTxn, DescribeProducers, DescribeTransactions, ListTransactions } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { TransactionalClient } from './transactional-client.ts'

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 2 } })
const connect = (kafka: TestingCluster): Promise<TransactionalClient> => TransactionalClient.connect(kafka.broker(1).port)

describe('DescribeTransactions', () => {
  test('shows the producer, the state and the partitions of an open transaction', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin({ transactionTimeoutMs: 5_000 })
    await client.add(producer, [0, 1])
    // The group g is in partition 3 of Kafka's topic of offsets: 'g'.hashCode() is 103.
    await client.raw.call(AddOffsetsToTxn, 4, { transactionalId: 'x', ...producer, groupId: 'g' })

    const { transactionStates } = await client.raw.call(DescribeTransactions, 0, { transactionalIds: ['x'] })

    expect(transactionStates).toMatchObject([
      {
        errorCode: 0,
        transactionalId: 'x',
        transactionState: 'Ongoing',
        transactionTimeoutMs: 5_000,
        ...producer,
        topics: [
          { topic: 't', partitions: [0, 1] },
          { topic: '__consumer_offsets', partitions: [3] }
        ]
      }
    ])
  })

  test.each([
    ['a group whose hash is negative', 'd9v9mx1tvcbnx000130-g0', 41],
    ['a group whose hash is the lowest int32', 'polygenelubricants', 0]
  ])('shows %s as the partition that Kafka shows', async (_, groupId, partition) => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.raw.call(AddOffsetsToTxn, 4, { transactionalId: 'x', ...producer, groupId })

    const { transactionStates } = await client.raw.call(DescribeTransactions, 0, { transactionalIds: ['x'] })

    expect(transactionStates[0]?.topics).toMatchObject([{ topic: '__consumer_offsets', partitions: [partition] }])
  })

  test('shows the end of a transaction, without partitions', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.add(producer)
    await client.end(producer, false)

    const { transactionStates } = await client.raw.call(DescribeTransactions, 0, { transactionalIds: ['x', 'unknown', ''] })

    expect(transactionStates).toMatchObject([
      { errorCode: 0, transactionState: 'CompleteAbort', topics: [] },
      { errorCode: errorCodes.TRANSACTIONAL_ID_NOT_FOUND, transactionalId: 'unknown', transactionState: '', producerId: 0n },
      { errorCode: errorCodes.INVALID_REQUEST }
    ])
  })
})

describe('ListTransactions', () => {
  async function listed(version: number, filters: Parameters<typeof ListTransactions.encodeRequest>[1]): Promise<unknown> {
    await using kafka = await start()
    using client = await connect(kafka)
    await client.begin()
    const open = await client.begin({ transactionalId: 'y' })
    const topics = [{ name: 't', partitions: [0] }]
    const named = {
      v3AndBelowTransactionalId: 'y',
      v3AndBelowProducerId: open.producerId,
      v3AndBelowProducerEpoch: 0,
      v3AndBelowTopics: topics
    }
    await client.raw.call(AddPartitionsToTxn, 3, named)
    kafka.advance(10_000)
    const answer = await client.raw.call(ListTransactions, version, filters)
    const found = answer.transactionStates.map(({ transactionalId, transactionState }) => `${transactionalId} ${transactionState}`)
    return [answer.errorCode, answer.unknownStateFilters, found]
  }

  test('v0 lists all transactional ids, or those in some states or of some producers', async () => {
    expect(await listed(0, {})).toEqual([0, [], ['x Empty', 'y Ongoing']])
    expect(await listed(0, { stateFilters: ['Ongoing', 'Lost'] })).toEqual([0, ['Lost'], ['y Ongoing']])
    expect(await listed(0, { stateFilters: ['Lost', 'Lost'] })).toEqual([0, ['Lost'], []])
    expect(await listed(0, { stateFilters: ['ongoing'] })).toEqual([0, ['ongoing'], []])
    expect(await listed(0, { producerIdFilters: [0n] })).toEqual([0, [], ['x Empty']])
  })

  test('v1 lists transactions that are open for longer than a time', async () => {
    expect(await listed(1, { durationFilter: 9_000n, stateFilters: ['Ongoing'] })).toEqual([0, [], ['y Ongoing']])
    expect(await listed(1, { durationFilter: 60_000n, stateFilters: ['Ongoing'] })).toEqual([0, [], []])
  })

  test('v2 lists the ids that match a pattern as a whole', async () => {
    expect(await listed(2, { transactionalIdPattern: '[yz]' })).toEqual([0, [], ['y Ongoing']])
    expect(await listed(2, { transactionalIdPattern: '' })).toEqual([0, [], ['x Empty', 'y Ongoing']])
    expect(await listed(2, { transactionalIdPattern: '(', stateFilters: ['Lost'] })).toEqual([
      errorCodes.INVALID_REGULAR_EXPRESSION,
      [],
      []
    ])
  })
})

describe('DescribeProducers', () => {
  test('shows the last sequence, and where the open transaction begins', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    const describeAll = async (): Promise<unknown> =>
      (await client.raw.call(DescribeProducers, 0, { topics: [{ name: 't', partitionIndexes: [0] }] })).topics[0]?.partitions
    await client.produce(producer, 'a', { version: 12 })
    expect(await describeAll()).toMatchObject([
      { errorCode: 0, activeProducers: [{ ...producer, lastSequence: 0, coordinatorEpoch: -1, currentTxnStartOffset: 0n }] }
    ])

    await client.end(producer, true, 5)

    expect(await describeAll()).toMatchObject([
      {
        activeProducers: [
          { producerId: producer.producerId, producerEpoch: 1, lastSequence: -1, coordinatorEpoch: 0, currentTxnStartOffset: -1n }
        ]
      }
    ])
  })

  test('refuses partitions and topics that do not exist', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const topics = ['t', 'unknown', 'bad name'].map(name => ({ name, partitionIndexes: [9] }))

    const answer = await client.raw.call(DescribeProducers, 0, { topics })

    expect(answer.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))).toEqual([
      errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
      errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
      errorCodes.INVALID_TOPIC_EXCEPTION
    ])
  })
})

describe('AddPartitionsToTxn between brokers', () => {
  test.each([4, 5])('v%i says which partitions a transaction has, and can add them', async version => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    const ask = async (verifyOnly: boolean): Promise<unknown> => {
      const transactions = [{ transactionalId: 'x', ...producer, verifyOnly, topics: [{ name: 't', partitions: [1] }] }]
      const { resultsByTransaction } = await client.raw.call(AddPartitionsToTxn, version, { transactions })
      return resultsByTransaction[0]?.topicResults[0]?.resultsByPartition[0]?.partitionErrorCode
    }

    expect(await ask(true)).toBe(errorCodes.TRANSACTION_ABORTABLE)
    expect(await ask(false)).toBe(0)
    expect(await ask(true)).toBe(0)
  })
})

describe('AddOffsetsToTxn', () => {
  test.each([
    [0, errorCodes.INVALID_PRODUCER_EPOCH],
    [2, errorCodes.PRODUCER_FENCED],
    [4, errorCodes.PRODUCER_FENCED]
  ])('v%i begins a transaction, and refuses an old epoch with the error %i', async (version, fenced) => {
    await using kafka = await start()
    using client = await connect(kafka)
    const old = await client.begin()
    const producer = await client.begin()
    const add = async (fields: typeof old): Promise<number> =>
      (await client.raw.call(AddOffsetsToTxn, version, { transactionalId: 'x', ...fields, groupId: 'g' })).errorCode

    expect(await add(old)).toBe(fenced)
    expect(await add(producer)).toBe(0)
    expect(await client.end(producer, true)).toMatchObject({ errorCode: 0 })
  })
})
