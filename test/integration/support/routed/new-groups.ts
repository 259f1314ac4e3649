import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { coordinatorTypes, memberEpochs, throwIfError } from '../../../../src/index.ts'
import {
  ConsumerGroupDescribe,
  ConsumerGroupHeartbeat,
  StreamsGroupDescribe,
  StreamsGroupHeartbeat,
  StreamsGroupTopologyDescriptionUpdate
} from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { PARTITIONS, type Setting } from './setting.ts'

const NODES = [2, 3, 1]
const ALL_NODES = [1, 2, 3]
const { JOIN_GROUP: JOIN, LEAVE_GROUP: LEAVE } = memberEpochs

/**
 * Tests of consumer groups (KIP-848) and streams groups (KIP-1071), one of each at each
 * coordinator.
 */
export function newGroupTests(at: () => Setting): void {
  test('ConsumerGroupHeartbeat gets partitions from each coordinator, and ConsumerGroupDescribe returns all groups at once', async () => {
    const { routed, view, topic, topicId } = at()
    const groups = await view.namesAt(NODES, coordinatorTypes.GROUP, 'consumers')
    const memberId = randomUUID()
    for (const [i, groupId] of groups.entries()) {
      const joining = {
        groupId,
        memberId,
        memberEpoch: JOIN,
        rebalanceTimeoutMs: 30_000,
        subscribedTopicNames: [topic],
        topicPartitions: []
      }
      const joined = await routed.send(ConsumerGroupHeartbeat, joining)
      expect(joined.nodeIds).toEqual([NODES[i]])
      await eventually(async () => {
        const { response } = await routed.send(ConsumerGroupHeartbeat, { ...joining, memberEpoch: joined.response.memberEpoch })
        expect(throwIfError(response).assignment).toMatchObject({ topicPartitions: [{ topicId, partitions: PARTITIONS }] })
      })
    }
    const described = await routed.send(ConsumerGroupDescribe, { groupIds: groups, includeAuthorizedOperations: false })
    expect(described.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(described.response).groups).toMatchObject(
      groups.map(groupId => ({ groupId, members: [{ memberId, subscribedTopicNames: [topic] }] }))
    )
    for (const groupId of groups) {
      const { response } = await routed.send(ConsumerGroupHeartbeat, { groupId, memberId, memberEpoch: LEAVE })
      expect(throwIfError(response)).toMatchObject({ memberEpoch: LEAVE })
    }
  })

  test('StreamsGroupHeartbeat gets tasks from each coordinator, and StreamsGroupDescribe returns all groups at once', async () => {
    const { routed, view, topic } = at()
    const groups = await view.namesAt(NODES, coordinatorTypes.GROUP, 'streams')
    const memberId = randomUUID()
    const epochs: number[] = []
    for (const [i, groupId] of groups.entries()) {
      const joined = await routed.send(StreamsGroupHeartbeat, { ...joinStreams(groupId, memberId), topology: topologyOf(topic) })
      expect(joined.nodeIds).toEqual([NODES[i]])
      epochs.push(throwIfError(joined.response).memberEpoch)
      const node = { name: 'n', nodeType: 1, sourceTopics: [topic], sinkTopic: null, stores: [], successors: [] }
      const topologyDescription = { subtopologies: [{ subtopologyId: 's', nodes: [node] }], globalStores: [] }
      const update = { groupId, memberId, topologyEpoch: 0, topologyDescription }
      const updated = await routed.send(StreamsGroupTopologyDescriptionUpdate, update)
      expect(updated.nodeIds).toEqual([NODES[i]])
      // A broker without such a plugin refuses with this message.
      expect(updated.response.errorMessage).toMatch(/no streams group topology description plugin/)
    }
    // Tasks are assigned a while after the first member has joined, so the groups wait for it
    // together.
    for (const [i, groupId] of groups.entries()) {
      await eventually(async () => {
        const request = { ...joinStreams(groupId, memberId), memberEpoch: epochs[i] ?? JOIN }
        const { response } = await routed.send(StreamsGroupHeartbeat, request)
        epochs[i] = throwIfError(response).memberEpoch
        expect(response).toMatchObject({ memberId, activeTasks: [{ subtopologyId: 's', partitions: PARTITIONS }] })
      })
    }
    const described = await routed.send(StreamsGroupDescribe, { groupIds: groups, includeAuthorizedOperations: false })
    expect(described.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(described.response).groups).toMatchObject(
      groups.map(groupId => ({ groupId, topology: { subtopologies: [{ sourceTopics: [topic] }] }, members: [{ memberId }] }))
    )
    for (const groupId of groups) {
      const { response } = await routed.send(StreamsGroupHeartbeat, { groupId, memberId, memberEpoch: LEAVE, endpointInformationEpoch: 0 })
      expect(throwIfError(response)).toMatchObject({ memberEpoch: LEAVE })
    }
  })
}

function joinStreams(groupId: string, memberId: string) {
  const tasks = { activeTasks: [], standbyTasks: [], warmupTasks: [] }
  return {
    groupId,
    memberId,
    memberEpoch: JOIN,
    endpointInformationEpoch: 0,
    rebalanceTimeoutMs: 30_000,
    processId: memberId,
    clientTags: [],
    ...tasks
  }
}

function topologyOf(topic: string) {
  const none = {
    sourceTopicRegex: [],
    stateChangelogTopics: [],
    repartitionSinkTopics: [],
    repartitionSourceTopics: [],
    copartitionGroups: []
  }
  return { epoch: 0, subtopologies: [{ subtopologyId: 's', sourceTopics: [topic], ...none }] }
}
