import { describe, expect, test } from 'vitest'
import { DeleteGroups, DescribeGroups, FindCoordinator, ListGroups, OffsetCommit } from '../../../../src/messages.ts'
import { absentValues, aclOperations, coordinatorTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { GROUP, GroupMember, subscription } from './group-members.ts'

describe('DescribeGroups', () => {
  test.each([0, 3, 6])('DescribeGroups v%i describes a stable group with what its members say and what they got', async version => {
    await using kafka = await startTestingCluster()
    using one = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    await one.sync({ [one.memberId]: 'all' })
    const operations = version >= 3 ? { includeAuthorizedOperations: true } : {}

    const { groups } = await one.client.call(DescribeGroups, version, { groups: [GROUP], ...operations })

    expect(groups).toMatchObject([{ errorCode: 0, groupState: 'Stable', protocolType: 'consumer', protocolData: 'range' }])
    const [member] = groups[0]?.members ?? []
    expect(member).toMatchObject({ memberId: one.memberId, clientId: 'raw', clientHost: '/127.0.0.1' })
    expect(Buffer.from(member?.memberMetadata ?? [])).toEqual(Buffer.from(subscription('t')))
    expect(Buffer.from(member?.memberAssignment ?? []).toString()).toBe('all')
    const all = [
      aclOperations.READ,
      aclOperations.DELETE,
      aclOperations.DESCRIBE,
      aclOperations.DESCRIBE_CONFIGS,
      aclOperations.ALTER_CONFIGS
    ]
    const bits = all.reduce((sum, operation) => sum + 2 ** operation, 0)
    expect(groups[0]?.authorizedOperations).toBe(version >= 3 ? bits : absentValues.AUTHORIZED_OPERATIONS_OMITTED)
  })

  test.each([
    [5, errorCodes.NONE, null],
    [6, errorCodes.GROUP_ID_NOT_FOUND, 'Group nobody not found.']
  ])('DescribeGroups v%i calls a group that is not there dead, with the error code %i', async (version, errorCode, errorMessage) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const { groups } = await client.call(DescribeGroups, version, { groups: ['nobody'] })

    expect(groups).toMatchObject([{ errorCode, errorMessage, groupState: 'Dead', members: [] }])
  })
})

describe('ListGroups', () => {
  test.each([0, 4, 5])('ListGroups v%i lists the groups of each coordinator, filtered by state and type', async version => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 1 } })
    const listed: unknown[] = []
    for (const { port, nodeId } of kafka.brokers) {
      using client = await connectRaw(port)
      for (const groupId of ['a', 'b', 'c']) {
        const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 1n }] }]
        await client.call(OffsetCommit, 9, { groupId, topics })
      }
      const { groups } = await client.call(ListGroups, version, version >= 4 ? { statesFilter: ['EMPTY'] } : {})
      listed.push(...groups)
      const keys = groups.map(({ groupId }) => groupId)
      const { coordinators } = await client.call(FindCoordinator, 4, { keyType: coordinatorTypes.GROUP, coordinatorKeys: keys })
      expect(coordinators.every(coordinator => coordinator.nodeId === nodeId)).toBe(true)
      if (version >= 4) expect((await client.call(ListGroups, version, { statesFilter: ['Stable'] })).groups).toEqual([])
      if (version >= 5) expect((await client.call(ListGroups, version, { typesFilter: ['share'] })).groups).toEqual([])
      if (version >= 5) expect((await client.call(ListGroups, version, { typesFilter: ['Classic'] })).groups).toEqual(groups)
    }

    expect(listed).toHaveLength(3)
    const known = { groupId: expect.stringMatching(/^[abc]$/), protocolType: '' }
    const state = version >= 4 ? { groupState: 'Empty' } : {}
    const type = version >= 5 ? { groupType: 'classic' } : {}
    expect(listed).toEqual(Array(3).fill(expect.objectContaining({ ...known, ...state, ...type })))
  })
})

describe('DeleteGroups', () => {
  test.each([0, 3])('DeleteGroups v%i deletes empty groups with their offsets, and no others', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using one = await GroupMember.connect(kafka.broker(1).port)
    await one.join()
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 1n }] }]
    await one.client.call(OffsetCommit, 9, { groupId: 'simple', topics })

    const { results } = await one.client.call(DeleteGroups, version, { groupsNames: ['simple', GROUP, 'nobody', 'simple'] })

    expect(results).toMatchObject([
      { groupId: 'simple', errorCode: errorCodes.NONE },
      { groupId: GROUP, errorCode: errorCodes.NON_EMPTY_GROUP },
      { groupId: 'nobody', errorCode: errorCodes.GROUP_ID_NOT_FOUND }
    ])
    const { groups } = await one.client.call(ListGroups, 5, {})
    expect(groups.map(({ groupId }) => groupId)).toEqual([GROUP])
  })
})
