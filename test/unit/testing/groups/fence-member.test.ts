import { describe, expect, test } from 'vitest'
import { ShareGroupHeartbeat } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { failureOf } from '../../../support/process/failure.ts'
import { startGroupTest } from '../consumer-groups/member.ts'
import { GROUP, GroupMember } from './group-members.ts'

describe('fenceMember', () => {
  test('fenceMember removes a member of a classic group, whose heartbeat is refused', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 2 } })
    using member = await GroupMember.connect(kafka.broker(1).port)
    await member.join()
    await member.sync({ [member.memberId]: 'all' })
    expect(await member.heartbeat()).toBe(errorCodes.NONE)
    kafka.fenceMember(GROUP, member.memberId)
    expect(await member.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('fenceMember removes a member of a consumer group, whose heartbeat is refused', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    group.kafka.fenceMember('g', 'm1')
    expect((await group.beat('m1', 2)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('fenceMember removes a member of a share group, whose heartbeat is refused', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const beat = (memberEpoch: number) =>
      client.call(ShareGroupHeartbeat, 1, { groupId: 's', memberId: 'm', memberEpoch, subscribedTopicNames: ['t'] })
    const { memberEpoch } = await beat(0)
    kafka.fenceMember('s', 'm')
    expect((await beat(memberEpoch)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('fenceMember refuses a member that the group does not have', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    const error = failureOf(() => group.kafka.fenceMember('g', 'm2'))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', message: 'fenceMember: group "g" has no member "m2"' })
  })
})
