import { describe, expect, test } from 'vitest'
import { errorCodes, memberEpochs, topologyDescriptionStatuses } from '../../../../src/index.ts'
import {
  ConsumerGroupHeartbeat,
  ConsumerProtocolAssignment,
  encodeVersioned,
  JoinGroup,
  ListGroups,
  OffsetCommit,
  ShareGroupHeartbeat,
  StreamsGroupDescribe,
  SyncGroup
} from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { type CommandResult, runCommand } from '../../../support/process/command.ts'

const groupsOf =
  ({ bootstrap }: TestingCluster) =>
  (...args: readonly string[]): Promise<CommandResult> =>
    runCommand(['groups', ...args, '--bootstrap', bootstrap])

const jsonOf = async (result: Promise<CommandResult>): Promise<unknown[]> => {
  const { stdout } = await result
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as unknown)
}

/** A cluster with 5 records in each of two partitions, and a client. */
async function start() {
  const kafka = await startTestingCluster({ topics: { orders: 2 } })
  for (const partition of [0, 1])
    for (let hour = 0; hour < 5; hour++) kafka.produce('orders', { value: 'a', partition, timestamp: BigInt(Date.UTC(2026, 0, 1, hour)) })
  const client = await connectRaw(kafka.broker(1).port)
  return {
    kafka,
    client,
    run: groupsOf(kafka),
    commit: (groupId: string, committedOffset: bigint) =>
      client.call(OffsetCommit, 9, { groupId, topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset }] }] }),
    joinConsumer: () =>
      client.call(ConsumerGroupHeartbeat, 1, {
        groupId: 'billing',
        memberId: 'm1',
        memberEpoch: memberEpochs.JOIN_GROUP,
        rebalanceTimeoutMs: 60_000,
        topicPartitions: [],
        subscribedTopicNames: ['orders']
      }),
    joinShare: (memberEpoch: number) =>
      client.call(ShareGroupHeartbeat, 1, { groupId: 'workers', memberId: 's1', memberEpoch, subscribedTopicNames: ['orders'] }),
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
      await kafka.close()
    }
  }
}

async function joinClassic({ client }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const common = { groupId: 'readers', protocolType: 'consumer' }
  const joining = { ...common, sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 60_000, protocols: [{ name: 'range', metadata: Buffer.of() }] }
  const { memberId } = await client.call(JoinGroup, 9, { ...joining, memberId: '' })
  const { generationId } = await client.call(JoinGroup, 9, { ...joining, memberId })
  const assignment = encodeVersioned(ConsumerProtocolAssignment, 0, {
    assignedPartitions: [{ topic: 'orders', partitions: [1, 0] }],
    userData: null
  })
  await client.call(SyncGroup, 5, { ...common, protocolName: 'range', generationId, memberId, assignments: [{ memberId, assignment }] })
}

describe('kafkawire groups list', () => {
  test('kafkawire groups list shows the groups of all types, and filters them', async () => {
    await using setting = await start()
    const { run } = setting
    expect(await run('list')).toEqual({ code: 0, stdout: '', stderr: 'kafkawire: groups: the cluster has no groups\n' })
    expect(await run('list', '--json')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect((await run('list', '--type', 'share')).stderr).toBe(
      'kafkawire: groups: the cluster has no groups of this type and in this state\n'
    )
    await setting.commit('old', 1n)
    await setting.joinConsumer()
    await setting.joinShare(memberEpochs.JOIN_GROUP)
    expect((await run('list')).stdout).toMatch(
      /^GROUP +TYPE +STATE +PROTOCOL\nbilling +consumer +\w+ +consumer\nold +classic +Empty +-\nworkers +share +Stable +share\n$/
    )
    expect(await jsonOf(run('list', '--state', 'empty', '--json'))).toEqual([
      { group: 'old', type: 'classic', state: 'Empty', protocolType: '' }
    ])
    expect(await jsonOf(run('list', '--type', 'share', '--json'))).toMatchObject([{ group: 'workers' }])
  })
})

describe('kafkawire groups describe', () => {
  test('kafkawire groups describe shows the members, the offsets and the lag of a consumer group', async () => {
    await using setting = await start()
    await setting.commit('billing', 2n)
    await setting.joinConsumer()
    const coordinator = { nodeId: 1, host: expect.any(String), port: setting.kafka.broker(1).port }
    expect(await jsonOf(setting.run('describe', 'billing', '--json'))).toEqual([
      {
        group: 'billing',
        type: 'consumer',
        state: 'Stable',
        epoch: expect.any(Number),
        assignor: 'uniform',
        members: [
          {
            memberId: 'm1',
            instanceId: null,
            clientId: 'raw',
            host: '127.0.0.1',
            epoch: expect.any(Number),
            assignment: [{ topic: 'orders', partitions: [0, 1] }]
          }
        ],
        coordinator,
        offsets: [
          { topic: 'orders', partition: 0, committedOffset: '2', startOffset: null, endOffset: '5', lag: '3', memberId: 'm1' },
          { topic: 'orders', partition: 1, committedOffset: null, startOffset: null, endOffset: '5', lag: null, memberId: 'm1' }
        ]
      }
    ])
    expect((await setting.run('describe', 'billing')).stdout).toMatch(
      /\nm1 +raw +127\.0\.0\.1 +\d+ +orders:0,1\n\nTOPIC.*\norders +0 +2 +5 +3 +m1\norders +1 +- +5 +- +m1\n$/
    )
  })

  test('kafkawire groups describe reads the assignment in a classic group', async () => {
    await using setting = await start()
    await joinClassic(setting)
    const [readers] = await jsonOf(setting.run('describe', 'readers', '--json'))
    expect(readers).toMatchObject({
      type: 'classic',
      state: 'Stable',
      epoch: null,
      assignor: 'range',
      members: [{ epoch: null, assignment: [{ topic: 'orders', partitions: [0, 1] }] }],
      offsets: [{ partition: 0, endOffset: '5' }, { partition: 1 }]
    })
  })

  test('kafkawire groups describe shows the start offsets and the lag of a share group', async () => {
    await using setting = await start()
    await setting.run('reset', 'workers', '--type', 'share', '--topic', 'orders', '--to-offset', '1', '--execute')
    await setting.joinShare(memberEpochs.JOIN_GROUP)
    const [workers] = await jsonOf(setting.run('describe', 'workers', '--json'))
    const place = { topic: 'orders', committedOffset: null, startOffset: '1', endOffset: '5', lag: '4', memberId: null }
    expect(workers).toMatchObject({
      type: 'share',
      members: [{ memberId: 's1', assignment: [{ topic: 'orders', partitions: [0, 1] }] }],
      offsets: [
        { ...place, partition: 0 },
        { ...place, partition: 1 }
      ]
    })
    expect((await setting.run('describe', 'workers')).stdout).toMatch(
      /\nTOPIC +PARTITION +START +END +LAG +MEMBER\norders +0 +1 +5 +4 +-\n/
    )
  })

  test('kafkawire groups describe shows the partitions that the tasks of a Streams group read', async () => {
    await using setting = await start()
    const { kafka } = setting
    kafka.on(ListGroups, () => ({
      errorCode: errorCodes.NONE,
      groups: [{ groupId: 'app', protocolType: 'streams', groupState: 'Stable', groupType: 'streams' }]
    }))
    const none = { activeTasks: [], standbyTasks: [], warmupTasks: [] }
    const member = { memberId: 'p1', memberEpoch: 3, clientId: 'app-1', clientHost: '/127.0.0.1', topologyEpoch: 0, processId: 'x' }
    const lists = { clientTags: [], taskOffsets: [], taskEndOffsets: [], targetAssignment: none, isClassic: false }
    const assignment = { ...none, activeTasks: [{ subtopologyId: '0', partitions: [1] }] }
    const topics = { sourceTopics: ['orders'], repartitionSinkTopics: [], stateChangelogTopics: [], repartitionSourceTopics: [] }
    kafka.on(StreamsGroupDescribe, () => ({
      groups: [
        {
          errorCode: errorCodes.NONE,
          groupId: 'app',
          groupState: 'Stable',
          groupEpoch: 3,
          assignmentEpoch: 3,
          topology: { epoch: 0, subtopologies: [{ subtopologyId: '0', ...topics }] },
          members: [{ ...member, ...lists, assignment }],
          topologyDescriptionStatus: topologyDescriptionStatuses.NOT_REQUESTED
        }
      ]
    }))
    expect(await jsonOf(setting.run('describe', 'app', '--json'))).toMatchObject([
      {
        type: 'streams',
        epoch: 3,
        members: [{ clientId: 'app-1', assignment: [{ topic: 'orders', partitions: [1] }] }],
        offsets: [{ topic: 'orders', partition: 1, endOffset: '5', memberId: 'p1' }]
      }
    ])
  })

  test('a group that does not exist has the exit code 1, and the others are shown all the same', async () => {
    await using setting = await start()
    await setting.commit('old', 1n)
    const { code, stdout, stderr } = await setting.run('describe', 'nothing', 'old', '--json')
    expect([code, stderr]).toEqual([1, 'kafkawire: groups: there is no group nothing: kafkawire groups list shows the groups\n'])
    expect(JSON.parse(stdout)).toMatchObject({ group: 'old', state: 'Empty', members: [] })
  })
})

describe('kafkawire groups reset', () => {
  test.each([
    ['--to-earliest', '0'],
    ['--to-latest', '5'],
    ['--to-datetime=2026-01-01T02:30:00Z', '3'],
    ['--to-datetime=2026-02-01', '5'],
    ['--to-offset=4', '4'],
    ['--shift-by=2', '4'],
    ['--shift-by=-1', '1'],
    ['--shift-by -1', '1']
  ])('kafkawire groups reset %s writes the offset %s with --execute, and nothing without it', async (flag, expected) => {
    await using setting = await start()
    await setting.commit('old', 2n)
    const reset = ['reset', 'old', '--topic', 'orders', '--partition', '0', ...flag.split(' ')]
    const planned = {
      ...{ group: 'old', topic: 'orders', partition: 0, currentOffset: '2', newOffset: expected },
      ...{ isMoved: false, isWritten: false, error: null }
    }
    const committed = async () => (await jsonOf(setting.run('describe', 'old', '--json')))[0]
    expect(await jsonOf(setting.run(...reset, '--json'))).toEqual([planned])
    expect(await committed()).toMatchObject({
      offsets: [{ committedOffset: '2' }, { partition: 1, committedOffset: null, endOffset: '5', lag: null }]
    })
    expect(await jsonOf(setting.run(...reset, '--json', '--execute'))).toEqual([{ ...planned, isWritten: true }])
    expect(await committed()).toMatchObject({
      offsets: [
        { partition: 0, committedOffset: expected },
        { partition: 1, committedOffset: null }
      ]
    })
  })

  test('kafkawire groups reset says that nothing was changed, and that an offset does not exist', async () => {
    await using setting = await start()
    await setting.commit('old', 2n)
    const { code, stdout, stderr } = await setting.run('reset', 'old', '--topic', 'orders', '--to-offset', '99')
    expect([code, stdout]).toEqual([
      0,
      'TOPIC   PARTITION  CURRENT  NEW\norders          0        2    5\norders          1        -    5\n'
    ])
    expect(stderr).toBe(
      'kafkawire: groups: 2 of the offsets do not exist, so that the nearest ones take their place\n' +
        'kafkawire: groups: nothing was changed: add --execute to write the new offsets\n'
    )
  })

  test('kafkawire groups reset refuses groups with members in one sentence, and changes nothing', async () => {
    await using setting = await start()
    await setting.commit('billing', 2n)
    await setting.joinConsumer()
    await setting.joinShare(memberEpochs.JOIN_GROUP)
    for (const group of ['billing', 'workers'])
      expect(await setting.run('reset', group, '--topic', 'orders', '--to-latest', '--execute')).toEqual({
        code: 1,
        stdout: '',
        stderr: `kafkawire: groups: group ${group} has 1 member: stop them before you reset its offsets\n`
      })
    expect(await jsonOf(setting.run('describe', 'billing', '--json'))).toMatchObject([{ offsets: [{ committedOffset: '2' }, {}] }])
  })

  test('a coordinator that refuses an offset has the exit code 3', async () => {
    await using setting = await start()
    await setting.commit('old', 2n)
    setting.kafka.on(OffsetCommit, ({ message }) => ({
      topics: message.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: errorCodes.UNKNOWN_MEMBER_ID }))
      }))
    }))
    const { code, stdout, stderr } = await setting.run(
      'reset',
      'old',
      '--topic',
      'orders',
      '--partition',
      '0',
      '--to-latest',
      '--execute',
      '--json'
    )
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ isWritten: false, error: 'UNKNOWN_MEMBER_ID' })
    expect(stderr).toContain('partition 0 of orders was not reset: 25 UNKNOWN_MEMBER_ID')
  })

  test.each([
    [
      'a group that does not exist',
      ['x', '--topic', 'orders', '--to-latest'],
      1,
      /there is no group x: kafkawire groups list shows the groups, and --type makes a new group/
    ],
    ['another type', ['old', '--type', 'share', '--topic', 'orders', '--to-latest'], 1, /old exists and has the type classic, not share/],
    [
      'a topic that does not exist',
      ['old', '--topic', 'nothing', '--to-latest'],
      20,
      /topic nothing does not exist, or this user may not see it: kafkawire topics list /
    ],
    ['a partition that does not exist', ['old', '--topic', 'orders', '--partition', '7', '--to-latest'], 20, /none with the number 7/],
    ['a shift of no offset', ['old', '--topic', 'orders', '--shift-by', '1'], 1, /no offset in partition 1 of orders that --shift-by/]
  ])('kafkawire groups reset refuses %s in one sentence', async (_, args, expected, text) => {
    await using setting = await start()
    await setting.commit('old', 2n)
    const { code, stdout, stderr } = await setting.run('reset', ...args, '--execute')
    expect([code, stdout, stderr]).toEqual([expected, '', expect.stringMatching(text)])
  })
})

describe('kafkawire groups delete', () => {
  test('kafkawire groups delete removes groups of all types, but none with members', async () => {
    await using setting = await start()
    await setting.commit('old', 2n)
    await setting.joinShare(memberEpochs.JOIN_GROUP)
    await setting.joinShare(memberEpochs.LEAVE_GROUP)
    await setting.joinConsumer()
    const { code, stdout, stderr } = await setting.run('delete', 'old', 'workers', 'billing', 'nothing', '--yes')
    expect([code, stdout.split('\n').toSorted()]).toEqual([3, ['', 'old: deleted', 'workers: deleted']])
    expect(stderr).toContain('group billing: 68 NON_EMPTY_GROUP')
    expect(stderr).toContain('there is no group nothing: ')
    expect(await jsonOf(setting.run('list', '--json'))).toMatchObject([{ group: 'billing' }])
  })
})

describe('bad input of kafkawire groups', () => {
  const reset = ['reset', 'g', '--topic', 't']
  test.each([
    ['an action that does not exist', ['frob'], /there is no action frob: it is one of list, describe, /],
    ['a type that does not exist', ['list', '--type', 'x'], /--type must be one of classic, consumer, share, streams, not "x"/],
    ['a state that does not exist', ['list', '--state', 'x'], /--state must be one of Stable, Empty, /],
    ['a flag of another action', ['list', '--execute'], /--execute belongs to reset, not to list/],
    ['describe without a group', ['describe'], /describe needs one or more groups, and nothing follows it/],
    ['delete without --yes', ['delete', 'g'], /delete removes g with all offsets: add --yes/],
    ['reset without a topic', ['reset', 'g', '--to-latest'], /reset needs --topic TOPIC/],
    ['reset without a target', reset, /reset needs one of --to-earliest, --to-latest, /],
    ['two targets', [...reset, '--to-latest', '--to-offset', '1'], /--to-latest and --to-offset exclude each other/],
    ['a time that is none', [...reset, '--to-datetime', '5'], /--to-datetime must be a time such as .*, not "5"/],
    ['an offset below 0', [...reset, '--to-offset=-1'], /--to-offset must be an integer from 0 to /]
  ])('kafkawire groups refuses %s in one sentence, before it connects', async (_, args, expected) => {
    const { code, stdout, stderr } = await runCommand(['groups', ...args, '--bootstrap', '127.0.0.1:1'])
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(expected)])
  })
})
