import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  absentValues,
  acks,
  type Cluster,
  connect,
  connectCluster,
  coordinatorTypes,
  errorCodes,
  type RetryEvent,
  replicaIds,
  specialTimestamps,
  throwIfError
} from '../../../src/index.ts'
import {
  CreateTopics,
  DeleteTopics,
  DescribeTransactions,
  Fetch,
  InitProducerId,
  ListOffsets,
  OffsetCommit,
  OffsetFetch,
  Produce
} from '../../../src/messages.ts'
import { endNode, startNode } from '../harness/cluster/nodes.ts'
import { BrokerView } from '../support/broker-view.ts'
import { eventually } from '../support/eventually.ts'
import { moveLeaders } from '../support/move-leaders.ts'
import { CLUSTER_MS, type OwnCluster, startOldCluster, startOwnCluster } from '../support/own-cluster.ts'
import { batchOf, recordsIn } from '../support/records/records.ts'
import { Routed } from '../support/routed/routed.ts'
import { newTopic, PARTITIONS } from '../support/routed/setting.ts'
import { uniqueName } from '../support/topics.ts'

const NODES = [1, 2, 3]
const OFFSETS_TOPIC = '__consumer_offsets'
const TRANSACTIONS_TOPIC = '__transaction_state'
const INTERNAL_PARTITIONS = 5
const { NOT_LEADER_OR_FOLLOWER, NOT_COORDINATOR, NOT_CONTROLLER } = errorCodes

describe('a cluster client with an outdated map, on three brokers of Kafka 4.4.0', () => {
  let own: OwnCluster
  let mover: Cluster
  let view: BrokerView
  const retries: RetryEvent[] = []
  let late: Routed
  const names = () => retries.map(({ api, error }) => [api, 'errorName' in error ? error.errorName : error.code])

  beforeAll(async () => {
    own = await startOwnCluster()
    mover = await connectCluster({ bootstrapServers: own.bootstrap })
    const cluster = await connectCluster({ bootstrapServers: own.bootstrap, observe: { retry: event => retries.push(event) } })
    late = new Routed(cluster, own.nodeAt, new Set())
    view = await BrokerView.of(own, 1)
  }, CLUSTER_MS)

  afterAll(async () => {
    await late?.cluster.close()
    await mover?.close()
    await view?.[Symbol.asyncDispose]()
    await own?.[Symbol.asyncDispose]()
  }, CLUSTER_MS)

  beforeEach(() => {
    retries.length = 0
  })

  test('Produce learns the new leader from the old one, and only the moved partition is sent again', async () => {
    const topic = await makeTopic()
    const request = { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData: PARTITIONS.map(recordFor) }] }
    const produce = async (baseOffset: bigint): Promise<readonly number[]> => {
      const { response, nodeIds } = await late.send(Produce, request)
      expect(throwIfError(response).responses[0]?.partitionResponses).toMatchObject(PARTITIONS.map(index => ({ index, baseOffset })))
      return nodeIds
    }
    await produce(0n)
    const { old, now } = await move(topic, 0)
    expect(await produce(1n)).toEqual(expect.arrayContaining([old, now]))
    expect(names()).toEqual([['Produce', 'NOT_LEADER_OR_FOLLOWER']])
    // A partition that was sent twice would be in the log twice, because the broker cannot tell.
    await produce(2n)
  })

  test('ListOffsets finds the new leader by a metadata refresh, and its answers keep the order of the request', async () => {
    const topic = await makeTopic()
    const partitionData = PARTITIONS.map(recordFor)
    throwIfError(await late.cluster.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData }] }))
    const { old, now } = await move(topic, 1)
    const asked = PARTITIONS.toReversed()
    const partitions = asked.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
    const { response, nodeIds } = await late.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name: topic, partitions }] })
    expect(nodeIds).toEqual(expect.arrayContaining([old, now]))
    expect(throwIfError(response).topics[0]?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset])).toEqual(
      asked.map(index => [index, 1n])
    )
    const [first, ...others] = names()
    expect(first).toEqual(['ListOffsets', 'NOT_LEADER_OR_FOLLOWER'])
    // A new leader does not know at once how far its followers have come (KIP-207).
    for (const other of others) expect(other).toEqual(['ListOffsets', 'OFFSET_NOT_AVAILABLE'])
  })

  test('Fetch is refused by a broker that no longer has a replica, and reads from the new leader', async () => {
    const topic = await makeTopic()
    const topicData = [{ name: topic, partitionData: [recordFor(2)] }]
    throwIfError(await late.cluster.send(Produce, { acks: acks.ALL, timeoutMs: 10_000, topicData }))
    const { old, now } = await move(topic, 2, { keep: false })
    const partitions = [{ partition: 2, fetchOffset: 0n, partitionMaxBytes: 100_000 }]
    // The wait is this long because a new leader does not know at once how far its followers have
    // come.
    const { response, nodeIds } = await late.send(Fetch, { maxWaitMs: 5_000, minBytes: 1, topics: [{ topic, partitions }] })
    expect(nodeIds).toEqual([old, now].sort())
    const [partition] = throwIfError(response).responses[0]?.partitions ?? []
    expect(recordsIn(partition?.records ?? null).map(({ value }) => value)).toEqual(['of 2'])
    expect(names()).toEqual([['Fetch', 'NOT_LEADER_OR_FOLLOWER']])
  })

  test('Produce finds the leader of a topic that was deleted and created again, whose leader epochs restart', async () => {
    const topic = await makeTopic()
    const request = { acks: acks.ALL, timeoutMs: 10_000, topicData: [{ name: topic, partitionData: [recordFor(0)] }] }
    throwIfError(await late.cluster.send(Produce, request))
    const { now } = await move(topic, 0)
    throwIfError(await late.cluster.send(Produce, request))
    const known = late.cluster.map.topic({ name: topic })
    expect(known?.partitions.get(0)).toMatchObject({ leaderId: now, leaderEpoch: 1 })

    throwIfError(await mover.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 }))
    const brokerIds = NODES.filter(nodeId => nodeId !== now)
    const recreated = {
      ...newTopic(topic, -1),
      replicationFactor: absentValues.NO_REPLICATION_FACTOR,
      assignments: [{ partitionIndex: 0, brokerIds }]
    }
    await eventually(async () => throwIfError(await mover.send(CreateTopics, { topics: [recreated], timeoutMs: 10_000 })))
    await refusesToLead(now, topic, 0)
    expect(late.cluster.map.topic({ name: topic })).toBe(known)
    const { response, nodeIds } = await late.send(Produce, request)
    expect(throwIfError(response).responses[0]?.partitionResponses).toMatchObject([{ index: 0, baseOffset: 0n }])
    expect(nodeIds).toEqual([now, brokerIds[0]].sort())
  })

  test('OffsetCommit and OffsetFetch find the new coordinator of a moved group and keep the other coordinators', async () => {
    const topic = await makeTopic()
    const groups = await view.namesAt(NODES, coordinatorTypes.GROUP, 'group')
    const commit = (groupId: string, committedOffset: bigint) => {
      const partitions = [{ partitionIndex: 0, committedOffset, committedMetadata: null }]
      return late.send(OffsetCommit, { groupId, topics: [{ name: topic, partitions }] })
    }
    for (const [i, groupId] of groups.entries()) expect((await commit(groupId, BigInt(i))).nodeIds).toEqual([NODES[i]])
    const [moved = '', stays = ''] = groups
    await moveCoordinators(OFFSETS_TOPIC, 1, async connection => {
      const { groups: answered } = await connection.send(OffsetFetch, { groups: [{ groupId: moved, topics: null }] })
      return answered[0]?.errorCode ?? 0
    })
    retries.length = 0
    const healed = await commit(moved, 10n)
    expect(throwIfError(healed.response).topics).toMatchObject([{ name: topic, partitions: [{ partitionIndex: 0, errorCode: 0 }] }])
    expect(healed.nodeIds).toContain(1)
    expect(healed.nodeIds.length).toBe(2)
    expect(new Set(names().map(String))).toEqual(new Set(['OffsetCommit,NOT_COORDINATOR']))
    retries.length = 0
    expect((await commit(stays, 11n)).nodeIds).toEqual([2])
    const request = { groups: groups.map(groupId => ({ groupId, topics: [{ name: topic, partitionIndexes: [0] }] })) }
    const { response } = await late.send(OffsetFetch, request)
    const known = throwIfError(response).groups.map(({ groupId, topics }) => [groupId, topics[0]?.partitions[0]?.committedOffset])
    expect(known).toEqual(groups.map((groupId, i) => [groupId, [10n, 11n, 2n][i]]))
    expect(names()).toEqual([])
  })

  test('DescribeTransactions of three coordinators sends again only where a coordinator has moved', async () => {
    const ids = await view.namesAt(NODES, coordinatorTypes.TRANSACTION, 'transaction')
    for (const transactionalId of ids) {
      throwIfError(await late.cluster.send(InitProducerId, { transactionalId, transactionTimeoutMs: 60_000 }))
    }
    const [moved = ''] = ids
    await moveCoordinators(TRANSACTIONS_TOPIC, 1, async connection => {
      const { transactionStates } = await connection.send(DescribeTransactions, { transactionalIds: [moved] })
      return transactionStates[0]?.errorCode ?? 0
    })
    retries.length = 0
    const { response } = await late.send(DescribeTransactions, { transactionalIds: [...ids] })
    expect(throwIfError(response).transactionStates).toMatchObject(
      ids.map(transactionalId => ({ transactionalId, transactionState: 'Empty' }))
    )
    expect(names()).toContainEqual(['DescribeTransactions', 'NOT_COORDINATOR'])
    expect(late.cluster.map.brokers.size).toBe(3)
  })

  async function makeTopic(): Promise<string> {
    const topic = uniqueName()
    throwIfError(await mover.send(CreateTopics, { topics: [newTopic(topic, PARTITIONS.length)], timeoutMs: 10_000 }))
    await view.leaders(topic, PARTITIONS.length)
    return topic
  }

  // Waits until the old leader itself refuses, because it learns of the move a little later than
  // the others.
  async function move(name: string, index: number, how = {}): Promise<{ old: number; now: number }> {
    const old = (await view.leaders(name, PARTITIONS.length))[index] ?? -1
    const [now = -1] = await moveLeaders(mover, view, name, [index], how)
    await refusesToLead(old, name, index)
    expect(late.cluster.map.partition({ name }, index)?.leaderId).toBe(old)
    // Brokers may have refused writes before the move, because a new leader learns its role late.
    retries.length = 0
    return { old, now }
  }

  function refusesToLead(nodeId: number, name: string, partitionIndex: number): Promise<void> {
    return refuses(nodeId, NOT_LEADER_OR_FOLLOWER, async connection => {
      const topics = [{ name, partitions: [{ partitionIndex, timestamp: specialTimestamps.LATEST }] }]
      const answer = await connection.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics })
      return answer.topics[0]?.partitions[0]?.errorCode ?? 0
    })
  }

  // Moves everything that a node coordinates to other nodes.
  async function moveCoordinators(internal: string, nodeId: number, ask: Ask): Promise<void> {
    const leaders = await view.leaders(internal, INTERNAL_PARTITIONS)
    const own = leaders.flatMap((leader, index) => (leader === nodeId ? [index] : []))
    await moveLeaders(mover, view, internal, own)
    await refuses(nodeId, NOT_COORDINATOR, ask)
  }

  function refuses(nodeId: number, code: number, ask: Ask): Promise<void> {
    return eventually(async () => {
      await using connection = await connect(own.address(nodeId))
      expect(await ask(connection)).toBe(code)
    })
  }
})

describe('a cluster client with an outdated controller, on three brokers of Kafka 2.8.2', () => {
  let own: OwnCluster

  beforeAll(async () => {
    own = await startOldCluster()
  }, CLUSTER_MS)

  afterAll(async () => {
    await own?.[Symbol.asyncDispose]()
  }, CLUSTER_MS)

  test('CreateTopics is refused by the old controller and then carried out by the new one', { timeout: CLUSTER_MS }, async () => {
    const retries: RetryEvent[] = []
    await using cluster = await connectCluster({ bootstrapServers: own.bootstrap, observe: { retry: event => retries.push(event) } })
    const routed = new Routed(cluster, own.nodeAt, new Set())
    const old = cluster.map.controllerId
    await endNode(own.harness, old, 'SIGTERM')
    await startNode(own.harness, old)
    const now = await newController(old)
    expect(cluster.map.controllerId).toBe(old)
    retries.length = 0

    const topic = uniqueName()
    const { response, nodeIds } = await routed.send(CreateTopics, { topics: [newTopic(topic, 3)], timeoutMs: 10_000 })
    expect(throwIfError(response).topics).toMatchObject([{ name: topic, numPartitions: 3, replicationFactor: 3, errorCode: 0 }])
    expect(nodeIds).toEqual([old, now].sort())
    expect(retries).toMatchObject([{ api: 'CreateTopics', attempt: 1, error: { errorCode: NOT_CONTROLLER, errorName: 'NOT_CONTROLLER' } }])
    expect(cluster.map.controllerId).toBe(now)
    const gone = await routed.send(DeleteTopics, { topicNames: [topic], timeoutMs: 10_000 })
    expect([gone.nodeIds, throwIfError(gone.response).responses[0]?.name]).toEqual([[now], topic])
  })

  // Waits until all three nodes name the same new controller.
  function newController(old: number): Promise<number> {
    return eventually(async () => {
      const named = new Set<number>()
      for (const nodeId of NODES) {
        await using view = await BrokerView.of(own, nodeId)
        named.add(await view.controller())
      }
      const [controller = -1, ...others] = named
      if (controller < 0 || controller === old || others.length > 0) throw new Error(`the controller is ${[...named].join(', ')}`)
      return controller
    })
  }
})

type Ask = (connection: Awaited<ReturnType<typeof connect>>) => Promise<number>

function recordFor(index: number) {
  return { index, records: batchOf([{ key: null, value: `of ${index}` }]) }
}
