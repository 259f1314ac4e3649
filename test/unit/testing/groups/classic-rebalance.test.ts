import { describe, expect, test } from 'vitest'
import { JoinGroup, LeaveGroup, OffsetCommit, SyncGroup } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { GROUP, GroupMember, joining, SESSION_MS, subscription, textOf } from './group-members.ts'

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 2 } })

describe('A classic group', () => {
  test.each([0, 3, 4, 5, 6, 7, 9])(
    'gives its first member generation 1 at once with JoinGroup v%i, and makes it the leader',
    async version => {
      await using kafka = await start()
      using one = await GroupMember.connect(kafka.broker(1).port, version === 0 ? { rebalanceTimeoutMs: undefined } : {})

      const joined = await one.join(version)

      expect(joined).toMatchObject({ errorCode: errorCodes.NONE, generationId: 1, protocolName: 'range', leader: one.memberId })
      expect(joined.protocolType).toBe(version < 7 ? null : 'consumer')
      expect(joined.members.map(({ memberId }) => memberId)).toEqual([one.memberId])
      expect(textOf(await one.sync({ [one.memberId]: 'all' }))).toBe('all')
      expect(await one.heartbeat()).toBe(errorCodes.NONE)
    }
  )

  test.each([
    [3, errorCodes.NONE],
    [4, errorCodes.MEMBER_ID_REQUIRED]
  ])('answers JoinGroup v%i of a member without an id with the error code %i, and with an id', async (version, errorCode) => {
    await using kafka = await start()
    using member = await GroupMember.connect(kafka.broker(1).port)

    const answer = await member.client.call(JoinGroup, version, joining())

    expect(answer.errorCode).toBe(errorCode)
    expect(answer.memberId).toMatch(/^raw-[0-9a-f-]{36}$/)
  })

  test.each([0, 5])(
    'hands out the assignment of the leader with SyncGroup v%i, and an empty one to a member that it left out',
    async version => {
      await using kafka = await start()
      using one = await GroupMember.connect(kafka.broker(1).port)
      await one.join()
      const { memberId } = one
      const protocol = version >= 5 ? { protocolType: 'consumer', protocolName: 'range' } : {}
      const request = { groupId: GROUP, generationId: 1, memberId, assignments: [], ...protocol }

      const answer = await one.client.call(SyncGroup, version, request)

      expect(answer).toMatchObject({ errorCode: errorCodes.NONE, protocolName: version >= 5 ? 'range' : null })
      expect(answer.assignment).toHaveLength(0)
    }
  )

  test('rebalances when a second member joins: the first one learns it from a heartbeat, and both join generation 2', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    using two = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    await one.sync({ [one.memberId]: 'all' })

    const second = two.join()
    await expect.poll(() => one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    const first = await one.join()

    expect(first).toMatchObject({ generationId: 2, leader: one.memberId })
    expect(first.members.map(({ memberId }) => memberId)).toEqual([one.memberId, two.memberId])
    expect(await second).toMatchObject({ generationId: 2, leader: one.memberId, members: [] })
    const assigned = two.sync()
    expect(textOf(await one.sync({ [one.memberId]: 'left', [two.memberId]: 'right' }))).toBe('left')
    expect(textOf(await assigned)).toBe('right')
    expect([await one.heartbeat(), await two.heartbeat()]).toEqual([errorCodes.NONE, errorCodes.NONE])
  })

  test('rebalances when a member leaves, and is empty when the last one has left', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    using two = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    const second = two.join()
    await expect.poll(() => one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    await one.join()
    await second

    const { memberId } = one
    expect(await one.client.call(LeaveGroup, 0, { groupId: GROUP, memberId })).toMatchObject({ errorCode: errorCodes.NONE })
    expect(await two.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    expect(await two.join()).toMatchObject({ generationId: 3, leader: two.memberId })
    expect(await one.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    const leaving = [{ memberId: two.memberId }, { memberId: 'nobody' }]
    const left = await two.client.call(LeaveGroup, 5, { groupId: GROUP, members: leaving })
    expect(left.members.map(({ errorCode }) => errorCode)).toEqual([errorCodes.NONE, errorCodes.UNKNOWN_MEMBER_ID])
    expect(await two.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('sends members that wait for their assignment back to join, when another member joins meanwhile', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    using two = await GroupMember.connect(kafka.broker(1).port)
    using three = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    const second = two.join()
    await expect.poll(() => one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    await one.join()
    await second

    const waiting = two.sync()
    const third = three.join()

    expect(await waiting).toMatchObject({ errorCode: errorCodes.REBALANCE_IN_PROGRESS })
    expect(await one.sync()).toMatchObject({ errorCode: errorCodes.REBALANCE_IN_PROGRESS })
    kafka.advance(SESSION_MS)
    expect(await third).toMatchObject({ errorCode: errorCodes.NONE, generationId: 3 })
  })

  test('chooses the strategy that all members support and most of them prefer', async () => {
    await using kafka = await start()
    const named = (...names: string[]) => ({ protocols: names.map(name => ({ name, metadata: subscription('t') })) })
    using one = await GroupMember.connect(kafka.broker(1).port, named('range', 'sticky', 'cooperative-sticky'))
    using two = await GroupMember.connect(kafka.broker(1).port, named('cooperative-sticky', 'sticky'))
    using three = await GroupMember.connect(kafka.broker(1).port, named('sticky', 'cooperative-sticky'))
    using four = await GroupMember.connect(kafka.broker(1).port, named('roundrobin'))
    expect(await one.join()).toMatchObject({ protocolName: 'range' })
    const others = [two.join(3), three.join(3)]
    await expect.poll(() => one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)

    expect(await one.join()).toMatchObject({ protocolName: 'sticky' })

    expect(await Promise.all(others)).toMatchObject([{ protocolName: 'sticky' }, { protocolName: 'sticky' }])
    expect(await four.join()).toMatchObject({ errorCode: errorCodes.INCONSISTENT_GROUP_PROTOCOL })
    expect(await four.join(9, { protocolType: 'connect' })).toMatchObject({ errorCode: errorCodes.INCONSISTENT_GROUP_PROTOCOL })
  })

  test('gives a member that repeats JoinGroup the same answer, and starts a rebalance if the leader does so when it is stable', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    const joined = await one.join()

    expect(await one.join()).toEqual(joined)
    await one.sync({ [one.memberId]: 'all' })
    expect(await one.join()).toMatchObject({ generationId: 2 })
  })
})

describe('JoinGroup', () => {
  test.each([0, 7, 9])(
    'JoinGroup v%i refuses an empty group id, a session time that is too short or too long, and unknown members',
    async version => {
      await using kafka = await start()
      using member = await GroupMember.connect(kafka.broker(1).port)
      const code = async (fields: object): Promise<number> =>
        (await member.client.call(JoinGroup, version, joining({ ...(version === 0 && { rebalanceTimeoutMs: undefined }), ...fields })))
          .errorCode

      expect(await code({ groupId: '' })).toBe(errorCodes.INVALID_GROUP_ID)
      expect(await code({ sessionTimeoutMs: 5_999 })).toBe(errorCodes.INVALID_SESSION_TIMEOUT)
      expect(await code({ sessionTimeoutMs: 1_800_001 })).toBe(errorCodes.INVALID_SESSION_TIMEOUT)
      expect(await code({ memberId: 'who' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
      expect(await code({ protocols: [] })).toBe(errorCodes.INCONSISTENT_GROUP_PROTOCOL)
    }
  )

  test('APIs of groups refuse a broker that is not the coordinator', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using here = await GroupMember.connect(kafka.broker(1).port)
    using there = await GroupMember.connect(kafka.broker(2).port)

    const codes = [(await here.join()).errorCode, (await there.join()).errorCode]

    expect(codes.toSorted((a, b) => a - b)).toEqual([errorCodes.NONE, errorCodes.NOT_COORDINATOR])
    const wrong = codes[0] === errorCodes.NONE ? there : here
    expect(await wrong.heartbeat()).toBe(errorCodes.NOT_COORDINATOR)
    expect(await wrong.sync()).toMatchObject({ errorCode: errorCodes.NOT_COORDINATOR })
    expect(await wrong.client.call(LeaveGroup, 5, { groupId: GROUP, members: [] })).toMatchObject({ errorCode: errorCodes.NOT_COORDINATOR })
  })

  test('SyncGroup refuses another generation, member, protocol type or strategy', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    const fields = { groupId: GROUP, generationId: 1, memberId: one.memberId, protocolType: 'consumer', protocolName: 'range' }
    const code = async (other: object): Promise<number> => (await one.client.call(SyncGroup, 5, { ...fields, ...other })).errorCode

    expect(await code({ generationId: 2 })).toBe(errorCodes.ILLEGAL_GENERATION)
    expect(await code({ memberId: 'who' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(await code({ protocolType: 'connect' })).toBe(errorCodes.INCONSISTENT_GROUP_PROTOCOL)
    expect(await code({ protocolName: null })).toBe(errorCodes.INCONSISTENT_GROUP_PROTOCOL)
    expect(await code({ groupInstanceId: 'a' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })
})

describe('The timeouts of a classic group', () => {
  test('a member without heartbeats is removed when its session ends, and commits and heartbeats keep it', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    await one.sync()

    kafka.advance(SESSION_MS - 1_000)
    expect(await one.heartbeat()).toBe(errorCodes.NONE)
    kafka.advance(SESSION_MS - 1_000)
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 1n }] }]
    await one.client.call(OffsetCommit, 9, { groupId: GROUP, generationIdOrMemberEpoch: 1, memberId: one.memberId, topics })
    kafka.advance(SESSION_MS - 1_000)
    expect(await one.heartbeat()).toBe(errorCodes.NONE)
    kafka.advance(SESSION_MS)
    expect(await one.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('a rebalance ends without the members that did not join again within the longest rebalance timeout', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port, { sessionTimeoutMs: 600_000 })
    using two = await GroupMember.connect(kafka.broker(1).port, { sessionTimeoutMs: 600_000, rebalanceTimeoutMs: 1 })
    await one.join()
    await one.sync()
    let isDone = false
    const second = two.join().finally(() => {
      isDone = true
    })
    await expect.poll(() => one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)

    kafka.advance(59_000)
    expect(await one.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    expect(isDone).toBe(false)
    kafka.advance(1_000)

    expect(await second).toMatchObject({ generationId: 2, leader: two.memberId })
    expect(await one.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('a rebalance starts again without the members that did not fetch their assignment in time', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port, { sessionTimeoutMs: 600_000 })
    await one.join()

    kafka.advance(60_000)

    expect(await one.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('a member that was given an id and does not join with it is forgotten after its session time', async () => {
    await using kafka = await start()
    using one = await GroupMember.connect(kafka.broker(1).port)
    const { memberId } = await one.client.call(JoinGroup, 9, joining())

    kafka.advance(SESSION_MS)

    expect(await one.client.call(JoinGroup, 9, joining({ memberId }))).toMatchObject({ errorCode: errorCodes.UNKNOWN_MEMBER_ID })
  })
})
