import { describe, expect, test } from 'vitest'
import { OffsetCommit, OffsetFetch } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { type GroupTest, startGroupTest } from './member.ts'

// Commits offset 5 of partitions of the topic `a`, and returns their error codes.
async function commit(group: GroupTest, memberId: string, epoch: number, indexes: readonly number[], version = 9): Promise<number[]> {
  const partitions = indexes.map(partitionIndex => ({ partitionIndex, committedOffset: 5n, committedMetadata: null }))
  const topics = [{ name: 'a', partitions }]
  const answer = await group.client.call(OffsetCommit, version, { groupId: 'g', memberId, generationIdOrMemberEpoch: epoch, topics })
  return answer.topics.flatMap(topic => topic.partitions.map(({ errorCode }) => errorCode))
}

async function fetchCode(group: GroupTest, memberId: string | null, memberEpoch: number): Promise<number | undefined> {
  const groups = [{ groupId: 'g', memberId, memberEpoch, topics: [{ name: 'a', partitionIndexes: [0] }] }]
  const answer = await group.client.call(OffsetFetch, 9, { groups, requireStable: false })
  return answer.groups[0]?.errorCode
}

describe('A commit to a consumer group', () => {
  test('The member must be in the group, with an epoch that is not newer than its own', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])

    expect(await commit(group, 'm1', 2, [0])).toEqual([errorCodes.NONE])
    expect(await commit(group, 'm1', 3, [0])).toEqual([errorCodes.STALE_MEMBER_EPOCH])
    expect(await commit(group, 'm2', 2, [0])).toEqual([errorCodes.UNKNOWN_MEMBER_ID])
    expect(await commit(group, '', -1, [0])).toEqual([errorCodes.UNKNOWN_MEMBER_ID])
    expect(await commit(group, 'm1', 2, [0], 8)).toEqual([errorCodes.UNSUPPORTED_VERSION])
  })

  test('An older epoch is enough for partitions that the member has had since then', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    await group.join('m2', ['a'])
    await group.beat('m1', 2)
    expect(await commit(group, 'm1', 2, [2])).toEqual([errorCodes.NONE]) // it must give this one back, but still has it
    await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0, 1] }) })
    await group.beat('m2', 3)

    expect(await commit(group, 'm1', 2, [0])).toEqual([errorCodes.NONE])
    expect(await commit(group, 'm1', 2, [0, 2])).toEqual([errorCodes.STALE_MEMBER_EPOCH, errorCodes.STALE_MEMBER_EPOCH])
    expect(await commit(group, 'm2', 2, [2])).toEqual([errorCodes.STALE_MEMBER_EPOCH])
  })

  test('Anybody may commit while the group is empty', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    await group.beat('m1', -1)

    expect(await commit(group, '', -1, [0])).toEqual([errorCodes.NONE])
  })

  test('OffsetFetch checks the epoch of members, and lets others read', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])

    expect(await fetchCode(group, 'm1', 2)).toBe(errorCodes.NONE)
    expect(await fetchCode(group, 'm1', 1)).toBe(errorCodes.STALE_MEMBER_EPOCH)
    expect(await fetchCode(group, 'm2', 2)).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(await fetchCode(group, null, -1)).toBe(errorCodes.NONE)
  })
})
