import { describe, expect, test } from 'vitest'
import {
  AddOffsetsToTxn,
  ConsumerGroupHeartbeat,
  Metadata,
  OffsetFetch,
  TxnOffsetCommit,
  type TxnOffsetCommitRequest
} from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { type Producer, TransactionalClient } from './transactional-client.ts'

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 1 } })
const connect = (kafka: TestingCluster): Promise<TransactionalClient> => TransactionalClient.connect(kafka.broker(1).port)

/** The error code of a TxnOffsetCommit for partition 0 of topic `t` and group `g`. */
async function commit(
  { raw }: TransactionalClient,
  { producerId, producerEpoch }: Producer,
  version: number,
  offset: bigint,
  fields: Partial<TxnOffsetCommitRequest> = {}
): Promise<number | undefined> {
  const partitions = [{ partitionIndex: 0, committedOffset: offset, committedMetadata: 'm' }]
  const topic = version >= 6 ? { topicId: (await raw.call(Metadata, 12, { topics: [{ name: 't' }] })).topics[0]?.topicId } : { name: 't' }
  const topics = [{ ...topic, partitions }]
  const answer = await raw.call(TxnOffsetCommit, version, {
    transactionalId: 'x',
    groupId: 'g',
    producerId,
    producerEpoch,
    topics,
    ...fields
  })
  return answer.topics[0]?.partitions[0]?.errorCode
}

/** The committed offset of group `g`, or the error code of a partition without a stable one. */
async function committedOffset({ raw }: TransactionalClient, requireStable = false): Promise<bigint | number | undefined> {
  const groups = [{ groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] }]
  const answer = await raw.call(OffsetFetch, 8, { groups, requireStable })
  const partition = answer.groups[0]?.topics[0]?.partitions[0]
  return partition?.errorCode === errorCodes.NONE ? partition.committedOffset : partition?.errorCode
}

async function beginWithGroup(client: TransactionalClient): Promise<Producer> {
  const producer = await client.begin()
  await client.raw.call(AddOffsetsToTxn, 4, { transactionalId: 'x', ...producer, groupId: 'g' })
  return producer
}

describe('TxnOffsetCommit', () => {
  test.each([0, 1, 2, 3, 4])('v%i commits with the transaction to which the group was added', async version => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await beginWithGroup(client)

    expect(await commit(client, producer, version, 5n)).toBe(0)
    expect(await committedOffset(client)).toBe(-1n)
    expect(await committedOffset(client, true)).toBe(errorCodes.UNSTABLE_OFFSET_COMMIT)
    await client.end(producer, true)
    expect(await committedOffset(client, true)).toBe(5n)
  })

  test.each([5, 6])('v%i adds the group to the transaction itself', async version => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()

    expect(await commit(client, producer, version, 5n)).toBe(0)
    expect(await committedOffset(client, true)).toBe(errorCodes.UNSTABLE_OFFSET_COMMIT)
    const next = await client.end(producer, true, 5)
    expect(await committedOffset(client, true)).toBe(5n)
    expect(await commit(client, producer, version, 6n)).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
    expect(await commit(client, next, version, 6n)).toBe(0)
  })

  test('commits nothing if the transaction is aborted', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    await commit(client, producer, 5, 5n)
    const next = await client.end(producer, true, 5)
    await commit(client, next, 5, 6n)
    await client.end(next, false, 5)

    expect(await committedOffset(client, true)).toBe(5n)
  })

  test('is refused outside of a transaction with the error that the version knows', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()

    expect(await commit(client, producer, 3, 5n)).toBe(errorCodes.INVALID_TXN_STATE)
    expect(await commit(client, producer, 4, 5n)).toBe(errorCodes.TRANSACTION_ABORTABLE)
    expect(await commit(client, { ...producer, producerId: 99n }, 3, 5n)).toBe(errorCodes.INVALID_PRODUCER_ID_MAPPING)
    expect(await commit(client, producer, 3, 5n, { groupId: '' })).toBe(errorCodes.INVALID_GROUP_ID)
  })

  test('is refused for a generation of a group that does not exist, and for an unknown member', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()

    expect(await commit(client, producer, 5, 5n, { generationIdOrMemberEpoch: 7, memberId: 'm' })).toBe(errorCodes.ILLEGAL_GENERATION)
    await commit(client, producer, 5, 5n)
    expect(await commit(client, producer, 5, 5n, { generationIdOrMemberEpoch: 7, memberId: 'm' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test.each([
    [5, errorCodes.ILLEGAL_GENERATION, errorCodes.ILLEGAL_GENERATION],
    [6, errorCodes.GROUP_ID_NOT_FOUND, errorCodes.STALE_MEMBER_EPOCH]
  ])(
    'v%i refuses an epoch of a group that does not exist and a wrong epoch of a member with its own errors',
    async (version, noGroup, stale) => {
      await using kafka = await start()
      using client = await connect(kafka)
      const producer = await client.begin()
      const commitAs = (memberId: string, generationIdOrMemberEpoch: number): Promise<number | undefined> =>
        commit(client, producer, version, 5n, { memberId, generationIdOrMemberEpoch })
      expect(await commitAs('m', 2)).toBe(noGroup)
      const joining = { groupId: 'g', memberId: 'm', memberEpoch: 0, rebalanceTimeoutMs: 10_000, topicPartitions: [] }
      const { memberEpoch } = await client.raw.call(ConsumerGroupHeartbeat, 1, { ...joining, subscribedTopicNames: ['t'] })

      expect(await commitAs('m', memberEpoch + 1)).toBe(stale)
      expect(await commitAs('m', memberEpoch - 1)).toBe(stale)
      expect(await commitAs('other', memberEpoch)).toBe(errorCodes.UNKNOWN_MEMBER_ID)
      expect(await commitAs('', -1)).toBe(errorCodes.NONE) // a producer that names no member
      expect(await commitAs('m', memberEpoch)).toBe(errorCodes.NONE)
    }
  )

  test('is refused for partitions that do not exist, and for metadata above 4,096 characters', async () => {
    await using kafka = await start()
    using client = await connect(kafka)
    const producer = await client.begin()
    const topicsOf = (name: string, committedMetadata: string) => ({
      topics: [{ name, partitions: [{ partitionIndex: 0, committedOffset: 1n, committedMetadata }] }]
    })

    expect(await commit(client, producer, 5, 5n, topicsOf('nowhere', ''))).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    expect(await commit(client, producer, 5, 5n, topicsOf('t', 'm'.repeat(4_097)))).toBe(errorCodes.OFFSET_METADATA_TOO_LARGE)
    expect(await commit(client, producer, 5, 5n, topicsOf('t', 'm'.repeat(4_096)))).toBe(0)
  })
})
