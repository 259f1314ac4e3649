import { describe, expect, test } from 'vitest'
import { type Decoded, ListOffsets, type ListOffsetsResponsePartitionResponse, Produce } from '../../../../src/messages.ts'
import { absentValues, acks, errorCodes, replicaIds, specialOffsets, specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'

type Found = Decoded<ListOffsetsResponsePartitionResponse>

async function produce(client: RawClient, values: readonly string[], timestamp: bigint): Promise<void> {
  const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf(values, { timestamp }) }] }]
  await client.call(Produce, 9, { acks: acks.LEADER, timeoutMs: 1_000, topicData })
}

async function find(client: RawClient, version: number, timestamp: bigint, fields: object = {}): Promise<Found> {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp, ...fields }] }]
  const [topic] = (await client.call(ListOffsets, version, { replicaId: replicaIds.CONSUMER, topics })).topics
  const [found] = topic?.partitions ?? []
  if (found === undefined) throw new Error('no answer for the partition')
  return found
}

describe('ListOffsets', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])('ListOffsets v%i finds the ends of the log, and offsets by time', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, ['a', 'b', 'c'], 100n)
    await produce(client, ['d', 'e'], 200n)

    expect(await find(client, version, specialTimestamps.EARLIEST)).toMatchObject({
      errorCode: 0,
      timestamp: absentValues.NO_TIMESTAMP,
      offset: 0n
    })
    expect(await find(client, version, specialTimestamps.LATEST)).toMatchObject({
      errorCode: 0,
      timestamp: absentValues.NO_TIMESTAMP,
      offset: 5n
    })
    expect(await find(client, version, 0n)).toMatchObject({ timestamp: 100n, offset: 0n })
    expect(await find(client, version, 101n)).toMatchObject({
      timestamp: 101n,
      offset: 1n,
      leaderEpoch: version < 4 ? absentValues.NO_PARTITION_LEADER_EPOCH : 0
    })
    expect(await find(client, version, 103n)).toMatchObject({ timestamp: 200n, offset: 3n })
    expect(await find(client, version, 202n)).toMatchObject({
      errorCode: 0,
      timestamp: absentValues.NO_TIMESTAMP,
      offset: specialOffsets.UNKNOWN_OFFSET
    })
    if (version >= 7) expect(await find(client, version, specialTimestamps.MAX_TIMESTAMP)).toMatchObject({ timestamp: 201n, offset: 4n })
    if (version >= 8) expect(await find(client, version, specialTimestamps.EARLIEST_LOCAL)).toMatchObject({ offset: 0n })
    if (version >= 9)
      expect(await find(client, version, specialTimestamps.LATEST_TIERED)).toMatchObject({ offset: specialOffsets.UNKNOWN_OFFSET })
  })

  test('ListOffsets v0, where a cluster is told to serve it, gives as many offsets as were asked for', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 }, versions: { ListOffsets: [0, 11] } })
    using client = await connectRaw(kafka.broker(1).port)
    const offsets = async (timestamp: bigint, maxNumOffsets: number): Promise<bigint[]> =>
      (await find(client, 0, timestamp, { maxNumOffsets })).oldStyleOffsets

    expect(await offsets(specialTimestamps.LATEST, 2)).toEqual([0n])
    await produce(client, ['a', 'b'], 100n)
    expect(await offsets(specialTimestamps.LATEST, 1)).toEqual([2n])
    expect(await offsets(specialTimestamps.LATEST, 2)).toEqual([2n, 0n])
    expect(await offsets(specialTimestamps.EARLIEST, 2)).toEqual([0n])
    expect(await offsets(BigInt(Date.now() - 60_000), 2), 'a time before the segment was written').toEqual([])
    expect(await offsets(BigInt(Date.now() + 60_000), 2), 'a time to come').toEqual([2n, 0n])
  })

  test('ListOffsets refuses an unknown partition, another broker and a wrong epoch', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const code = async (fields: object): Promise<number> => (await find(client, 11, specialTimestamps.LATEST, fields)).errorCode

    expect(await code({ partitionIndex: 2 })).toBe(3)
    expect(await code({ partitionIndex: 1 })).toBe(6)
    expect(await code({ currentLeaderEpoch: 1 })).toBe(75)
    expect(await code({ currentLeaderEpoch: 0 })).toBe(0)
  })

  test.each([
    [6, specialTimestamps.MAX_TIMESTAMP],
    [7, specialTimestamps.EARLIEST_LOCAL],
    [8, specialTimestamps.LATEST_TIERED],
    [10, specialTimestamps.EARLIEST_PENDING_UPLOAD],
    [11, specialTimestamps.EARLIEST_PENDING_UPLOAD - 1n]
  ])('ListOffsets v%i refuses the special timestamp %i, which it does not have', async (version, timestamp) => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    expect((await find(client, version, timestamp)).errorCode).toBe(errorCodes.UNSUPPORTED_VERSION)
  })

  test('ListOffsets refuses a partition that is asked for twice, and answers it once', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const partitions = [0, 1, 0].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
    const { topics } = await client.call(ListOffsets, 7, { replicaId: replicaIds.CONSUMER, topics: [{ name: 't', partitions }] })

    const { INVALID_REQUEST, NONE } = errorCodes
    expect(topics[0]?.partitions.map(({ errorCode }) => errorCode)).toEqual([INVALID_REQUEST, NONE])
  })
})
