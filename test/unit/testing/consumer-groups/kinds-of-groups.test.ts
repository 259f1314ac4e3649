import { describe, expect, test } from 'vitest'
import {
  type Decoded,
  DeleteGroups,
  DescribeGroups,
  JoinGroup,
  type JoinGroupResponse,
  ListGroups,
  OffsetCommit,
  OffsetFetch
} from '../../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { type GroupTest, startGroupTest } from './member.ts'

function joinClassic({ client }: GroupTest): Promise<Decoded<JoinGroupResponse>> {
  const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }]
  return client.call(JoinGroup, 3, {
    ...{ groupId: 'g', memberId: '', protocolType: 'consumer', protocols },
    ...{ sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000 }
  })
}

async function committedOffset({ client }: GroupTest): Promise<bigint | undefined> {
  const topics = [{ name: 'a', partitionIndexes: [0] }]
  const { groups } = await client.call(OffsetFetch, 9, { groups: [{ groupId: 'g', topics }], requireStable: false })
  return groups[0]?.topics[0]?.partitions[0]?.committedOffset
}

async function commitAsOutsider({ client }: GroupTest): Promise<void> {
  const partitions = [{ partitionIndex: 0, committedOffset: 7n, committedMetadata: null }]
  await client.call(OffsetCommit, 9, {
    groupId: 'g',
    generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
    memberId: '',
    topics: [{ name: 'a', partitions }]
  })
}

describe('The kinds of groups', () => {
  test('ListGroups, DescribeGroups and DeleteGroups know consumer groups', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])

    const listed = await group.client.call(ListGroups, 5, { statesFilter: ['stable'], typesFilter: ['consumer'] })
    expect(listed.groups).toMatchObject([{ groupId: 'g', protocolType: 'consumer', groupState: 'Stable', groupType: 'consumer' }])
    const described = await group.client.call(DescribeGroups, 6, { groups: ['g'] })
    expect(described.groups).toMatchObject([{ errorCode: errorCodes.GROUP_ID_NOT_FOUND, errorMessage: 'Group g is not a classic group.' }])
    const remove = async (): Promise<unknown> => (await group.client.call(DeleteGroups, 2, { groupsNames: ['g'] })).results[0]?.errorCode
    expect(await remove()).toBe(errorCodes.NON_EMPTY_GROUP)
    await group.beat('m1', -1)
    expect(await remove()).toBe(errorCodes.NONE)
    expect((await group.describe()).state).toBe('')
  })

  test('An empty classic group becomes a consumer group, and keeps its offsets', async () => {
    await using group = await startGroupTest()
    await commitAsOutsider(group)

    expect((await group.join('m1', ['a'])).errorCode).toBe(errorCodes.NONE)

    expect((await group.describe()).state).toBe('Stable')
    expect(await committedOffset(group)).toBe(7n)
  })

  test('An empty consumer group becomes a classic group, and keeps its offsets', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    await group.beat('m1', -1)
    await commitAsOutsider(group)

    expect((await joinClassic(group)).errorCode).toBe(errorCodes.NONE)

    expect(await committedOffset(group)).toBe(7n)
    expect((await group.describe()).state).toBe('')
  })
})
