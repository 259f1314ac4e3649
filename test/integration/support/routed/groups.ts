import { expect, test } from 'vitest'
import { coordinatorTypes, errorCodes, specialOffsets, throwIfError } from '../../../../src/index.ts'
import {
  DeleteGroups,
  DescribeGroups,
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  SyncGroup
} from '../../../../src/messages.ts'
import type { Setting } from './setting.ts'

// The coordinators of the groups, in the order of the groups.
const NODES = [3, 1, 2]
const ALL_NODES = [1, 2, 3]
const [METADATA, ASSIGNMENT] = [Buffer.of(1, 2, 3), Buffer.of(4, 5)]
// The broker knows no protocol of this type and does not look into it. It would not delete offsets
// of topics that a consumer is subscribed to.
const PROTOCOL_TYPE = 'routed'

interface Member {
  readonly groupId: string
  readonly memberId: string
  readonly generationId: number
}

/**
 * Tests of classic groups, one at each coordinator, and of requests about all three groups at once.
 */
export function groupTests(at: () => Setting): void {
  let groups: readonly string[] = []
  const members: Member[] = []

  test('FindCoordinator names the same coordinators of three groups as another broker', async () => {
    const { routed, view } = at()
    groups = await view.namesAt(NODES, coordinatorTypes.GROUP, 'group')
    const { response } = await routed.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: [...groups] })
    expect(throwIfError(response).coordinators.map(({ key, nodeId }) => [key, nodeId])).toEqual(groups.map((key, i) => [key, NODES[i]]))
  })

  test.each([0, 1, 2])('JoinGroup, SyncGroup, Heartbeat and OffsetCommit go to the coordinator of group %i', async i => {
    const { routed, topic } = at()
    const { groupId, here } = { groupId: groups[i] ?? '', here: [NODES[i]] }
    const joining = {
      groupId,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      protocolType: PROTOCOL_TYPE,
      protocols: [{ name: 'p', metadata: METADATA }]
    }
    const refused = await routed.send(JoinGroup, { ...joining, memberId: '' })
    expect(refused.response.errorCode).toBe(errorCodes.MEMBER_ID_REQUIRED)
    const { memberId } = refused.response
    const joined = await routed.send(JoinGroup, { ...joining, memberId })
    expect(joined.nodeIds).toEqual(here)
    expect(throwIfError(joined.response)).toMatchObject({
      memberId,
      leader: memberId,
      generationId: 1,
      members: [{ memberId, metadata: METADATA }]
    })
    const member = { groupId, memberId, generationId: 1 }
    const part = { ...member, protocolType: PROTOCOL_TYPE, protocolName: 'p', assignments: [{ memberId, assignment: ASSIGNMENT }] }
    const synced = await routed.send(SyncGroup, part)
    expect(synced.nodeIds).toEqual(here)
    expect(throwIfError(synced.response).assignment).toEqual(ASSIGNMENT)
    const beaten = await routed.send(Heartbeat, member)
    expect([beaten.nodeIds, beaten.response.errorCode]).toEqual([here, 0])
    const partitions = [{ partitionIndex: i, committedOffset: BigInt(100 + i), committedMetadata: groupId }]
    const commit = { groupId, memberId, generationIdOrMemberEpoch: 1, topics: [{ name: topic, partitions }] }
    const committed = await routed.send(OffsetCommit, commit)
    expect(committed.nodeIds).toEqual(here)
    expect(throwIfError(committed.response).topics).toMatchObject([{ name: topic, partitions: [{ partitionIndex: i, errorCode: 0 }] }])
    members.push(member)
  })

  test('OffsetFetch, DescribeGroups and ListGroups merge the answers of three coordinators', async () => {
    const { routed, topic: name } = at()
    const asked = groups.map((groupId, i) => ({ groupId, topics: [{ name, partitionIndexes: [i] }] }))
    const fetched = await routed.send(OffsetFetch, { groups: asked, requireStable: true })
    expect(fetched.nodeIds).toEqual(ALL_NODES)
    const offsets = throwIfError(fetched.response).groups.map(({ groupId, topics }) => [groupId, topics[0]?.partitions[0]])
    expect(offsets).toMatchObject(groups.map((id, i) => [id, { partitionIndex: i, committedOffset: BigInt(100 + i), metadata: id }]))
    const described = await routed.send(DescribeGroups, { groups: [...groups] })
    expect(described.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(described.response).groups).toMatchObject(
      members.map(({ groupId, memberId }) => ({ groupId, groupState: 'Stable', members: [{ memberId, memberAssignment: ASSIGNMENT }] }))
    )
    const listed = await routed.send(ListGroups, { statesFilter: ['Stable'], typesFilter: [] })
    expect(listed.nodeIds).toEqual(ALL_NODES)
    const listedGroups = throwIfError(listed.response).groups
    for (const groupId of groups)
      expect(listedGroups.filter(each => each.groupId === groupId)).toMatchObject([{ protocolType: PROTOCOL_TYPE }])
  })

  test.each([0, 1, 2])('OffsetDelete and LeaveGroup go to the coordinator of group %i', async i => {
    const { routed, topic: name } = at()
    const { groupId = '', memberId = '' } = members[i] ?? {}
    const left = await routed.send(LeaveGroup, { groupId, members: [{ memberId }] })
    expect(left.nodeIds).toEqual([NODES[i]])
    expect(throwIfError(left.response).members).toMatchObject([{ memberId, errorCode: 0 }])
    const deleted = await routed.send(OffsetDelete, { groupId, topics: [{ name, partitions: [{ partitionIndex: i }] }] })
    expect(deleted.nodeIds).toEqual([NODES[i]])
    expect(throwIfError(deleted.response).topics).toEqual([{ name, partitions: [{ partitionIndex: i, errorCode: 0 }] }])
    const { response } = await routed.send(OffsetFetch, { groups: [{ groupId, topics: [{ name, partitionIndexes: [i] }] }] })
    expect(response.groups[0]?.topics[0]?.partitions).toMatchObject([{ partitionIndex: i, committedOffset: specialOffsets.INVALID_OFFSET }])
  })

  test('DeleteGroups deletes three groups of three coordinators', async () => {
    const { routed } = at()
    const { response, nodeIds } = await routed.send(DeleteGroups, { groupsNames: [...groups] })
    expect(nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(response).results.map(({ groupId }) => groupId)).toEqual(groups)
    const { response: listed } = await routed.send(ListGroups, {})
    expect(listed.groups.filter(({ groupId }) => groups.includes(groupId))).toEqual([])
  })
}
