import { describe, expect, test } from 'vitest'
import { DeleteTopics, Metadata, OffsetCommit, OffsetDelete, OffsetFetch } from '../../../../src/messages.ts'
import { absentValues, errorCodes, specialOffsets } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { GROUP, GroupMember } from './group-members.ts'

const start = (): Promise<TestingCluster> =>
  startTestingCluster({ topics: { t: 2, u: 1 }, versions: { OffsetCommit: [0, 10], OffsetFetch: [0, 10] } })
const partition = (partitionIndex: number, committedOffset: bigint, committedMetadata: string | null = '') => ({
  partitionIndex,
  committedOffset,
  committedMetadata
})

async function topicIdOf(client: RawClient, name: string): Promise<string> {
  return (await client.call(Metadata, 12, { topics: [{ name }] })).topics[0]?.topicId ?? ''
}

/** Commits as a client that is no member. Returns the error codes of the partitions. */
async function commit(client: RawClient, version: number, partitions: ReturnType<typeof partition>[], name = 't'): Promise<number[]> {
  const topic = version >= 10 ? { topicId: await topicIdOf(client, name) } : { name }
  const answer = await client.call(OffsetCommit, version, { groupId: GROUP, topics: [{ ...topic, partitions }] })
  return answer.topics.flatMap(each => each.partitions.map(({ errorCode }) => errorCode))
}

/** The committed offsets of the topic t, by partition. */
async function committed(client: RawClient): Promise<Record<number, bigint>> {
  const { topics } = await client.call(OffsetFetch, 7, { groupId: GROUP, topics: null })
  const found = topics.filter(({ name }) => name === 't').flatMap(({ partitions }) => partitions)
  return Object.fromEntries(found.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]))
}

describe('OffsetCommit', () => {
  test.each([0, 1, 2, 5, 9, 10])(
    'OffsetCommit v%i of a client that is no member creates a group, and keeps the offsets of known partitions',
    async version => {
      await using kafka = await start()
      using client = await connectRaw(kafka.broker(1).port)

      const codes = await commit(client, version, [partition(0, 5n, 'note'), partition(9, 1n), partition(1, 6n, null)])

      expect(codes).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorCodes.NONE, errorCodes.NONE])
      expect(await committed(client)).toEqual({ 0: 5n, 1: 6n })
    }
  )

  test('OffsetCommit refuses metadata of more than 4,096 characters, topics that do not exist, and unknown topic ids', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await commit(client, 9, [partition(0, 1n, 'x'.repeat(4_097))])).toEqual([errorCodes.OFFSET_METADATA_TOO_LARGE])
    expect(await commit(client, 9, [partition(0, 1n)], 'nowhere')).toEqual([errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
    const topicId = Buffer.alloc(16, 7).toString('base64url')
    const answer = await client.call(OffsetCommit, 10, { groupId: GROUP, topics: [{ topicId, partitions: [partition(0, 1n)] }] })
    expect(answer.topics).toMatchObject([{ topicId, partitions: [{ errorCode: errorCodes.UNKNOWN_TOPIC_ID }] }])
  })

  test('OffsetCommit of a member is checked: its id, its generation, and that no rebalance is being completed', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    const code = async (version: number, fields: object): Promise<number | undefined> => {
      const mine = { groupId: GROUP, generationIdOrMemberEpoch: 1, memberId: one.memberId }
      const topics = [{ name: 't', partitions: [partition(0, 1n)] }]
      const answer = await one.client.call(OffsetCommit, version, { ...mine, ...fields, topics })
      return answer.topics[0]?.partitions[0]?.errorCode
    }

    expect(await code(9, {})).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    await one.sync()
    expect(await code(1, {})).toBe(errorCodes.NONE)
    expect(await code(9, { memberId: 'who' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(await code(9, { generationIdOrMemberEpoch: 2 })).toBe(errorCodes.ILLEGAL_GENERATION)
    expect(await code(9, { memberId: '', generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID })).toBe(
      errorCodes.UNKNOWN_MEMBER_ID
    )
    expect(await code(8, { groupId: 'none' })).toBe(errorCodes.ILLEGAL_GENERATION)
    expect(await code(9, { groupId: 'none' })).toBe(errorCodes.GROUP_ID_NOT_FOUND)
    expect(await committed(one.client)).toEqual({ 0: 1n })
  })

  test('OffsetCommit and OffsetFetch refuse a broker that is not the coordinator, before version 2 for each partition', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    using one = await connectRaw(kafka.broker(1).port)
    using two = await connectRaw(kafka.broker(2).port)
    const codes = [...(await commit(one, 9, [partition(0, 1n)])), ...(await commit(two, 9, [partition(0, 1n)]))]

    expect(codes.toSorted((a, b) => a - b)).toEqual([errorCodes.NONE, errorCodes.NOT_COORDINATOR])
    const wrong = codes[0] === errorCodes.NONE ? two : one
    const topics = [{ name: 't', partitionIndexes: [0] }]
    const partitions = [{ errorCode: errorCodes.NOT_COORDINATOR, committedOffset: specialOffsets.INVALID_OFFSET }]
    expect(await wrong.call(OffsetFetch, 1, { groupId: GROUP, topics })).toMatchObject({ topics: [{ name: 't', partitions }] })
    expect(await wrong.call(OffsetFetch, 2, { groupId: GROUP, topics })).toMatchObject({
      errorCode: errorCodes.NOT_COORDINATOR,
      topics: []
    })
  })
})

describe('OffsetFetch', () => {
  test.each([0, 1, 7])('OffsetFetch v%i answers -1 for partitions without an offset, and v0 an error too', async version => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    await commit(client, 9, [partition(0, 5n, 'note')])

    const { topics } = await client.call(OffsetFetch, version, { groupId: GROUP, topics: [{ name: 't', partitionIndexes: [1, 0] }] })

    const errorCode = version === 0 ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : errorCodes.NONE
    expect(topics[0]?.partitions).toMatchObject([
      { partitionIndex: 1, errorCode, committedOffset: specialOffsets.INVALID_OFFSET, metadata: '' },
      { partitionIndex: 0, errorCode: errorCodes.NONE, committedOffset: 5n, metadata: 'note' }
    ])
  })

  test.each([8, 9, 10])('OffsetFetch v%i reads several groups, all topics or some, by name or by id', async version => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    await commit(client, 9, [partition(0, 5n)])
    await commit(client, 9, [partition(0, 7n)], 'u')
    const named = async (name: string) => (version >= 10 ? { topicId: await topicIdOf(client, name) } : { name })
    const topics = [{ ...(await named('u')), partitionIndexes: [0] }]

    const { groups } = await client.call(OffsetFetch, version, {
      groups: [{ groupId: GROUP, topics: null }, { groupId: GROUP, topics }, { groupId: 'none' }]
    })

    const read = groups.map(group => group.topics.map(topic => topic.partitions.map(({ committedOffset }) => committedOffset)))
    expect(read).toEqual([[[5n], [7n]], [[7n]], []])
    expect(groups[1]?.topics).toMatchObject([await named('u')])
  })

  test('OffsetFetch v10 has an error for unknown topic ids', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = Buffer.alloc(16, 7).toString('base64url')

    const { groups } = await client.call(OffsetFetch, 10, { groups: [{ groupId: GROUP, topics: [{ topicId, partitionIndexes: [3] }] }] })

    expect(groups[0]?.topics).toMatchObject([{ topicId, partitions: [{ partitionIndex: 3, errorCode: errorCodes.UNKNOWN_TOPIC_ID }] }])
  })
})

describe('OffsetDelete', () => {
  test('OffsetDelete deletes the offsets of topics to which the group does not subscribe', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    await commit(one.client, 9, [partition(0, 5n), partition(1, 6n)])
    await commit(one.client, 9, [partition(0, 7n)], 'u')
    await one.join()
    const wanted = ['t', 'u', 'nowhere'].map(name => ({ name, partitions: [{ partitionIndex: 0 }] }))

    const { errorCode, topics } = await one.client.call(OffsetDelete, 0, { groupId: GROUP, topics: wanted })

    expect(errorCode).toBe(errorCodes.NONE)
    const codes = topics.map(({ name, partitions }) => [name, partitions[0]?.errorCode])
    expect(Object.fromEntries(codes)).toEqual({
      t: errorCodes.GROUP_SUBSCRIBED_TO_TOPIC,
      u: errorCodes.NONE,
      nowhere: errorCodes.UNKNOWN_TOPIC_OR_PARTITION
    })
    expect(await committed(one.client)).toEqual({ 0: 5n, 1: 6n })
    const { topics: left } = await one.client.call(OffsetFetch, 7, { groupId: GROUP, topics: null })
    expect(left.map(({ name }) => name)).toEqual(['t'])
  })

  test('OffsetDelete refuses an empty group id, unknown groups, and groups of other members than consumers', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port, { protocolType: 'connect' })
    await one.join()
    const code = async (groupId: string): Promise<number> => (await one.client.call(OffsetDelete, 0, { groupId, topics: [] })).errorCode

    expect(await code('')).toBe(errorCodes.INVALID_GROUP_ID)
    expect(await code('none')).toBe(errorCodes.GROUP_ID_NOT_FOUND)
    expect(await code(GROUP)).toBe(errorCodes.NON_EMPTY_GROUP)
  })

  test('the committed offsets of a topic go when the topic is deleted', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    await commit(client, 9, [partition(0, 5n)])

    await client.call(DeleteTopics, 5, { topicNames: ['t'], timeoutMs: 1_000 })

    expect(await committed(client)).toEqual({})
  })
})
