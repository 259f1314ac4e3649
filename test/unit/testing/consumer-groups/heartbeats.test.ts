import { describe, expect, test } from 'vitest'
import { ConsumerGroupDescribe, ConsumerGroupHeartbeat, type ConsumerGroupHeartbeatRequest } from '../../../../src/messages.ts'
import { errorCodes, memberEpochs } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { startGroupTest } from './member.ts'

const { LEAVE_GROUP, LEAVE_GROUP_STATIC } = memberEpochs

describe.each([0, 1])('ConsumerGroupHeartbeat v%i', version => {
  test('A first member gets all partitions at once', async () => {
    await using group = await startGroupTest(version)

    const answer = await group.join('m1', ['a', 'b'])

    expect(answer).toMatchObject({ errorCode: 0, errorMessage: null, memberId: 'm1', memberEpoch: 2, heartbeatIntervalMs: 5_000 })
    expect(group.assigned(answer)).toBe('a:0,1,2,3 b:0,1')
    expect((await group.beat('m1', 2)).assignment).toBeNull()
    expect(await group.describe()).toEqual({ state: 'Stable', epochs: [2, 2], members: ['m1@2 a:0,1,2,3 b:0,1 -> a:0,1,2,3 b:0,1'] })
  })

  test('A second member gets partitions only after the first has given them back', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'])

    const joined = await group.join('m2', ['a'])
    expect([joined.memberEpoch, group.assigned(joined)]).toEqual([3, ''])
    const asked = await group.beat('m1', 2)
    expect([asked.memberEpoch, group.assigned(asked)]).toEqual([2, 'a:0,1'])
    expect((await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0, 1, 2, 3] }) })).memberEpoch).toBe(2)
    expect((await group.beat('m2', 3)).assignment).toBeNull()
    expect(await group.describe()).toEqual({
      state: 'Reconciling',
      epochs: [3, 3],
      members: ['m1@2 a:0,1,2,3 -> a:0,1', 'm2@3  -> a:2,3']
    })

    const revoked = await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0, 1] }) })
    expect([revoked.memberEpoch, revoked.assignment]).toEqual([3, null])
    expect(group.assigned(await group.beat('m2', 3))).toBe('a:2,3')
    expect((await group.describe()).state).toBe('Stable')
  })

  test('A member that leaves is replaced by the others, and the last one leaves an empty group', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'])
    await group.join('m2', ['a'])

    expect(await group.beat('m1', LEAVE_GROUP)).toMatchObject({
      errorCode: 0,
      memberId: 'm1',
      memberEpoch: LEAVE_GROUP,
      heartbeatIntervalMs: 0
    })
    const taken = await group.beat('m2', 3)
    expect([taken.memberEpoch, group.assigned(taken)]).toEqual([4, 'a:0,1,2,3'])
    await group.beat('m2', LEAVE_GROUP)
    expect(await group.describe()).toEqual({ state: 'Empty', epochs: [5, 5], members: [] })
    expect((await group.beat('m2', 4)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('A member with a wrong epoch is fenced, but a repeated request with the previous one is not', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'])
    await group.join('m2', ['b'])
    expect((await group.beat('m1', 2)).memberEpoch).toBe(3)

    expect((await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0] }) })).errorCode).toBe(0)
    expect(await group.beat('m1', 2)).toMatchObject({ errorCode: errorCodes.FENCED_MEMBER_EPOCH, memberId: null, memberEpoch: 0 })
    expect((await group.beat('m1', 2, { topicPartitions: group.owned({ b: [0] }) })).errorCode).toBe(errorCodes.FENCED_MEMBER_EPOCH)
    expect((await group.beat('m1', 9)).errorMessage).toContain('greater member epoch (9) than the one known by the group coordinator (3)')
  })

  test('A member with a session that has ended is removed', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'])
    await group.join('m2', ['a'])

    group.kafka.advance(44_000)
    await group.beat('m2', 3)
    group.kafka.advance(2_000)

    expect((await group.beat('m1', 2)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(group.assigned(await group.beat('m2', 3))).toBe('a:0,1,2,3')
  })

  test('A member that does not give back partitions within the rebalance timeout is removed', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'])
    await group.join('m2', ['a'])
    await group.beat('m1', 2)

    group.kafka.advance(9_000)
    expect((await group.beat('m1', 2)).errorCode).toBe(0)
    group.kafka.advance(2_000)

    expect((await group.beat('m1', 2)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(group.assigned(await group.beat('m2', 3))).toBe('a:0,1,2,3')
  })

  test('A static member gets its partitions back under a new member id', async () => {
    await using group = await startGroupTest(version)
    await group.join('s1', ['a'], { instanceId: 'i' })

    expect((await group.join('s2', ['a'], { instanceId: 'i' })).errorCode).toBe(errorCodes.UNRELEASED_INSTANCE_ID)
    expect(await group.beat('s1', LEAVE_GROUP_STATIC, { instanceId: 'i' })).toMatchObject({
      errorCode: 0,
      memberId: 's1',
      memberEpoch: LEAVE_GROUP_STATIC
    })
    const back = await group.join('s2', ['a'], { instanceId: 'i' })

    expect([back.memberEpoch, group.assigned(back)]).toEqual([2, 'a:0,1,2,3'])
    expect((await group.beat('s1', 2, { instanceId: 'i' })).errorCode).toBe(errorCodes.FENCED_INSTANCE_ID)
    expect((await group.beat('s2', 2, { instanceId: 'j' })).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('A static member that does not come back is removed when its session ends', async () => {
    await using group = await startGroupTest(version)
    await group.join('s1', ['a'], { instanceId: 'i' })
    await group.beat('s1', LEAVE_GROUP_STATIC, { instanceId: 'i' })

    group.kafka.advance(46_000)

    expect(await group.describe()).toEqual({ state: 'Empty', epochs: [3, 3], members: [] })
  })
})

describe.each([0, 1])('ConsumerGroupDescribe v%i', version => {
  test('A group is described with its members and the operations that the client may do', async () => {
    await using group = await startGroupTest(version)
    await group.join('m1', ['a'], { instanceId: 'i', rackId: 'r', serverAssignor: 'range' })

    const { groups } = await group.client.call(ConsumerGroupDescribe, version, {
      groupIds: ['g', 'h', ''],
      includeAuthorizedOperations: true
    })

    const member = {
      memberId: 'm1',
      instanceId: 'i',
      rackId: 'r',
      clientId: 'raw',
      clientHost: '/127.0.0.1',
      memberType: version === 0 ? -1 : 1
    }
    expect(groups).toMatchObject([
      { errorCode: 0, groupState: 'Stable', assignorName: 'range', authorizedOperations: 0xd_48, members: [member] },
      { errorCode: errorCodes.GROUP_ID_NOT_FOUND, errorMessage: 'Group h not found.', groupState: '', members: [] },
      { errorCode: errorCodes.INVALID_GROUP_ID, errorMessage: null, members: [] }
    ])
  })
})

describe('ConsumerGroupHeartbeat', () => {
  const joining = { memberId: 'm', memberEpoch: 0, rebalanceTimeoutMs: 1_000, topicPartitions: [], subscribedTopicNames: ['a'] }

  test.each<[problem: string, fields: Partial<ConsumerGroupHeartbeatRequest>, errorCode: number, message: string]>([
    ['without a member id', { memberId: '' }, errorCodes.INVALID_REQUEST, "MemberId can't be empty."],
    ['without a group id', { groupId: '' }, errorCodes.INVALID_REQUEST, "GroupId can't be empty."],
    ['with an empty instance id', { instanceId: '' }, errorCodes.INVALID_REQUEST, "InstanceId can't be empty."],
    ['with a blank rack id', { rackId: ' ' }, errorCodes.INVALID_REQUEST, "RackId can't be empty."],
    ['without a timeout', { rebalanceTimeoutMs: -1 }, errorCodes.INVALID_REQUEST, 'RebalanceTimeoutMs must be provided in first request.'],
    ['without partitions', { topicPartitions: null }, errorCodes.INVALID_REQUEST, 'TopicPartitions must be empty when (re-)joining.'],
    ['without a subscription', { subscribedTopicNames: null }, errorCodes.INVALID_REQUEST, 'must be non-null when (re-)joining.'],
    ['with epoch -2 and no instance id', { memberEpoch: LEAVE_GROUP_STATIC }, errorCodes.INVALID_REQUEST, "InstanceId can't be null."],
    ['with epoch -3', { memberEpoch: LEAVE_GROUP_STATIC - 1 }, errorCodes.INVALID_REQUEST, 'MemberEpoch is invalid.'],
    ['with an unknown assignor', { serverAssignor: 'x' }, errorCodes.UNSUPPORTED_ASSIGNOR, 'Supported assignors: uniform, range.'],
    ['with a wrong pattern', { subscribedTopicRegex: '(' }, errorCodes.INVALID_REGULAR_EXPRESSION, '`(` is not a valid regular expression'],
    ['to a group that does not exist', { memberEpoch: 1 }, errorCodes.GROUP_ID_NOT_FOUND, 'Consumer group g not found.'],
    ['that leaves a group that does not exist', { memberEpoch: LEAVE_GROUP }, errorCodes.GROUP_ID_NOT_FOUND, 'Group g not found.']
  ])('A heartbeat %s is refused, and makes no group', async (_problem, fields, errorCode, message) => {
    await using group = await startGroupTest()

    const answer = await group.client.call(ConsumerGroupHeartbeat, 1, { groupId: 'g', ...joining, ...fields })

    expect(answer).toMatchObject({ errorCode, errorMessage: expect.stringContaining(message), memberId: null, assignment: null })
    expect((await group.describe()).state).toBe('')
  })

  test('The broker makes the member id in v0 if the client does not', async () => {
    await using group = await startGroupTest(0)

    const { errorCode, memberId } = await group.join('', ['a'])

    expect(errorCode).toBe(0)
    expect(memberId).toMatch(/^[\w-]{22}$/)
  })

  test('Only the coordinator answers for a group', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { a: 1 } })
    const codes = await Promise.all(
      kafka.brokers.map(async ({ port }) => {
        using client = await connectRaw(port)
        return (await client.call(ConsumerGroupHeartbeat, 1, { groupId: 'g', ...joining })).errorCode
      })
    )

    expect(codes.sort((a, b) => a - b)).toEqual([errorCodes.NONE, errorCodes.NOT_COORDINATOR])
  })
})
