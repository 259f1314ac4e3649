import { describe, expect, test } from 'vitest'
import { FindCoordinator, InitProducerId, type InitProducerIdRequest } from '../../../../src/messages.ts'
import { type CoordinatorType, coordinatorTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

const keys = ['a', 'b', 'c', 'd', 'e', 'f']
const start = (): Promise<TestingCluster> => startTestingCluster({ brokers: 3 })

describe('FindCoordinator', () => {
  test.each([0, 1, 2, 3])('FindCoordinator v%i finds a coordinator, which is the same when another broker is asked', async version => {
    await using kafka = await start()
    const found: number[][] = []
    for (const { port } of kafka.brokers) {
      using client = await connectRaw(port)
      const answers = []
      for (const key of keys) answers.push(await client.call(FindCoordinator, version, { key }))
      expect(answers.every(({ errorCode, nodeId, ...answer }) => errorCode === 0 && answer.port === kafka.broker(nodeId).port)).toBe(true)
      found.push(answers.map(({ nodeId }) => nodeId))
    }

    expect(found[1]).toEqual(found[0])
    expect(found[2]).toEqual(found[0])
    expect(new Set(found[0]).size).toBe(3)
  })

  test.each([4, 5, 6])('FindCoordinator v%i finds several coordinators', async version => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)

    const { coordinators } = await client.call(FindCoordinator, version, { keyType: coordinatorTypes.TRANSACTION, coordinatorKeys: keys })

    expect(coordinators.map(({ key }) => key)).toEqual(keys)
    expect(coordinators.every(({ errorCode, nodeId, port }) => errorCode === 0 && port === kafka.broker(nodeId).port)).toBe(true)
  })

  test.each([
    [1, 'NONE'],
    [3, 'NONE'],
    [4, ''],
    [6, '']
  ])('FindCoordinator v%i gives a coordinator with the error message %j, as Kafka does', async (version, message) => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const found = await client.call(FindCoordinator, version, version < 4 ? { key: 'a' } : { coordinatorKeys: ['a'] })
    expect([found, ...found.coordinators].find(({ nodeId }) => nodeId > 0)?.errorMessage).toBe(message)
  })

  test('FindCoordinator knows share groups from v6 on, and no other type of key', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const share = 'a:AAAAAAAAAAAAAAAAAAAAAQ:0'
    const code = async (version: number, keyType: CoordinatorType, key = share): Promise<unknown> =>
      (await client.call(FindCoordinator, version, { keyType, coordinatorKeys: [key] })).coordinators[0]?.errorCode

    expect([await code(5, 2), await code(6, 2), await code(6, 2, 'a'), await code(6, 3 as CoordinatorType)]).toEqual([42, 0, 42, 42])
    expect(await client.call(FindCoordinator, 3, { key: 'a', keyType: coordinatorTypes.SHARE })).toMatchObject({
      errorCode: errorCodes.INVALID_REQUEST,
      errorMessage: expect.stringMatching(/^This most likely occurs because of a request being malformed/)
    })
    const text = async (version: number, keyType: number): Promise<unknown> =>
      (await client.call(FindCoordinator, version, { keyType: keyType as CoordinatorType, coordinatorKeys: [''] })).coordinators[0]
        ?.errorMessage
    expect([await text(4, coordinatorTypes.SHARE), await text(6, coordinatorTypes.SHARE)]).toEqual(['', ''])
    expect(await text(6, 9)).toMatch(/^This most likely occurs/)
  })
})

describe('InitProducerId', () => {
  const fresh: InitProducerIdRequest = { transactionalId: null, transactionTimeoutMs: 1_000 }

  test.each([0, 1, 2, 3, 4, 5])('InitProducerId v%i gives every producer its own id', async version => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await client.call(InitProducerId, version, fresh)).toMatchObject({ errorCode: 0, producerId: 0n, producerEpoch: 0 })
    expect(await client.call(InitProducerId, version, fresh)).toMatchObject({ errorCode: 0, producerId: 1n, producerEpoch: 0 })
  })

  test('InitProducerId keeps the producer id of a transactional id, raises its epoch, and fences earlier epochs', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const mine = { ...fresh, transactionalId: 'mine' }

    expect(await client.call(InitProducerId, 5, mine)).toMatchObject({ producerId: 0n, producerEpoch: 0 })
    expect(await client.call(InitProducerId, 5, { ...fresh, transactionalId: 'yours' })).toMatchObject({ producerId: 1n, producerEpoch: 0 })
    expect(await client.call(InitProducerId, 5, mine)).toMatchObject({ producerId: 0n, producerEpoch: 1 })
    expect(await client.call(InitProducerId, 5, { ...mine, producerId: 0n, producerEpoch: 0 })).toMatchObject({
      errorCode: errorCodes.PRODUCER_FENCED
    })
    expect(await client.call(InitProducerId, 5, { ...mine, producerId: 0n, producerEpoch: 1 })).toMatchObject({
      errorCode: 0,
      producerEpoch: 2
    })
  })

  test('InitProducerId gives a producer that repeats its request, as after a lost answer, the same next epoch', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const mine = { ...fresh, transactionalId: 'mine' }
    await client.call(InitProducerId, 5, mine)
    const own = { ...mine, producerId: 0n, producerEpoch: 0 }
    for (let copy = 0; copy < 2; copy++) expect(await client.call(InitProducerId, 5, own)).toMatchObject({ errorCode: 0, producerEpoch: 1 })
    expect(await client.call(InitProducerId, 5, mine)).toMatchObject({ producerEpoch: 2 })
    for (const producerEpoch of [0, 1]) {
      expect(await client.call(InitProducerId, 5, { ...own, producerEpoch })).toMatchObject({ errorCode: errorCodes.PRODUCER_FENCED })
    }
  })

  test('InitProducerId refuses wrong fields, and requests to a broker that is not the coordinator', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(1).port)
    const code = async (fields: Partial<InitProducerIdRequest>): Promise<number> =>
      (await client.call(InitProducerId, 5, { ...fresh, ...fields })).errorCode

    expect(await code({ transactionalId: '' })).toBe(42)
    expect(await code({ producerId: 5n })).toBe(42)
    const { coordinators } = await client.call(FindCoordinator, 4, { keyType: coordinatorTypes.TRANSACTION, coordinatorKeys: keys })
    const elsewhere = coordinators.find(({ nodeId }) => nodeId === 2)
    expect(await code({ transactionalId: elsewhere?.key ?? null })).toBe(16)
  })
})
