import { describe, expect, test } from 'vitest'
import { acknowledgeTypes, errorCodes, shareAcquireModes } from '../../../../src/index.ts'
import { ShareAcknowledge, ShareFetch } from '../../../../src/messages.ts'
import { acknowledgementsOf, startSharing } from '../../../support/brokers/share-group.ts'

const { GAP, ACCEPT, RELEASE, REJECT, RENEW } = acknowledgeTypes

describe('share groups', () => {
  test.each([1, 2])(
    'share groups of ShareFetch v%i deliver a released record again, and an accepted or rejected one never',
    async version => {
      await using sharing = await startSharing(version)
      const worker = await sharing.join('a')
      await sharing.produce(4)

      expect(await worker.acquire()).toEqual(['0-3 x1'])
      expect(await worker.code([0, 3, ACCEPT, RELEASE, REJECT, GAP])).toBe(0)
      expect(await worker.acquire()).toEqual(['1-1 x2'])
      expect(await worker.code([1, 1, ACCEPT])).toBe(0)
      expect(await worker.acquire()).toEqual([])
    }
  )

  test('share groups let two members share a partition, and refuse the acknowledgement of another member', async () => {
    await using sharing = await startSharing()
    const [a, b] = [await sharing.join('a'), await sharing.join('b')]
    await sharing.produce(2)
    await sharing.produce(3)

    expect(await a.acquire({ maxRecords: 1 })).toEqual(['0-1 x1'])
    expect(await b.acquire()).toEqual(['2-4 x1'])
    expect(await a.code([2, 4, ACCEPT])).toBe(errorCodes.INVALID_RECORD_STATE)
    expect(await b.code([2, 4, ACCEPT])).toBe(0)
  })

  test('share groups give a record to another member when its acquisition lock ends, by the clock of the cluster', async () => {
    await using sharing = await startSharing()
    const [a, b] = [await sharing.join('a'), await sharing.join('b')]
    await sharing.produce(2)

    expect(await a.acquire()).toEqual(['0-1 x1'])
    sharing.kafka.advance(29_000)
    expect(await b.acquire()).toEqual([])
    sharing.kafka.advance(1_000)
    expect(await b.acquire()).toEqual(['0-1 x2'])
    expect(await a.code([0, 1, ACCEPT])).toBe(errorCodes.INVALID_RECORD_STATE)
  })

  test('share groups archive a record after five deliveries, and deliver it alone at last', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')
    await sharing.produce(2)
    const seen: string[] = []
    for (let i = 0; i < 9; i++) {
      for (const range of await worker.acquire()) {
        seen.push(range)
        const [first = 0, last = 0] = range.split(' ')[0]?.split('-').map(Number) ?? []
        await worker.code([first, last, RELEASE])
      }
    }

    expect(seen).toEqual(['0-1 x1', '0-1 x2', '0-1 x3', '0-0 x4', '0-0 x5', '1-1 x4', '1-1 x5'])
  })

  test('share groups give back what a member has acquired when its session is closed or its connection ends', async () => {
    await using sharing = await startSharing()
    const [a, b, c] = [await sharing.join('a'), await sharing.join('b'), await sharing.join('c')]
    await sharing.produce(1)

    expect(await a.acquire()).toEqual(['0-0 x1'])
    expect(await a.close()).toMatchObject({ errorCode: 0, responses: [] })
    expect(await b.acquire()).toEqual(['0-0 x2'])
    const waiting = c.acquire({ maxWaitMs: 10_000 })
    b.disconnect()
    expect(await waiting).toEqual(['0-0 x3'])
  })

  test('share groups renew the lock of a record that is still processed, from v2 on (KIP-1222)', async () => {
    await using sharing = await startSharing()
    const [a, b] = [await sharing.join('a'), await sharing.join('b')]
    await sharing.produce(1)
    await a.acquire()
    sharing.kafka.advance(20_000)
    const topics = acknowledgementsOf(sharing.topicId, [[0, 0, RENEW]])
    const nothing = { maxWaitMs: 0, minBytes: 0, maxBytes: 0, maxRecords: 0 }

    expect(await a.fetch({ isRenewAck: true, topics, ...nothing })).toMatchObject({ errorCode: 0, acquisitionLockTimeoutMs: 30_000 })
    sharing.kafka.advance(20_000)
    expect(await b.acquire()).toEqual([])
    expect(await a.code([0, 0, RENEW])).toBe(errorCodes.INVALID_REQUEST)
    expect(await a.code([0, 0, ACCEPT])).toBe(0)
  })

  test('share groups acquire whole batches, and split them only in the mode RECORD_LIMIT (KIP-1206)', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')
    for (let i = 0; i < 4; i++) await sharing.produce(4)

    expect(await worker.acquire({ maxRecords: 6, batchSize: 4 })).toEqual(['0-3 x1', '4-7 x1'])
    expect(await worker.acquire({ maxRecords: 2, shareAcquireMode: shareAcquireModes.RECORD_LIMIT })).toEqual(['8-9 x1'])
    expect(await worker.acquire({ maxRecords: 2 })).toEqual(['10-11 x1'])
    expect(await worker.acquire()).toEqual(['12-15 x1'])
  })

  test('share groups acknowledge with ShareFetch too, all records of a partition or none', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')
    await sharing.produce(3)
    await worker.acquire()
    const acknowledge = async (...batches: Parameters<typeof acknowledgementsOf>[1]): Promise<unknown> =>
      (await worker.fetch({ topics: acknowledgementsOf(sharing.topicId, batches) })).responses[0]?.partitions[0]?.acknowledgeErrorCode

    expect(await acknowledge([0, 0, ACCEPT], [2, 9, ACCEPT])).toBe(errorCodes.INVALID_REQUEST)
    expect(await acknowledge([0, 0, RELEASE])).toBe(0)
    expect(await worker.code([1, 2, ACCEPT])).toBe(0)
  })

  test('share groups begin at the end of a partition by default, and at a time with by_duration', async () => {
    await using sharing = await startSharing()
    await sharing.produce(2)
    await sharing.configure('share.auto.offset.reset', 'by_duration:PT1H')
    const early = await sharing.join('a')
    await sharing.configure('share.auto.offset.reset', 'latest')

    expect(await early.code([0, 1, ACCEPT])).toBe(0) // the first fetch has acquired them
    await sharing.produce(1)
    expect(await early.acquire()).toEqual(['2-2 x1'])
  })

  test('share groups begin with the last write when another broker leads: acquired records are available again', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')
    await sharing.produce(3)
    await worker.acquire()
    await worker.code([0, 0, ACCEPT])
    sharing.kafka.moveLeader('jobs', 0, 1)

    expect(await worker.code([1, 1, ACCEPT])).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    expect(await worker.acquire()).toEqual(['1-2 x1'])
  })
})

describe('a share session', () => {
  test('a share session has an epoch that each request must give', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')

    expect(await worker.fetch({ shareSessionEpoch: 9 })).toMatchObject({ errorCode: errorCodes.INVALID_SHARE_SESSION_EPOCH, responses: [] })
    await worker.close()
    expect(await worker.fetch()).toMatchObject({ errorCode: errorCodes.SHARE_SESSION_NOT_FOUND })
    expect(await worker.close()).toMatchObject({ errorCode: errorCodes.SHARE_SESSION_NOT_FOUND })
    expect(await worker.fetch({ memberId: '' })).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
    const topics = acknowledgementsOf(sharing.topicId, [[0, 0, ACCEPT]])
    expect(await worker.fetch({ shareSessionEpoch: 0, topics })).toMatchObject({ errorCode: errorCodes.INVALID_REQUEST })
  })

  test('a share session answers for partitions with news only, and tells which broker leads', async () => {
    await using sharing = await startSharing(2, 2)
    const worker = await sharing.join('a')
    await sharing.produce(1, 1)

    expect((await worker.fetch()).responses).toMatchObject([{ partitions: [{ partitionIndex: 1, acquiredRecords: [{ lastOffset: 0n }] }] }])
    expect((await worker.fetch()).responses).toEqual([])
    const partitions = [{ partitionIndex: 7, acknowledgementBatches: [] }]
    expect((await worker.fetch({ topics: [{ topicId: sharing.topicId, partitions }] })).responses).toMatchObject([
      { partitions: [{ partitionIndex: 7, errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }] }
    ])
  })

  test.each([1, 2])('a share session of v%i answers for a topic id that no topic has, and so does ShareAcknowledge', async version => {
    await using sharing = await startSharing(version)
    const worker = await sharing.join('a')
    const [topic] = acknowledgementsOf('Xl5eXl5eXl5eXl5eXl5eXg', [[0, 0, ACCEPT]])
    const topics = [topic as NonNullable<typeof topic>]

    const acknowledged = await sharing.call(ShareAcknowledge, version, { groupId: 'workers', memberId: 'a', shareSessionEpoch: 1, topics })
    expect([acknowledged.errorCode, acknowledged.responses[0]?.partitions[0]?.errorCode]).toEqual([0, errorCodes.UNKNOWN_TOPIC_ID])
    const fetched = await worker.fetch({ shareSessionEpoch: 2, topics })
    const { UNKNOWN_TOPIC_ID } = errorCodes
    expect(fetched.responses[0]?.partitions).toMatchObject([{ errorCode: UNKNOWN_TOPIC_ID, acknowledgeErrorCode: UNKNOWN_TOPIC_ID }])
  })

  test('a share session acknowledges nothing for a partition without batches, which is answered beside others only', async () => {
    await using sharing = await startSharing(2, 2)
    const worker = await sharing.join('a')
    await sharing.produce(1)
    await worker.acquire()
    const none = { partitionIndex: 1, acknowledgementBatches: [] }
    const acknowledge = async (shareSessionEpoch: number, partitions: (typeof none)[]): Promise<unknown> => {
      const topics = [{ topicId: sharing.topicId, partitions }]
      const answer = await sharing.call(ShareAcknowledge, 2, { groupId: 'workers', memberId: 'a', shareSessionEpoch, topics })
      return answer.responses.map(each => each.partitions.map(({ partitionIndex, errorCode }) => [partitionIndex, errorCode]))
    }
    const [some] = acknowledgementsOf(sharing.topicId, [[0, 0, ACCEPT]])

    expect(await acknowledge(2, [none])).toEqual([])
    expect(await acknowledge(3, [...((some?.partitions ?? []) as (typeof none)[]), none])).toEqual([
      [
        [0, 0],
        [1, 0]
      ]
    ])
  })

  test('a share session of a group without a heartbeat is refused partition by partition, as Kafka 4.4.0 does', async () => {
    await using sharing = await startSharing()
    const topics = [{ topicId: sharing.topicId, partitions: [{ partitionIndex: 0, acknowledgementBatches: [] }] }]
    const limits = { maxWaitMs: 0, minBytes: 1, maxBytes: 1_000, maxRecords: 1, batchSize: 1 }
    const request = { groupId: 'strangers', memberId: 'a', shareSessionEpoch: 0, topics, forgottenTopicsData: [], ...limits }

    expect((await sharing.call(ShareFetch, 1, request)).responses[0]?.partitions).toMatchObject([
      { errorCode: errorCodes.UNKNOWN_SERVER_ERROR }
    ])
  })
})
