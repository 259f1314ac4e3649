import { describe, expect, test } from 'vitest'
import { DeleteRecords, Fetch, OffsetForLeaderEpoch } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

// Epoch 0 has the offsets 0 and 1, epoch 1 nothing, epoch 2 the offset 2, and epoch 4 nothing yet.
async function withEpochs(kafka: TestingCluster): Promise<void> {
  kafka.produce('t', [{ value: 'a' }, { value: 'b' }])
  kafka.moveLeader('t', 0, 1)
  kafka.moveLeader('t', 0, 1)
  kafka.produce('t', [{ value: 'c' }])
  kafka.moveLeader('t', 0, 1)
  kafka.moveLeader('t', 0, 1)
}

async function endOf(client: RawClient, leaderEpoch: number, version = 4, fields = {}): Promise<unknown[]> {
  const topics = [{ topic: 't', partitions: [{ partition: 0, leaderEpoch, ...fields }] }]
  const { topics: found } = await client.call(OffsetForLeaderEpoch, version, { topics })
  const [partition] = found[0]?.partitions ?? []
  return [partition?.errorCode, partition?.leaderEpoch, partition?.endOffset]
}

describe('OffsetForLeaderEpoch', () => {
  test.each([0, 1, 2, 3, 4])('OffsetForLeaderEpoch v%i gives the end of each epoch', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 }, versions: { OffsetForLeaderEpoch: [0, 4] } })
    using client = await connectRaw(kafka.broker(1).port)
    await withEpochs(kafka)
    const epoch = (number: number): number => (version >= 1 ? number : -1)

    expect(await endOf(client, 0, version)).toEqual([0, epoch(0), 2n])
    expect(await endOf(client, 1, version), 'an epoch without records').toEqual([0, epoch(0), 2n])
    expect(await endOf(client, 2, version)).toEqual([0, epoch(2), 3n])
    expect(await endOf(client, 4, version), 'the present epoch').toEqual([0, epoch(4), 3n])
    expect(await endOf(client, 5, version), 'a later epoch').toEqual([0, -1, -1n])
    expect(await endOf(client, -1, version), 'no epoch').toEqual([0, -1, -1n])
  })

  test('OffsetForLeaderEpoch gives the start of the first epoch that is left for an epoch that was deleted', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await withEpochs(kafka)
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: 3n }] }]
    await client.call(DeleteRecords, 2, { topics, timeoutMs: 1_000 })

    expect(await endOf(client, 0)).toEqual([0, 0, 3n])
    expect(await endOf(client, 2)).toEqual([0, 2, 3n])
  })

  test('OffsetForLeaderEpoch checks the topic, the leader and the epoch that the client knows', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    using other = await connectRaw(kafka.broker(2).port)

    expect(await endOf(client, 0, 4, { currentLeaderEpoch: 1 })).toEqual([errorCodes.UNKNOWN_LEADER_EPOCH, -1, -1n])
    kafka.moveLeader('t', 0, 1)
    expect(await endOf(client, 0, 4, { currentLeaderEpoch: 0 })).toEqual([errorCodes.FENCED_LEADER_EPOCH, -1, -1n])
    expect(await endOf(client, 0, 4, { partition: 1 })).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, -1, -1n])
    expect(await endOf(other, 0)).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER, -1, -1n])
  })
})

describe('the field lastFetchedEpoch of Fetch', () => {
  test('the field lastFetchedEpoch of Fetch makes the leader say where the logs part', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    await withEpochs(kafka)
    const fetch = async (fetchOffset: bigint, lastFetchedEpoch: number): Promise<unknown> => {
      const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset, lastFetchedEpoch, partitionMaxBytes: 1_000 }] }]
      const { responses } = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics })
      const [data] = responses[0]?.partitions ?? []
      return [data?.errorCode, data?.divergingEpoch, (data?.records?.length ?? 0) > 0]
    }
    const same = { epoch: -1, endOffset: -1n }

    expect(await fetch(2n, 0)).toEqual([0, same, true])
    expect(await fetch(3n, 2)).toEqual([0, same, false])
    expect(await fetch(3n, 0), 'this epoch ended before').toEqual([0, { epoch: 0, endOffset: 2n }, false])
    expect(await fetch(2n, 1), 'this epoch has no records').toEqual([0, { epoch: 0, endOffset: 2n }, false])
    expect(await fetch(9n, 2), 'past the end').toEqual([0, { epoch: 2, endOffset: 3n }, false])
    expect(await fetch(2n, 9), 'an unknown epoch').toEqual([errorCodes.OFFSET_OUT_OF_RANGE, same, false])
  })
})
