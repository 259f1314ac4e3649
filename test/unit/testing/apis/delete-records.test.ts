import { describe, expect, test } from 'vitest'
import { CreateTopics, DeleteRecords, Fetch, ListOffsets, Produce } from '../../../../src/messages.ts'
import { absentValues, acks, errorCodes, specialOffsets, specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'

async function produce(client: RawClient, values: readonly string[]): Promise<void> {
  const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf(values) }] }]
  const { responses } = await client.call(Produce, 9, { acks: acks.ALL, timeoutMs: 1_000, topicData })
  expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
}

async function deleteRecords(client: RawClient, offset: bigint, version = 2, partitionIndex = 0, name = 't'): Promise<unknown[]> {
  const { topics } = await client.call(DeleteRecords, version, {
    topics: [{ name, partitions: [{ partitionIndex, offset }] }],
    timeoutMs: 1_000
  })
  const [partition] = topics[0]?.partitions ?? []
  return [partition?.errorCode, partition?.lowWatermark]
}

describe('DeleteRecords', () => {
  test.each([0, 1, 2])('DeleteRecords v%i makes an offset inside a batch the start of the log', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, ['a', 'b'])
    await produce(client, ['c', 'd', 'e'])

    expect(await deleteRecords(client, 3n, version)).toEqual([0, 3n])
    expect(await deleteRecords(client, 1n, version), 'never back').toEqual([0, 3n])

    const fetch = async (fetchOffset: bigint): Promise<unknown> => {
      const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000 }] }]
      const { responses } = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics })
      const [data] = responses[0]?.partitions ?? []
      return [data?.errorCode, data?.logStartOffset, recordsIn(data?.records ?? null).map(([, value]) => value)]
    }
    expect(await fetch(2n)).toEqual([errorCodes.OFFSET_OUT_OF_RANGE, -1n, []])
    expect(await fetch(3n), 'the batch is returned as a whole').toEqual([0, 3n, ['c', 'd', 'e']])
    const earliest = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.EARLIEST }] }]
    expect((await client.call(ListOffsets, 7, { topics: earliest })).topics[0]?.partitions[0]).toMatchObject({ offset: 3n, leaderEpoch: 0 })
    const byTime = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: 0n }] }]
    expect((await client.call(ListOffsets, 7, { topics: byTime })).topics[0]?.partitions[0]?.offset, 'offsets by time').toBe(3n)
  })

  test('DeleteRecords with offset -1 deletes everything, and the next record gets the next offset', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, ['a', 'b'])

    expect(await deleteRecords(client, specialOffsets.HIGH_WATERMARK)).toEqual([0, 2n])
    const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf(['c']) }] }]
    const { responses } = await client.call(Produce, 9, { acks: acks.ALL, timeoutMs: 1_000, topicData })
    expect(responses[0]?.partitionResponses[0]).toMatchObject({ errorCode: 0, baseOffset: 2n, logStartOffset: 2n })
  })

  test('DeleteRecords refuses offsets outside of the log, unknown partitions, other leaders and compacted topics', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const unset = { numPartitions: absentValues.NO_NUM_PARTITIONS, replicationFactor: absentValues.NO_REPLICATION_FACTOR }
    const configs = [{ name: 'cleanup.policy', value: 'compact' }]
    await client.call(CreateTopics, 7, {
      topics: [{ name: 'c', ...unset, assignments: [{ partitionIndex: 0, brokerIds: [1] }], configs }],
      timeoutMs: 1_000
    })
    await produce(client, ['a'])

    expect(await deleteRecords(client, 2n)).toEqual([errorCodes.OFFSET_OUT_OF_RANGE, -1n])
    expect(await deleteRecords(client, -2n)).toEqual([errorCodes.OFFSET_OUT_OF_RANGE, -1n])
    expect(await deleteRecords(client, 0n, 2, 1)).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER, -1n])
    expect(await deleteRecords(client, 0n, 2, 2)).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, -1n])
    expect(await deleteRecords(client, 0n, 2, 0, 'no topic')).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, -1n])
    expect(await deleteRecords(client, 0n, 2, 0, 'c')).toEqual([errorCodes.POLICY_VIOLATION, -1n])
  })
})
