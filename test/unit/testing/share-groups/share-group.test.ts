import { describe, expect, test } from 'vitest'
import { acknowledgeTypes, errorCodes, memberEpochs } from '../../../../src/index.ts'
import {
  AlterShareGroupOffsets,
  type Decoded,
  DeleteShareGroupOffsets,
  DescribeShareGroupOffsets,
  ShareGroupDescribe,
  ShareGroupHeartbeat,
  type ShareGroupHeartbeatRequest,
  type ShareGroupHeartbeatResponse
} from '../../../../src/messages.ts'
import { assignSimply, type Subscriber } from '../../../../src/testing/groups/share/simple-assignor.ts'
import { type ShareSetting, startSharing } from '../../../support/brokers/share-group.ts'

const { ACCEPT } = acknowledgeTypes

function beat({ call }: ShareSetting, more: Partial<ShareGroupHeartbeatRequest>): Promise<Decoded<ShareGroupHeartbeatResponse>> {
  return call(ShareGroupHeartbeat, 1, { groupId: 'workers', memberId: 'a', memberEpoch: 0, ...more })
}

const partitionsOf = ({ assignment }: Decoded<ShareGroupHeartbeatResponse>): unknown => assignment?.topicPartitions[0]?.partitions

describe('ShareGroupHeartbeat', () => {
  test('ShareGroupHeartbeat spreads the partitions over the members, who keep what they have', async () => {
    await using sharing = await startSharing(2, 3)
    const topics = { subscribedTopicNames: ['jobs'] }

    expect(partitionsOf(await beat(sharing, topics))).toEqual([0, 1, 2])
    expect(partitionsOf(await beat(sharing, { ...topics, memberId: 'b' }))).toEqual([2])
    expect(await beat(sharing, { memberEpoch: 3 })).toMatchObject({ memberEpoch: 4, heartbeatIntervalMs: 5_000 })
    expect(await beat(sharing, { memberEpoch: 4 })).toMatchObject({ memberEpoch: 4, assignment: null })
    expect(await beat(sharing, { memberId: 'b', memberEpoch: memberEpochs.LEAVE_GROUP })).toMatchObject({ errorCode: 0 })
    expect(partitionsOf(await beat(sharing, { memberEpoch: 4 }))).toEqual([0, 1, 2])
  })

  test('ShareGroupHeartbeat accepts the epoch in which Kafka has not assigned new partitions yet', async () => {
    await using sharing = await startSharing()

    expect(await beat(sharing, { subscribedTopicNames: ['jobs'] })).toMatchObject({ memberEpoch: 3 })
    expect(await beat(sharing, { memberEpoch: 2 })).toMatchObject({ errorCode: 0, memberEpoch: 3 })
    expect(await beat(sharing, { memberEpoch: 1 })).toMatchObject({ errorCode: errorCodes.FENCED_MEMBER_EPOCH })
  })

  test('ShareGroupHeartbeat refuses requests as Kafka does', async () => {
    await using sharing = await startSharing()
    const code = async (more: Partial<ShareGroupHeartbeatRequest>): Promise<number> => (await beat(sharing, more)).errorCode
    const topics = { subscribedTopicNames: ['jobs'] }

    expect(await code({ ...topics, memberId: '' })).toBe(errorCodes.INVALID_REQUEST)
    expect(await code({ ...topics, groupId: '' })).toBe(errorCodes.INVALID_REQUEST)
    expect(await code({})).toBe(errorCodes.INVALID_REQUEST)
    expect(await code({ memberEpoch: memberEpochs.LEAVE_GROUP_STATIC })).toBe(errorCodes.INVALID_REQUEST)
    expect(await code({ memberEpoch: 1 })).toBe(errorCodes.GROUP_ID_NOT_FOUND)
    expect(await code(topics)).toBe(0)
    expect(await code({ memberEpoch: 7 })).toBe(errorCodes.FENCED_MEMBER_EPOCH)
    expect(await code({ memberId: 'z', memberEpoch: 1 })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('ShareGroupHeartbeat must come before the session of the member ends, by the clock of the cluster', async () => {
    await using sharing = await startSharing()
    const { memberEpoch } = await beat(sharing, { subscribedTopicNames: ['jobs'] })
    sharing.kafka.advance(44_000)
    expect(await beat(sharing, { memberEpoch })).toMatchObject({ errorCode: 0 })
    sharing.kafka.advance(45_001)

    expect(await beat(sharing, { memberEpoch })).toMatchObject({ errorCode: errorCodes.UNKNOWN_MEMBER_ID })
  })
})

describe('ShareGroupDescribe', () => {
  test('ShareGroupDescribe shows the members, their topics and their partitions', async () => {
    await using sharing = await startSharing()
    await beat(sharing, { subscribedTopicNames: ['jobs', 'absent'], rackId: 'r1' })
    const groupIds = ['workers', 'absent']
    const { groups } = await sharing.call(ShareGroupDescribe, 1, { groupIds, includeAuthorizedOperations: true })

    expect(groups).toMatchObject([
      { errorCode: 0, groupState: 'Stable', groupEpoch: 3, assignmentEpoch: 3, assignorName: 'simple', authorizedOperations: 3400 },
      { errorCode: errorCodes.GROUP_ID_NOT_FOUND, errorMessage: 'Group absent not found.' }
    ])
    expect(groups[0]?.members).toMatchObject([
      { memberId: 'a', rackId: 'r1', memberEpoch: 3, clientId: 'raw', clientHost: '/127.0.0.1', subscribedTopicNames: ['absent', 'jobs'] }
    ])
    expect(groups[0]?.members[0]?.assignment.topicPartitions).toMatchObject([{ topicName: 'jobs', partitions: [0] }])
  })
})

test('The partitions of a share group are assigned again with the next heartbeat after a member has left', async () => {
  await using sharing = await startSharing()
  const epochs = async (): Promise<unknown> => {
    const { groups } = await sharing.call(ShareGroupDescribe, 1, { groupIds: ['workers'], includeAuthorizedOperations: false })
    return [groups[0]?.groupEpoch, groups[0]?.assignmentEpoch]
  }
  await beat(sharing, { subscribedTopicNames: ['jobs'] })
  await beat(sharing, { subscribedTopicNames: ['jobs'], memberId: 'b' })
  await beat(sharing, { memberId: 'b', memberEpoch: memberEpochs.LEAVE_GROUP })

  expect(await epochs()).toEqual([5, 4])
  expect(await beat(sharing, { memberEpoch: 3 })).toMatchObject({ memberEpoch: 5 })
  expect(await epochs()).toEqual([5, 5])
})

describe('offsets of share groups', () => {
  test.each([0, 1])(
    'offsets of share groups are those of the last write in DescribeShareGroupOffsets v%i, with the lag from v1 on',
    async version => {
      await using sharing = await startSharing()
      const worker = await sharing.join('a')
      await sharing.produce(5)
      await worker.acquire()
      const describeAll = async (): Promise<unknown> => {
        const { groups } = await sharing.call(DescribeShareGroupOffsets, version, { groups: [{ groupId: 'workers', topics: null }] })
        return groups[0]?.topics.map(({ partitions }) => partitions.map(({ startOffset, lag }) => [startOffset, lag]))
      }
      const lag = (expected: bigint): bigint => (version === 0 ? -1n : expected)

      expect(await describeAll()).toEqual([[[-1n, -1n]]])
      await worker.code([0, 0, ACCEPT])
      expect(await describeAll()).toEqual([[[0n, lag(4n)]]])
      await worker.code([2, 2, ACCEPT])
      expect(await describeAll()).toEqual([[[1n, lag(3n)]]])
    }
  )

  test('offsets of share groups that are altered to -1 have no lag', async () => {
    await using sharing = await startSharing()
    await sharing.produce(2)
    const topics = [{ topicName: 'jobs', partitions: [{ partitionIndex: 0, startOffset: -1n }] }]
    await sharing.call(AlterShareGroupOffsets, 0, { groupId: 'workers', topics })

    const { groups } = await sharing.call(DescribeShareGroupOffsets, 1, { groups: [{ groupId: 'workers', topics: null }] })

    expect(groups[0]?.topics[0]?.partitions).toMatchObject([{ startOffset: -1n, lag: -1n }])
  })

  test('offsets of share groups that are altered in no topic that exists make no group', async () => {
    await using sharing = await startSharing()
    const alter = async (topicName: string): Promise<unknown> => {
      const topics = [{ topicName, partitions: [{ partitionIndex: 0, startOffset: 0n }] }]
      return (await sharing.call(AlterShareGroupOffsets, 0, { groupId: 'workers', topics })).responses[0]?.partitions[0]?.errorCode
    }

    expect(await alter('absent')).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    expect(await beat(sharing, { memberEpoch: 1 })).toMatchObject({ errorCode: errorCodes.GROUP_ID_NOT_FOUND })
    expect(await alter('jobs')).toBe(0)
    expect(await beat(sharing, { memberEpoch: 1 })).toMatchObject({ errorCode: errorCodes.UNKNOWN_MEMBER_ID })
  })

  test('offsets of share groups are altered and deleted while the group is empty', async () => {
    await using sharing = await startSharing()
    const worker = await sharing.join('a')
    await sharing.produce(5)
    const partitions = [{ partitionIndex: 0, startOffset: 3n }]
    const alter = () => sharing.call(AlterShareGroupOffsets, 0, { groupId: 'workers', topics: [{ topicName: 'jobs', partitions }] })
    const remove = () =>
      sharing.call(DeleteShareGroupOffsets, 0, { groupId: 'workers', topics: [{ topicName: 'jobs' }, { topicName: 'x' }] })

    expect(await alter()).toMatchObject({ errorCode: errorCodes.NON_EMPTY_GROUP, responses: [] })
    expect(await remove()).toMatchObject({ errorCode: errorCodes.NON_EMPTY_GROUP, responses: [] })
    await beat(sharing, { memberEpoch: memberEpochs.LEAVE_GROUP })
    expect(await alter()).toMatchObject({ errorCode: 0, responses: [{ topicName: 'jobs', partitions: [{ errorCode: 0 }] }] })
    expect(await worker.acquire()).toEqual(['3-4 x1'])
    expect((await remove()).responses).toMatchObject([
      { topicName: 'jobs', errorCode: 0 },
      { topicName: 'x', errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }
    ])
    expect(await remove()).toMatchObject({
      responses: [{ topicName: 'jobs', errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION }, { topicName: 'x' }]
    })
  })
})

describe('the assignor of share groups', () => {
  const subscriber = (memberId: string, topics: string, ...assigned: number[]): Subscriber => ({
    memberId,
    topicIds: new Set(topics),
    assigned: assigned.map(partitionIndex => ({ topicId: 'a', partitionIndex }))
  })
  const assign = (subscribers: Subscriber[], counts: [string, number][]): string =>
    [...assignSimply(subscribers, new Map(counts))]
      .map(([memberId, partitions]) => `${memberId}: ${partitions.map(each => each.topicId + each.partitionIndex).join()}`)
      .join('; ')

  test('the assignor of share groups shares partitions if there are more members, each as often as the others', () => {
    const members = [subscriber('m', 'a', 0, 1), subscriber('n', 'a', 1), subscriber('o', 'a')]

    expect(assign(members, [['a', 2]])).toBe('m: a0,a1; n: a1; o: a0')
    expect(assign(members.slice(0, 2), [['a', 2]])).toBe('m: a0; n: a1')
  })

  test('the assignor of share groups gives a topic to those members only that subscribe to it', () => {
    expect(
      assign(
        [subscriber('m', 'ab'), subscriber('n', 'b')],
        [
          ['a', 1],
          ['b', 1]
        ]
      )
    ).toBe('m: a0,b0; n: b0')
  })
})
