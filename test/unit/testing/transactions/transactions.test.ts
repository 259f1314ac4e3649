import { describe, expect, test } from 'vitest'
import { EndTxn, Fetch, Produce } from '../../../../src/messages.ts'
import { absentValues, acks, errorCodes, type IsolationLevel, isolationLevels } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { TransactionalClient } from './transactional-client.ts'

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 2 } })
const connect = (kafka: TestingCluster): Promise<TransactionalClient> => TransactionalClient.connect(kafka.broker(1).port)

describe('A transaction of a client that adds its partitions', () => {
  test.each([
    { init: 0, add: 0, produce: 3, end: 0, fetch: 4, list: 2 },
    { init: 5, add: 3, produce: 11, end: 4, fetch: 12, list: 11 }
  ])('is seen by read_committed after its commit, with InitProducerId v$init', async version => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin({}, version.init)

    expect(await client.add(producer, [0, 1], version.add)).toEqual([0, 0])
    expect(await client.produce(producer, 'a', { version: version.produce })).toBe(0)
    expect(await client.committed(version.fetch)).toEqual({ values: [], stableOffset: 0n })
    expect(await client.latest(version.list)).toBe(0n)
    expect(await client.end(producer, true, version.end)).toMatchObject({ errorCode: 0 })
    expect(await client.committed(version.fetch)).toEqual({ values: ['a'], stableOffset: 2n })
    expect(await client.latest(version.list)).toBe(2n)
  })

  test('is never seen by read_committed after its abort', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.add(producer)
    await client.produce(producer, 'aborted')
    await client.end(producer, false)
    await client.add(producer)
    await client.produce(producer, 'committed', { baseSequence: 1 })
    await client.end(producer, true)

    expect(await client.committed()).toEqual({ values: ['committed'], stableOffset: 4n })
  })

  test('keeps its epoch, and can be ended twice in the same way only', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.add(producer)

    expect(await client.end(producer, true)).toMatchObject({ errorCode: 0 })
    expect(await client.end(producer, true)).toMatchObject({ errorCode: 0 })
    expect(await client.end(producer, false)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
    expect(await client.add(producer)).toEqual([0])
  })

  test('takes no records of a partition that was not added, with the error that the version knows', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.add(producer, [1])

    expect(await client.produce(producer, 'a', { version: 10 })).toBe(errorCodes.INVALID_TXN_STATE)
    expect(await client.produce(producer, 'a', { version: 11 })).toBe(errorCodes.TRANSACTION_ABORTABLE)
    expect(await client.produce(producer, 'a', { transactionalId: null })).toBe(errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
    expect(await client.produce(producer, 'a', { index: 1 })).toBe(0)
  })

  test('adds all partitions or none', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()

    expect(await client.add(producer, [0, 9])).toEqual([errorCodes.OPERATION_NOT_ATTEMPTED, errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
    expect(await client.end(producer, true)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
  })
})

describe('A transaction of a client with transaction.version 2', () => {
  test('begins with the first Produce v12, and its end raises the epoch', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    expect(await client.produce(producer, 'a', { version: 12 })).toBe(0)
    expect(await client.committed()).toEqual({ values: [], stableOffset: 0n })

    const next = await client.end(producer, true, 5)

    expect(next).toMatchObject({ errorCode: 0, producerId: producer.producerId, producerEpoch: 1 })
    expect(await client.committed()).toEqual({ values: ['a'], stableOffset: 2n })
    expect(await client.produce(producer, 'late', { version: 12, baseSequence: 1 })).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
    expect(await client.produce(next, 'b', { version: 12, baseSequence: 1 })).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect(await client.produce(next, 'b', { version: 12 })).toBe(0)
    expect(await client.end(next, false, 5)).toMatchObject({ errorCode: 0, producerEpoch: 2 })
    expect((await client.committed()).values).toEqual(['a'])
  })

  test('gives a repeated end the same answer, and refuses the opposite one', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.produce(producer, 'a', { version: 12 })
    await client.end(producer, true, 5)

    expect(await client.end(producer, true, 5)).toMatchObject({ errorCode: 0, producerEpoch: 1 })
    expect(await client.end(producer, false, 5)).toMatchObject({
      errorCode: errorCodes.INVALID_TXN_STATE,
      producerEpoch: absentValues.NO_PRODUCER_EPOCH
    })
  })

  test('may be aborted without records, but not committed', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()

    expect(await client.end(producer, true, 5)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
    expect(await client.end(producer, false, 5)).toMatchObject({ errorCode: 0, producerEpoch: 1 })
  })
})

describe('A producer that another one has replaced', () => {
  test('is fenced in every request, with the error that the version knows', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const old = await client.begin()
    await client.begin()

    expect(await client.add(old, [0], 1)).toEqual([errorCodes.INVALID_PRODUCER_EPOCH])
    expect(await client.add(old, [0], 2)).toEqual([errorCodes.PRODUCER_FENCED])
    expect(await client.end(old, true, 1)).toMatchObject({ errorCode: errorCodes.INVALID_PRODUCER_EPOCH })
    expect(await client.end(old, true, 2)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
    expect(await client.end(old, true, 5)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
    for (const version of [10, 12]) expect(await client.produce(old, 'a', { version })).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
    expect(await client.init({ ...old, producerEpoch: 5 }, 3)).toMatchObject({ errorCode: errorCodes.INVALID_PRODUCER_EPOCH })
    expect(await client.init({ ...old, producerEpoch: 5 }, 4)).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
  })

  test('has its open transaction aborted, and the new one must ask twice', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const old = await client.begin()
    await client.produce(old, 'a', { version: 12 })

    expect(await client.init()).toMatchObject({ errorCode: errorCodes.CONCURRENT_TRANSACTIONS, producerId: absentValues.NO_PRODUCER_ID })
    expect(await client.begin()).toEqual({ producerId: old.producerId, producerEpoch: 2 })
    expect(await client.committed()).toEqual({ values: [], stableOffset: 2n })
  })

  test('with an unknown id of its transactional id is not found', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const other = { producerId: 999n, producerEpoch: 0 }
    expect(await client.add(other)).toEqual([errorCodes.INVALID_PRODUCER_ID_MAPPING])
    await client.begin()
    expect(await client.add(other)).toEqual([errorCodes.INVALID_PRODUCER_ID_MAPPING])
    expect(await client.end(other, true)).toMatchObject({ errorCode: errorCodes.INVALID_PRODUCER_ID_MAPPING })
    expect(await client.produce(other, 'a', { version: 12 })).toBe(errorCodes.INVALID_PRODUCER_ID_MAPPING)
  })
})

describe('The timeout of a transaction', () => {
  test('aborts the transaction and raises the epoch', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin({ transactionTimeoutMs: 10_000 })
    await client.produce(producer, 'a', { version: 12 })
    kafka.advance(9_000)
    expect((await client.committed()).stableOffset).toBe(0n)

    kafka.advance(1_001)

    expect(await client.committed()).toEqual({ values: [], stableOffset: 2n })
    expect(await client.produce(producer, 'b', { version: 12, baseSequence: 1 })).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
    expect(await client.end(producer, true, 5)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE })
    expect(await client.init(producer)).toMatchObject({ errorCode: 0, producerId: producer.producerId, producerEpoch: 1 })
  })

  test('does not end a later transaction of the same producer', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin({ transactionTimeoutMs: 10_000 })
    await client.add(producer)
    await client.end(producer, true)
    kafka.advance(9_000)
    await client.add(producer)

    kafka.advance(5_000)

    expect(await client.end(producer, true)).toMatchObject({ errorCode: 0 })
  })

  test('must be above 0 and at most 15 minutes', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    for (const transactionTimeoutMs of [-1, 0, 900_001]) {
      expect(await client.init({ transactionTimeoutMs })).toMatchObject({ errorCode: errorCodes.INVALID_TRANSACTION_TIMEOUT })
    }
    expect(await client.init({ transactionTimeoutMs: 900_000 })).toMatchObject({ errorCode: 0 })
  })
})

describe('A transactional id', () => {
  test('that was not used for 7 days is forgotten', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    kafka.advance(604_800_001)
    expect(await client.add(producer)).toEqual([errorCodes.INVALID_PRODUCER_ID_MAPPING])
  })
})

describe('A Produce that the coordinator of its transaction refuses', () => {
  async function refused(version: number, transactionalId = 'x'): Promise<unknown> {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await client.add(producer, [1])
    const records = batchOf(['a'], { ...producer, baseSequence: 0, isTransactional: true })
    const topicData = [{ name: 't', partitionData: [{ index: 0, records }] }]
    const { responses } = await client.raw.call(Produce, version, { transactionalId, acks: acks.ALL, timeoutMs: 1_000, topicData })
    return responses[0]?.partitionResponses[0]
  }

  test('has a text only if the partition was not added', async () => {
    const text = 'Partition was not added to the transaction'
    expect(await refused(10)).toMatchObject({ errorCode: errorCodes.INVALID_TXN_STATE, errorMessage: text })
    expect(await refused(11)).toMatchObject({ errorCode: errorCodes.TRANSACTION_ABORTABLE, errorMessage: null })
    expect(await refused(10, 'y')).toMatchObject({
      errorCode: errorCodes.INVALID_PRODUCER_ID_MAPPING,
      errorMessage: null
    })
  })

  test('is refused for its epoch before the coordinator is asked', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const old = await client.begin()
    await client.produce(old, 'a', { version: 12 })
    await client.end(old, true, 5)

    expect(await client.produce(old, 'b', { version: 12, transactionalId: 'unknown' })).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
  })
})

test('Fetch lists no aborted transaction to a reader that has reached the last stable offset', async () => {
  await using kafka = await start()
  using client = await connect(kafka)
  const other = await client.begin({ transactionalId: 'open' })
  await client.produce(other, 'open', { version: 12, transactionalId: 'open' })
  const producer = await client.begin()
  await client.produce(producer, 'aborted', { version: 12 })
  await client.end(producer, false, 5)
  const abortedFrom = async (isolationLevel: IsolationLevel): Promise<unknown> => {
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
    const { responses } = await client.raw.call(Fetch, 12, { maxWaitMs: 0, minBytes: 0, isolationLevel, topics })
    return responses[0]?.partitions[0]?.abortedTransactions
  }

  expect(await abortedFrom(isolationLevels.READ_COMMITTED)).toEqual([])
  await client.raw.call(EndTxn, 5, { transactionalId: 'open', ...other, committed: true })
  expect(await abortedFrom(isolationLevels.READ_COMMITTED)).toMatchObject([{ producerId: producer.producerId, firstOffset: 1n }])
  expect(await abortedFrom(isolationLevels.READ_UNCOMMITTED)).toBe(null)
})
