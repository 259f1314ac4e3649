import { describe, expect, test } from 'vitest'
import { DescribeGroups, LeaveGroup } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { GROUP, GroupMember, SESSION_MS, subscription, textOf } from './group-members.ts'

const one = { groupInstanceId: 'one' }

describe('A static member', () => {
  test.each([5, 9])(
    'that comes back with JoinGroup v%i keeps its assignment without a rebalance, and fences the former one',
    async version => {
      await using kafka = await startTestingCluster()
      using former = await GroupMember.connect(kafka.broker(1).port, one)
      using member = await GroupMember.connect(kafka.broker(1).port, one)
      await former.join(version)
      await former.sync({ [former.memberId]: 'mine' })

      const joined = await member.join(version)

      const isTold = version >= 9 // only then it can be told to leave the assignment as it is (KIP-814)
      const leader = isTold ? member.memberId : former.memberId
      expect(joined).toMatchObject({ errorCode: errorCodes.NONE, generationId: 1, leader, skipAssignment: isTold })
      expect(joined.members).toHaveLength(isTold ? 1 : 0)
      expect(member.memberId).not.toBe(former.memberId)
      expect(textOf(await member.sync())).toBe('mine')
      expect(await former.heartbeat()).toBe(errorCodes.FENCED_INSTANCE_ID)
      expect(await former.join(version)).toMatchObject({ errorCode: errorCodes.FENCED_INSTANCE_ID })
      expect(await member.heartbeat()).toBe(errorCodes.NONE)
    }
  )

  test('that comes back with another strategy starts a rebalance', async () => {
    await using kafka = await startTestingCluster()
    using former = await GroupMember.connect(kafka.broker(1).port, one)
    using member = await GroupMember.connect(kafka.broker(1).port, one)
    await former.join()
    await former.sync()

    const protocols = ['sticky', 'range'].map(name => ({ name, metadata: subscription('t') }))

    expect(await member.join(9, { protocols })).toMatchObject({ generationId: 2, protocolName: 'sticky', skipAssignment: false })
  })

  test('that waits in a rebalance is fenced when another one with its id joins', async () => {
    await using kafka = await startTestingCluster()
    using dynamic = await GroupMember.connect(kafka.broker(1).port)
    using former = await GroupMember.connect(kafka.broker(1).port, one)
    using member = await GroupMember.connect(kafka.broker(1).port, one)
    await dynamic.join()
    const waiting = former.join()
    await expect.poll(() => dynamic.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)

    const joined = member.join()

    expect(await waiting).toMatchObject({ errorCode: errorCodes.FENCED_INSTANCE_ID })
    await dynamic.join()
    expect(await joined).toMatchObject({ errorCode: errorCodes.NONE, generationId: 2 })
  })

  test('stays in the group during a rebalance that it misses, until its session ends or an administrator removes it', async () => {
    await using kafka = await startTestingCluster()
    using former = await GroupMember.connect(kafka.broker(1).port, { ...one, sessionTimeoutMs: 600_000, rebalanceTimeoutMs: 1_000 })
    using other = await GroupMember.connect(kafka.broker(1).port, { sessionTimeoutMs: 600_000, rebalanceTimeoutMs: 1_000 })
    await former.join()
    await former.sync()
    const joined = other.join()
    await expect.poll(() => former.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    kafka.advance(1_000)

    expect((await joined).members).toHaveLength(2)
    const members = [{ memberId: '', groupInstanceId: 'one' }]
    expect(await other.client.call(LeaveGroup, 3, { groupId: GROUP, members })).toMatchObject({ members: [{ errorCode: errorCodes.NONE }] })
    expect((await other.join()).members).toHaveLength(1)
    expect(await former.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('that is replaced keeps the session of the new one: the old timer does not remove it', async () => {
    await using kafka = await startTestingCluster()
    using former = await GroupMember.connect(kafka.broker(1).port, one)
    using member = await GroupMember.connect(kafka.broker(1).port, one)
    await former.join()
    await former.sync()
    kafka.advance(SESSION_MS - 1_000)
    await member.join()

    kafka.advance(SESSION_MS - 1_000)

    expect(await member.heartbeat()).toBe(errorCodes.NONE)
    const { groups } = await member.client.call(DescribeGroups, 6, { groups: [GROUP] })
    expect(groups).toMatchObject([{ groupState: 'Stable', members: [{ memberId: member.memberId, groupInstanceId: 'one' }] }])
  })
})
