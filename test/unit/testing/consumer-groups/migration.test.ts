import { describe, expect, test, vi } from 'vitest'
import { ConsumerGroupDescribe, ListGroups } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { ClassicConsumer } from './classic-consumer.ts'
import { type GroupTest, startGroupTest } from './member.ts'

const MIGRATION_POLICY = 'group.consumer.migration.policy'
const ALL_OF_A = [0, 1, 2, 3]
const MALFORMED = { name: 'range', metadata: Buffer.alloc(1) }

// A consumer that has joined the classic group and has all partitions of `a`.
async function stableConsumer(group: GroupTest, instanceId?: string): Promise<ClassicConsumer> {
  const consumer = new ClassicConsumer(group.client, instanceId)
  await consumer.join(['a'])
  await consumer.sync({ [consumer.memberId]: ALL_OF_A })
  return consumer
}

async function listed({ client }: GroupTest): Promise<string> {
  const { groups } = await client.call(ListGroups, 5, { statesFilter: [], typesFilter: [] })
  return groups.map(({ groupType, groupState }) => `${groupType} ${groupState}`).join()
}

// Takes a classic consumer to the partitions 0 and 1, and the member m1 to 2 and 3.
async function share(group: GroupTest, consumer: ClassicConsumer): Promise<void> {
  await consumer.join(['a'], ALL_OF_A)
  await consumer.sync()
  await consumer.join(['a'], [0, 1])
  await consumer.sync()
  await group.beat('m1', 2)
}

describe('The upgrade of a classic group', () => {
  test('A member of the new protocol takes the group over, and the classic member gives partitions to it step by step', async () => {
    await using group = await startGroupTest()
    const consumer = await stableConsumer(group)
    const { memberId } = consumer

    const joined = await group.join('m1', ['a'])

    expect([joined.errorCode, joined.memberEpoch, group.assigned(joined)]).toEqual([errorCodes.NONE, 2, ''])
    expect((await group.describe()).members).toEqual([`${memberId}@1 a:0,1,2,3 -> a:0,1`, 'm1@2  -> a:2,3'])
    expect(await consumer.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    expect(await consumer.sync()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    const rejoined = await consumer.join(['a'], ALL_OF_A)
    expect(rejoined).toMatchObject({
      errorCode: errorCodes.NONE,
      generationId: 1,
      leader: '',
      members: [],
      protocolName: 'cooperative-sticky'
    })
    expect(await consumer.sync()).toBe('a:0,1')
    expect(await consumer.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS) // it has given back the others
    expect((await consumer.join(['a'], [0, 1])).generationId).toBe(2)
    expect(await consumer.sync()).toBe('a:0,1')
    expect(await consumer.heartbeat()).toBe(errorCodes.NONE)
    expect(group.assigned(await group.beat('m1', 2))).toBe('a:2,3')
    expect(await listed(group)).toBe('consumer Stable')
  })

  test('ConsumerGroupDescribe tells which members use which protocol', async () => {
    await using group = await startGroupTest()
    await stableConsumer(group)
    await group.join('m1', ['a'])

    const { groups } = await group.client.call(ConsumerGroupDescribe, 1, { groupIds: ['g'], includeAuthorizedOperations: false })

    expect(groups[0]?.members.map(({ memberType }) => memberType)).toEqual([0, 1])
  })

  test('Members that wait in a rebalance are told to join again', async () => {
    await using group = await startGroupTest()
    const first = await stableConsumer(group)
    using other = await connectRaw(group.kafka.broker(1).port)
    const second = new ClassicConsumer(other)
    const waiting = second.join(['a'])
    await vi.waitFor(async () => expect(await first.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS))

    await group.join('m1', ['a'])

    expect((await waiting).errorCode).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    expect((await group.describe()).members).toHaveLength(3)
  })

  test('A static member is replaced by a member of the new protocol with its static id, and keeps its partitions', async () => {
    await using group = await startGroupTest()
    await stableConsumer(group, 'static')

    const joined = await group.join('m1', ['a'], { instanceId: 'static' })

    expect([joined.memberEpoch, group.assigned(joined)]).toEqual([1, 'a:0,1,2,3'])
    expect((await group.describe()).members).toEqual(['m1@1 a:0,1,2,3 -> a:0,1,2,3'])
  })

  test.each([
    ['the policy forbids it', 'online upgrade is disabled', { configs: { [MIGRATION_POLICY]: 'downgrade' } }, {}],
    ['it has members that are no consumers', 'does not use the consumer embedded protocol', {}, { protocolType: 'connect' }],
    ['its members say nothing that a broker can read', 'the embedded consumer protocol is malformed', {}, { protocols: [MALFORMED] }]
  ])('A classic group stays as it is if %s', async (_, reason, options, fields) => {
    await using group = await startGroupTest(1, options)
    const consumer = new ClassicConsumer(group.client)
    await consumer.join(['a'], [], fields)

    const answer = await group.join('m1', ['a'])

    expect(answer).toMatchObject({ errorCode: errorCodes.GROUP_ID_NOT_FOUND, errorMessage: expect.stringContaining(reason) })
    expect(await listed(group)).toBe('classic CompletingRebalance')
    expect(await group.beat('m1', 2)).toMatchObject({ errorMessage: 'Group g is not a consumer group.' })
    expect(await group.beat('m1', -1)).toMatchObject({ errorCode: errorCodes.GROUP_ID_NOT_FOUND })
  })

  test('A classic group with data of a custom assignor stays as it is', async () => {
    await using group = await startGroupTest()
    const consumer = new ClassicConsumer(group.client)
    await consumer.join(['a'])
    await consumer.sync({ [consumer.memberId]: ALL_OF_A }, Buffer.from('mine'))

    const answer = await group.join('m1', ['a'])

    expect(answer).toMatchObject({ errorCode: errorCodes.GROUP_ID_NOT_FOUND, errorMessage: expect.stringContaining('custom assignor') })
    expect(await consumer.heartbeat()).toBe(errorCodes.NONE)
  })
})

describe('A member of the classic protocol in a consumer group', () => {
  test('It joins with its own id, and the broker assigns its partitions', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    const consumer = new ClassicConsumer(group.client)

    expect(await consumer.join(['a'])).toMatchObject({ errorCode: errorCodes.NONE, generationId: 3, leader: '' })
    expect(await consumer.sync()).toBe('')
    await group.beat('m1', 2, { topicPartitions: group.owned({ a: [0, 1] }) })
    expect(await consumer.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS) // its partitions are free now
    await consumer.join(['a'])

    expect(await consumer.sync()).toBe('a:2,3')
    expect(await consumer.heartbeat()).toBe(errorCodes.NONE)
  })

  test.each([
    ['the policy is disabled', { configs: { [MIGRATION_POLICY]: 'disabled' } }, {}],
    ['it is no consumer', {}, { protocolType: 'connect' }]
  ])('It is refused if %s', async (_, options, fields) => {
    await using group = await startGroupTest(1, options)
    await group.join('m1', ['a'])

    const answer = await new ClassicConsumer(group.client).join(['a'], [], fields)

    expect([answer.errorCode, answer.memberId]).toEqual([errorCodes.INCONSISTENT_GROUP_PROTOCOL, ''])
  })

  test('Requests with a wrong id, static id or generation are refused', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'])
    const dynamic = new ClassicConsumer(group.client)
    await dynamic.join(['a'])
    const former = new ClassicConsumer(group.client, 'static')
    await former.join(['a'])
    await new ClassicConsumer(group.client, 'static').join(['a'])

    expect(await former.heartbeat()).toBe(errorCodes.FENCED_INSTANCE_ID)
    expect((await former.join(['a'])).errorCode).toBe(errorCodes.FENCED_INSTANCE_ID)
    expect(await dynamic.commit(0, 1)).toBe(errorCodes.ILLEGAL_GENERATION)
    expect(await dynamic.commit(0, 9)).toBe(errorCodes.ILLEGAL_GENERATION)
    expect(await dynamic.commit(0, dynamic.generationId, 8)).toBe(errorCodes.NONE)
    dynamic.generationId = 1
    expect(await dynamic.heartbeat()).toBe(errorCodes.ILLEGAL_GENERATION)
    dynamic.memberId = 'm1'
    expect(await dynamic.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
    expect(await dynamic.leave({ memberId: '', groupInstanceId: 'static' })).toBe(errorCodes.NONE)
    expect(await dynamic.leave({ memberId: '', groupInstanceId: 'static' })).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test.each([
    ['its session ends', 10_000, async () => {}],
    ['it does not join again in time', 20_000, async (consumer: ClassicConsumer) => void (await consumer.heartbeat())]
  ])('It is removed if %s', async (_, timeoutMs, beat) => {
    await using group = await startGroupTest()
    const consumer = await stableConsumer(group)
    await group.join('m1', ['a'])
    for (let elapsedMs = 0; elapsedMs < timeoutMs; elapsedMs += 5_000) {
      await beat(consumer)
      await group.beat('m1', 2)
      expect((await group.describe()).members).toHaveLength(2)
      group.kafka.advance(5_000)
    }

    expect((await group.describe()).members).toHaveLength(1)
    expect(await consumer.heartbeat()).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })
})

describe('The downgrade of a consumer group', () => {
  test('When the last member of the new protocol leaves, the others go on as a classic group', async () => {
    await using group = await startGroupTest()
    const consumer = await stableConsumer(group)
    await group.join('m1', ['a'])
    await share(group, consumer)

    await group.beat('m1', -1)

    expect(await listed(group)).toBe('classic PreparingRebalance')
    expect(await consumer.heartbeat()).toBe(errorCodes.REBALANCE_IN_PROGRESS)
    expect(await consumer.join(['a'], [0, 1])).toMatchObject({ generationId: 3, leader: consumer.memberId, members: [{}] })
    expect(await consumer.sync({ [consumer.memberId]: ALL_OF_A })).toBe('a:0,1,2,3')
    expect(await listed(group)).toBe('classic Stable')
    expect(await consumer.commit(3)).toBe(errorCodes.NONE)
  })

  test('The group stays a consumer group if the policy forbids the downgrade', async () => {
    await using group = await startGroupTest(1, { configs: { [MIGRATION_POLICY]: 'upgrade' } })
    await stableConsumer(group)
    await group.join('m1', ['a'])

    await group.beat('m1', -1)

    expect(await listed(group)).toBe('consumer Assigning')
  })

  test('A classic member that takes the place of the last other static member gets its partitions without a rebalance', async () => {
    await using group = await startGroupTest()
    await group.join('m1', ['a'], { instanceId: 'static' })
    const consumer = new ClassicConsumer(group.client, 'static')

    expect(await consumer.join(['a'])).toMatchObject({ errorCode: errorCodes.NONE, generationId: 2 })

    expect(await listed(group)).toBe('classic Stable')
    expect(await consumer.sync()).toBe('a:0,1,2,3')
    expect(await consumer.heartbeat()).toBe(errorCodes.NONE)
  })
})
