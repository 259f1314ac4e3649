import { channel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import {
  type Api,
  absentValues,
  acks,
  type Cluster,
  connectCluster,
  errorCodes,
  type KafkaError,
  replicaIds,
  specialTimestamps
} from '../../../../src/index.ts'
import { FindCoordinator, Heartbeat, InitProducerId, ListOffsets, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { follows, Network } from '../../../support/brokers/movable-network.ts'
import { until } from '../../../support/process/gate.ts'

const WORLD = { brokers: 2, topics: { orders: 2 } }
// Brokers of Kafka 4.4 refuse a client that expects another cluster or broker (KIP-1242). Older
// brokers answer every client.
const AGES = [
  ['4.4 and newer', [0, 5]],
  ['before 4.4', [0, 4]]
] as const

describe.each(AGES)('another cluster at the same addresses, with brokers of Kafka %s', (_, apiVersions) => {
  const world = { ...WORLD, versions: { ApiVersions: apiVersions } }

  test('another cluster gets nothing of a call that began with the first one: the call fails with an error that names both', async () => {
    await using first = await startTestingCluster(world)
    await using second = await startTestingCluster(world)
    await using network = new Network(first)
    await using cluster = await network.connect()
    await cluster.partition('orders', 0)
    const events = listen()
    await network.cut()
    const sent = [0, 1].map(index => rejectionOf(cluster.send(Produce, produceTo(index))))
    const commit = rejectionOf(cluster.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }))
    await until(() => network.refused > 5)
    network.lead(second)
    for (const error of await Promise.all([...sent, commit])) {
      expect(error).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED', clusterId: second.clusterId, expectedClusterId: first.clusterId })
      expect(error).toMatchObject({ retriable: false, delivery: 'not-sent' })
      for (const id of [first.clusterId, second.clusterId]) expect((error as Error).message).toContain(id)
    }
    expect(await endsOf(cluster)).toEqual([0, 0])
    expect(cluster.map.clusterId).toBe(second.clusterId)
    expect(events.stop()).toContainEqual({
      event: 'cluster-changed',
      clusterId: second.clusterId,
      previousClusterId: first.clusterId
    })
    // A call that begins now is meant for the second cluster.
    await cluster.send(Produce, produceTo(1))
    expect(await endsOf(cluster)).toEqual([0, 1])
  })

  test('a broker of another cluster gets nothing if it replaced one broker of the known cluster', async () => {
    await using first = await startTestingCluster(world)
    await using second = await startTestingCluster(world)
    await using network = new Network(first)
    await using cluster = await network.connect()
    await cluster.pool.warmUp({ nodeIds: [1], lanes: ['coordination'] })
    await cluster.partition('orders', 1)
    network.replace(2, second)
    const error = (await rejectionOf(cluster.send(Produce, produceTo(1), { timeoutMs: 300 }))) as KafkaError
    expect(error.delivery).toBe('not-sent')
    await using direct = await connectCluster({ bootstrapServers: second.bootstrap })
    expect(await endsOf(direct)).toEqual([0, 0])
    expect(cluster.map.clusterId).toBe(first.clusterId)
    network.lead(first)
    await cluster.send(Produce, produceTo(1))
  })

  test.each([true, 'given'] as const)('another cluster is refused if pinClusterId is %s, with an error that names both', async pin => {
    await using first = await startTestingCluster(world)
    await using second = await startTestingCluster(world)
    await using network = new Network(first)
    await using cluster = await network.connect({ pinClusterId: pin === true ? true : first.clusterId })
    await cluster.partition('orders', 0)
    const events = listen()
    await network.cut()
    network.lead(second)
    for (let i = 0; i < 2; i++) {
      const error = await rejectionOf(cluster.send(Produce, produceTo(0)))
      expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false, delivery: 'not-sent' })
      for (const id of [first.clusterId, second.clusterId]) expect((error as Error).message).toContain(id)
    }
    expect(cluster.map.clusterId).toBe(first.clusterId)
    const [refused] = events.stop().filter(({ event, nodeId }) => event === 'refused' && nodeId === undefined)
    expect(refused).toMatchObject({ clusterId: second.clusterId, expectedClusterId: first.clusterId })
    await network.cut()
    network.lead(first)
    await cluster.send(Produce, produceTo(0))
    expect(await endsOf(cluster)).toEqual([1, 0])
  })

  test('another cluster that was refused gets no request that any broker can answer, and no look-up of a coordinator', async () => {
    await using first = await startTestingCluster(world)
    await using second = await startTestingCluster(world)
    await using network = new Network(first)
    await using cluster = await network.connect({ pinClusterId: true })
    let received = 0
    for (const api of [InitProducerId, FindCoordinator])
      second.on(api as Api<unknown, unknown>, (_request, next) => {
        received++
        return next()
      })
    await network.cut()
    network.lead(second)
    await rejectionOf(cluster.send(Produce, produceTo(0)))
    const request = { transactionalId: null, transactionTimeoutMs: 60_000 }
    const heartbeat = { groupId: 'g', generationId: 1, memberId: 'm' }
    await rejectionOf(cluster.send(InitProducerId, request, { timeoutMs: 300 }))
    await rejectionOf(cluster.send(Heartbeat, heartbeat, { timeoutMs: 300 }))
    expect(received).toBe(0)
    await network.cut()
    network.lead(first)
    expect(await cluster.send(InitProducerId, request)).toMatchObject({ errorCode: errorCodes.NONE })
  })
})

describe('a call that names its cluster', () => {
  test('a call that names the first cluster sends nothing to another one, although it began afterwards', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    await using network = new Network(first)
    await using cluster = await network.connect()
    const { clusterId } = cluster.map
    expect(clusterId).toBe(first.clusterId)
    await cluster.send(Produce, produceTo(0), { clusterId })
    await network.cut()
    network.lead(second)
    // At this event the driver has forgotten the first cluster, and does not know the second one yet.
    let early: Promise<unknown> | undefined
    const onEvent = (event: unknown): void => {
      if ((event as { event: string }).event === 'cluster-changed') early = rejectionOf(cluster.send(Produce, produceTo(0), { clusterId }))
    }
    channel('kafkawire:metadata').subscribe(onEvent)
    await follows(cluster, second)
    channel('kafkawire:metadata').unsubscribe(onEvent)
    const late = [cluster.send(Produce, produceTo(0), { clusterId }), cluster.sendSharded(Produce, produceTo(0), { clusterId })]
    for (const error of [await early, ...(await Promise.all(late.map(call => rejectionOf(call))))]) {
      expect(error).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED', clusterId: second.clusterId, expectedClusterId: first.clusterId })
      expect(error).toMatchObject({ delivery: 'not-sent' })
    }
    expect(await endsOf(cluster)).toEqual([0, 0])
    for (const id of [second.clusterId, null, undefined]) await cluster.send(Produce, produceTo(0), { clusterId: id })
  })

  test.each([[7], [{}]])('a clusterId of %j is a configuration error', async clusterId => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const error = await rejectionOf(cluster.send(Produce, produceTo(0), { clusterId: clusterId as never }))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems: [expect.stringMatching(/^clusterId must be a string, or null/)] })
  })
})

describe('a pinned cluster id', () => {
  test('connectCluster rejects if the first server belongs to another cluster than pinClusterId', async () => {
    await using kafka = await startTestingCluster(WORLD)
    const error = await rejectionOf(connectCluster({ bootstrapServers: kafka.bootstrap, pinClusterId: 'production' }))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    expect((error as Error).message).toContain(`belongs to cluster ${kafka.clusterId}, and pinClusterId allows cluster production only`)
  })

  test('servers that report no cluster id are refused if pinClusterId is set', async () => {
    await using kafka = await startTestingCluster({ ...WORLD, versions: { Metadata: [0, 1] } })
    const error = await rejectionOf(connectCluster({ bootstrapServers: kafka.bootstrap, pinClusterId: 'production' }))
    expect((error as Error).message).toContain('reports no cluster id')
    await using followed = await connectCluster({ bootstrapServers: kafka.bootstrap, pinClusterId: true })
    expect(followed.map.clusterId).toBeNull()
  })

  test.each([[''], [7], [null]])('a pinClusterId of %j is a configuration error', async value => {
    const error = await rejectionOf(connectCluster({ bootstrapServers: 'a', pinClusterId: value as never }))
    expect(error).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: [expect.stringMatching(/^pinClusterId must be a cluster id, or true/)]
    })
  })
})

describe('after another cluster took over', () => {
  test('after another cluster took over, the coordinators and the open connections of the first cluster are not used', async () => {
    await using first = await startTestingCluster(WORLD)
    await using second = await startTestingCluster(WORLD)
    await using network = new Network(first)
    await using cluster = await network.connect()
    const heartbeat = { groupId: 'g', generationId: 1, memberId: 'm' }
    first.on(Heartbeat, () => ({ errorCode: errorCodes.REBALANCE_IN_PROGRESS }))
    second.on(Heartbeat, () => ({ errorCode: errorCodes.UNKNOWN_MEMBER_ID }))
    expect(await cluster.send(Heartbeat, heartbeat)).toMatchObject({ errorCode: errorCodes.REBALANCE_IN_PROGRESS })
    await cluster.pool.warmUp()
    let asked = 0
    second.on(FindCoordinator, (_, next) => {
      asked++
      return next()
    })
    // The brokers of the first cluster still answer Heartbeat on the open connections, while their
    // addresses lead to the second one.
    network.lead(second)
    for (const { nodeId } of first.brokers) cluster.pool.retire(nodeId, 'coordination')
    expect(await rejectionOf(cluster.refresh())).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED' })
    expect(cluster.map).toMatchObject({ clusterId: null, controllerId: absentValues.NO_CONTROLLER_ID })
    await cluster.refresh()
    expect(cluster.map.clusterId).toBe(second.clusterId)
    expect(await cluster.send(Heartbeat, heartbeat)).toMatchObject({ errorCode: errorCodes.UNKNOWN_MEMBER_ID })
    expect(asked).toBe(1)
  })
})

function produceTo(index: number) {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const records = builder.build({ producerId: 4_711n, producerEpoch: 0, baseSequence: 0 })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData: [{ index, records }] }] }
}

async function endsOf(cluster: Cluster): Promise<number[]> {
  const partitions = [0, 1].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST }))
  const { topics } = await cluster.send(ListOffsets, { replicaId: replicaIds.CONSUMER, topics: [{ name: 'orders', partitions }] })
  return (topics[0]?.partitions ?? []).map(({ offset }) => Number(offset))
}

function listen(): { stop(): { event: string; nodeId?: number | undefined }[] } {
  const heard: { event: string }[] = []
  const hear = (event: unknown): unknown => heard.push(event as { event: string })
  channel('kafkawire:metadata').subscribe(hear)
  return {
    stop: () => {
      channel('kafkawire:metadata').unsubscribe(hear)
      return heard
    }
  }
}
