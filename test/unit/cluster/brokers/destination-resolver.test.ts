import { connect as connectTcp } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { connectCluster } from '../../../../src/index.ts'
import { CreateTopics, EndTxn, FindCoordinator, Heartbeat, Metadata, ReadShareGroupState } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'

const BEAT = { groupId: 'g', generationId: 1, memberId: 'm' }
const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAQ'

/** Has the brokers name these coordinators, one per look-up, and then the last one again. Counts the look-ups. */
function nameCoordinators(kafka: TestingCluster, nodeIds: readonly number[]): { readonly asked: unknown[] } {
  const asked: unknown[] = []
  kafka.on(FindCoordinator, ({ message }) => {
    const { keyType, coordinatorKeys = [] } = message
    const { nodeId, host, port } = kafka.broker(nodeIds[Math.min(asked.length, nodeIds.length - 1)] ?? 1)
    asked.push([keyType, ...coordinatorKeys])
    return { coordinators: coordinatorKeys.map(key => ({ key, nodeId, host, port, errorCode: 0, errorMessage: null })) }
  })
  return { asked }
}

test('the coordinator of a group, of a transactional id and of a share partition are each looked up by their own key type', async () => {
  await using kafka = await startTestingCluster()
  const { asked } = nameCoordinators(kafka, [1])
  kafka.on(Heartbeat, () => ({ errorCode: 0 }))
  kafka.on(EndTxn, () => ({ throttleTimeMs: 0, errorCode: 0 }))
  const state = { partition: 3, errorCode: 0, errorMessage: null, stateEpoch: 1, startOffset: 0n, stateBatches: [] }
  kafka.on(ReadShareGroupState, () => ({ results: [{ topicId: TOPIC_ID, partitions: [state] }] }))
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  await cluster.send(Heartbeat, BEAT)
  await cluster.send(EndTxn, { transactionalId: 't', producerId: 1n, producerEpoch: 0, committed: true })
  const topics = [{ topicId: TOPIC_ID, partitions: [{ partition: 3, leaderEpoch: 0 }] }]
  expect(await cluster.send(ReadShareGroupState, { groupId: 's', topics })).toMatchObject({
    results: [{ topicId: TOPIC_ID, partitions: [{ partition: 3, errorCode: 0 }] }]
  })
  expect(asked).toEqual([
    [0, 'g'],
    [1, 't'],
    [2, `s:${TOPIC_ID}:3`]
  ])
})

test('a request for the controller goes to any broker while Metadata names a controller that is not among the brokers', async () => {
  await using kafka = await startTestingCluster({ brokers: 2 })
  kafka.on(Metadata, async (_, next) => ({ ...(await next()), controllerId: 9 }))
  kafka.on(CreateTopics, () => ({ topics: [{ name: 'made', errorCode: 0 }] }))
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const topics = [{ name: 'made', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }]
  expect(await cluster.send(CreateTopics, { topics }, { timeoutMs: 10_000 })).toMatchObject({ topics: [{ errorCode: 0 }] })
})

test('a coordinator that cannot be dialled is looked up again', async () => {
  await using kafka = await startTestingCluster({ brokers: 3 })
  const [first, second] = kafka.brokers
  const dial = async ({ host, port }: { host: string; port: number }): Promise<Duplex> => {
    if (port === second?.port) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const socket = connectTcp(port, host)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    return socket
  }
  await using cluster = await connectCluster({
    bootstrapServers: `${first?.host}:${first?.port}`,
    connection: { dial },
    retry: { initialMs: 1, maxMs: 4 }
  })
  const { asked } = nameCoordinators(kafka, [2, 1])
  kafka.on(Heartbeat, () => ({ errorCode: 0 }))
  expect(await cluster.send(Heartbeat, BEAT, { timeoutMs: 10_000 })).toMatchObject({ errorCode: 0 })
  expect(asked).toEqual([
    [0, 'g'],
    [0, 'g']
  ])
})

test('the coordinators on a broker are looked up again once a connection to that broker has broken', async () => {
  await using kafka = await startTestingCluster({ brokers: 2 })
  nameCoordinators(kafka, [2, 1])
  const beats: number[] = []
  kafka.on(Heartbeat, ({ nodeId }) => {
    beats.push(nodeId)
    return { errorCode: 0 }
  })
  const ends: (() => void)[] = []
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, observe: { close: () => ends.shift()?.() } })
  await cluster.send(Heartbeat, BEAT)
  const ended = new Promise<void>(resolve => ends.push(resolve))
  kafka.broker(2).fault({ after: { receivedBytes: 1 }, do: 'reset' })
  const connection = await cluster.pool.acquire(2, 'coordination')
  await connection.send(Metadata, { topics: [] }).catch(() => undefined)
  await ended
  await cluster.send(Heartbeat, BEAT)
  expect(beats).toEqual([2, 1])
})
