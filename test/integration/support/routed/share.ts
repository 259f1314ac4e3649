import { expect, test } from 'vitest'
import {
  acknowledgeTypes,
  acks,
  configOperations,
  configResourceTypes,
  coordinatorTypes,
  memberEpochs,
  sessionEpochs,
  specialOffsets,
  throwIfError
} from '../../../../src/index.ts'
import {
  AlterShareGroupOffsets,
  DeleteShareGroupOffsets,
  DescribeShareGroupOffsets,
  IncrementalAlterConfigs,
  Produce,
  ShareAcknowledge,
  ShareFetch,
  ShareGroupDescribe,
  ShareGroupHeartbeat
} from '../../../../src/messages.ts'
import { eventually } from '../eventually.ts'
import { batchOf, recordsIn } from '../records/records.ts'
import { MIXED, PARTITIONS, type Setting } from './setting.ts'

const NODES = [3, 2, 1]
const ALL_NODES = [1, 2, 3]
const { JOIN_GROUP: JOIN, LEAVE_GROUP: LEAVE } = memberEpochs
const { INITIAL: OPEN, FINAL: CLOSE } = sessionEpochs

/**
 * Tests of share groups (KIP-932), one at each coordinator. The records are read by the first
 * group.
 */
export function shareTests(at: () => Setting): void {
  let groups: readonly string[] = []
  let memberId = ''

  test('ShareGroupHeartbeat gets partitions from each coordinator, and ShareGroupDescribe returns all groups at once', async () => {
    const { routed, view, topic, topicId, own } = at()
    groups = await view.namesAt(NODES, coordinatorTypes.GROUP, 'share')
    memberId = Buffer.from(own.harness.clusterId).toString('base64url').slice(0, 22)
    await fromTheBeginning()
    const epochs: number[] = []
    const beat = (groupId: string, memberEpoch: number) =>
      routed.send(ShareGroupHeartbeat, { groupId, memberId, memberEpoch, subscribedTopicNames: [topic] })
    for (const [i, groupId] of groups.entries()) {
      const { response, nodeIds } = await beat(groupId, JOIN)
      expect(nodeIds).toEqual([NODES[i]])
      epochs.push(throwIfError(response).memberEpoch)
    }
    // Partitions are assigned when their state exists, so the groups wait for it together.
    for (const [i, groupId] of groups.entries()) {
      await eventually(async () => {
        const { response } = await beat(groupId, epochs[i] ?? JOIN)
        epochs[i] = throwIfError(response).memberEpoch
        const assigned = response.assignment?.topicPartitions.map(each => [each.topicId, [...each.partitions].sort()])
        expect(assigned).toEqual([[topicId, PARTITIONS]])
      })
    }
    const described = await routed.send(ShareGroupDescribe, { groupIds: [...groups], includeAuthorizedOperations: false })
    expect(described.nodeIds).toEqual(ALL_NODES)
    expect(throwIfError(described.response).groups).toMatchObject(
      groups.map(groupId => ({ groupId, groupState: 'Stable', members: [{ memberId, subscribedTopicNames: [topic] }] }))
    )
  })

  test('ShareFetch acquires records from all leaders, and ShareAcknowledge acknowledges them at each leader', async () => {
    const { routed, topic, topicId } = at()
    const groupId = groups[0] ?? ''
    const partitionData = MIXED.map(index => ({ index, records: batchOf([{ key: null, value: `shared ${index}` }]) }))
    throwIfError(await routed.cluster.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData }] }))
    const acquired = new Map<number, { firstOffset: bigint; lastOffset: bigint }>()
    const common = { groupId, memberId, maxWaitMs: 500, minBytes: 1, maxBytes: 1_000_000, maxRecords: 100, batchSize: 100 }
    await eventually(async () => {
      const partitions = MIXED.map(partitionIndex => ({ partitionIndex, acknowledgementBatches: [] }))
      const request = { ...common, shareSessionEpoch: OPEN, topics: [{ topicId, partitions }], forgottenTopicsData: [] }
      const { response, nodeIds } = await routed.send(ShareFetch, request)
      expect(nodeIds).toEqual(ALL_NODES)
      for (const { partitionIndex, acquiredRecords, records } of throwIfError(response).responses[0]?.partitions ?? []) {
        for (const { firstOffset, lastOffset } of acquiredRecords) {
          expect(recordsIn(records).map(({ value }) => value)).toContain(`shared ${partitionIndex}`)
          acquired.set(partitionIndex, { firstOffset, lastOffset })
        }
      }
      expect([...acquired.keys()].sort()).toEqual(PARTITIONS)
    })
    const partitions = MIXED.map(partitionIndex => {
      const range = acquired.get(partitionIndex) ?? {
        firstOffset: specialOffsets.INVALID_OFFSET,
        lastOffset: specialOffsets.INVALID_OFFSET
      }
      return { partitionIndex, acknowledgementBatches: [{ ...range, acknowledgeTypes: [acknowledgeTypes.ACCEPT] }] }
    })
    const request = { groupId, memberId, shareSessionEpoch: CLOSE, topics: [{ topicId, partitions }] }
    const { response, nodeIds } = await routed.send(ShareAcknowledge, request)
    expect(nodeIds).toEqual(ALL_NODES)
    const answered = throwIfError(response).responses
    expect(answered.map(each => [each.topicId, each.partitions.map(({ partitionIndex }) => partitionIndex)])).toEqual([[topicId, MIXED]])
  })

  test('DescribeShareGroupOffsets asks three coordinators; AlterShareGroupOffsets and DeleteShareGroupOffsets ask one', async () => {
    const { routed, topic: topicName } = at()
    for (const groupId of groups) throwIfError((await routed.send(ShareGroupHeartbeat, { groupId, memberId, memberEpoch: LEAVE })).response)
    for (const [i, groupId] of groups.entries()) {
      const partitions = PARTITIONS.map(partitionIndex => ({ partitionIndex, startOffset: BigInt(i + 1) }))
      await eventually(async () => {
        const { response, nodeIds } = await routed.send(AlterShareGroupOffsets, { groupId, topics: [{ topicName, partitions }] })
        expect(nodeIds).toEqual([NODES[i]])
        expect(throwIfError(response).responses[0]?.partitions.length).toBe(PARTITIONS.length)
      })
    }
    const asked = groups.map(groupId => ({ groupId, topics: [{ topicName, partitions: [...PARTITIONS] }] }))
    await eventually(async () => {
      const { response, nodeIds } = await routed.send(DescribeShareGroupOffsets, { groups: asked })
      expect(nodeIds).toEqual(ALL_NODES)
      const offsets = throwIfError(response).groups.map(each => [
        each.groupId,
        each.topics[0]?.partitions.map(({ startOffset }) => startOffset)
      ])
      expect(offsets).toEqual(groups.map((groupId, i) => [groupId, PARTITIONS.map(() => BigInt(i + 1))]))
    })
    for (const [i, groupId] of groups.entries()) {
      const { response, nodeIds } = await routed.send(DeleteShareGroupOffsets, { groupId, topics: [{ topicName }] })
      expect(nodeIds).toEqual([NODES[i]])
      expect(throwIfError(response).responses.map(each => each.topicName)).toEqual([topicName])
    }
  })

  async function fromTheBeginning(): Promise<void> {
    const configs = [{ name: 'share.auto.offset.reset', configOperation: configOperations.SET, value: 'earliest' }]
    const resources = groups.map(resourceName => ({ resourceType: configResourceTypes.GROUP, resourceName, configs }))
    throwIfError(await at().routed.cluster.send(IncrementalAlterConfigs, { resources, validateOnly: false }))
  }
}
