import { describe, expect, test } from 'vitest'
import { CreateTopics, type Decoded, Fetch, type FetchResponse, Metadata } from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

const { INVALID_PREFERRED_REPLICA_ID: LEADER } = absentValues

type PartitionData = Decoded<FetchResponse>['responses'][number]['partitions'][number]

async function fetch(client: RawClient, rackId: string, version = 12, fetchOffset = 0n): Promise<PartitionData | undefined> {
  const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000 }] }]
  return (await client.call(Fetch, version, { maxWaitMs: 0, minBytes: 1, ...(version >= 11 && { rackId }), topics })).responses[0]
    ?.partitions[0]
}

/** Topic t has its leader on broker 1 in rack a, and a follower on broker 2 in rack b. */
async function start(racks?: readonly string[]): Promise<TestingCluster> {
  const kafka = await startTestingCluster({ brokers: 3, ...(racks && { racks }) })
  using client = await connectRaw(kafka.broker(1).port)
  const unset = { numPartitions: absentValues.NO_NUM_PARTITIONS, replicationFactor: absentValues.NO_REPLICATION_FACTOR }
  const topics = [{ name: 't', ...unset, assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }], configs: [] }]
  await client.call(CreateTopics, 5, { topics, timeoutMs: 1_000 })
  kafka.produce('t', { value: 'a' })
  return kafka
}

describe('the option racks', () => {
  test('the option racks puts brokers into racks, which Metadata gives', async () => {
    await using kafka = await start(['a', 'b'])
    using client = await connectRaw(kafka.broker(1).port)

    expect((await client.call(Metadata, 12, { topics: null })).brokers.map(({ rack }) => rack)).toEqual(['a', 'b', 'a'])
    expect((await client.call(Metadata, 0, { topics: [] })).brokers).toHaveLength(3)
  })

  test('the option racks lets the leader send a consumer to the follower in its rack, which serves it', async () => {
    await using kafka = await start(['a', 'b', 'c'])
    using leader = await connectRaw(kafka.broker(1).port)
    using follower = await connectRaw(kafka.broker(2).port)
    using other = await connectRaw(kafka.broker(3).port)

    expect(await fetch(leader, 'b')).toMatchObject({ errorCode: 0, preferredReadReplica: 2, records: Buffer.alloc(0) })
    const own = await fetch(leader, 'a')
    expect(own).toMatchObject({ errorCode: 0, preferredReadReplica: LEADER, highWatermark: 1n })
    expect(own?.records?.length).toBeGreaterThan(0)
    expect((await fetch(leader, 'c'))?.preferredReadReplica, 'no replica there').toBe(LEADER)
    expect((await fetch(leader, 'b', 12, 5n))?.errorCode).toBe(errorCodes.OFFSET_OUT_OF_RANGE)
    const served = await fetch(follower, 'b')
    expect(served).toMatchObject({ errorCode: 0, preferredReadReplica: LEADER, records: own?.records })
    expect((await fetch(follower, '', 10))?.errorCode, 'an old consumer').toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
    expect((await fetch(other, 'c'))?.errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
  })

  test('the option racks is left out: then the leader serves every consumer', async () => {
    await using kafka = await start()
    using leader = await connectRaw(kafka.broker(1).port)

    expect(await fetch(leader, 'b')).toMatchObject({ preferredReadReplica: LEADER, highWatermark: 1n })
  })

  test.each([['a'], [['']], [[1]]])('the option racks is refused as %j', async racks => {
    await expect(startTestingCluster({ racks: racks as never })).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})
