import { expect, test } from 'vitest'
import { acks, type Cluster, connectCluster, errorCodes } from '../../../../src/index.ts'
import { Fetch, type FetchRequest, Produce } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { until } from '../../../support/process/gate.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const fetchFrom = (maxWaitMs: number): FetchRequest => ({
  maxWaitMs,
  minBytes: 1,
  topics: [{ topic: 'orders', partitions: [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 })) }]
})

async function fill(cluster: Cluster): Promise<readonly number[]> {
  const partitionData = [0, 1].map(index => ({ index, records: batchOf([`in ${index}`]) }))
  await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] })
  return Promise.all([0, 1].map(async index => (await cluster.partition('orders', index)).leaderId))
}

const found = ({ responses }: Awaited<ReturnType<typeof poll>>) =>
  responses.flatMap(({ partitions }) =>
    partitions.map(({ partitionIndex, errorCode, records }) => [partitionIndex, errorCode, (records?.length ?? 0) > 0])
  )
const poll = (cluster: Cluster, maxWaitMs = 50) => cluster.send(Fetch, fetchFrom(maxWaitMs), { timeoutMs: 20_000 })

test('a Fetch returns the records of one broker and REQUEST_TIMED_OUT for the partitions of another that does not answer', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const [, frozen = -1] = await fill(cluster)
  let release: () => void = () => undefined
  let asked = 0
  kafka.on(Fetch, { nodeId: frozen }, async (_, next) => {
    asked++
    await new Promise<void>(resolve => (release = resolve))
    return next()
  })
  const began = performance.now()
  expect(found(await poll(cluster))).toEqual([
    [0, 0, true],
    [1, errorCodes.REQUEST_TIMED_OUT, false]
  ])
  expect(performance.now() - began).toBeLessThan(5_000)
  // The next poll takes over the request that is in flight: the slow broker gets it once, and its
  // answer is not lost.
  const next = poll(cluster)
  release()
  expect(found(await next)).toEqual([
    [0, 0, true],
    [1, 0, true]
  ])
  expect(asked).toBe(1)
})

test('a Fetch whose part goes to several other leaders still returns what one of them has answered', async () => {
  await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  await fill(cluster)
  const leaders = await Promise.all([0, 1, 2].map(async index => (await cluster.partition('orders', index)).leaderId))
  const [answering = -1, old = -1, frozen = -1] = leaders
  // By the map of the driver one broker leads partitions 0 and 1, and a frozen one leads partition 2.
  kafka.moveLeader('orders', 0, old)
  await cluster.refresh()
  kafka.moveLeader('orders', 0, answering)
  kafka.moveLeader('orders', 1, frozen)
  const releases: (() => void)[] = []
  kafka.on(Fetch, { nodeId: frozen }, async (_, next) => {
    await new Promise<void>(resolve => releases.push(resolve))
    return next()
  })
  const partitions = [0, 1, 2].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 }))
  // The old leader is late, too: the parts of its part have the time that is left, and no more.
  kafka.on(Fetch, { nodeId: old, times: 1 }, async (_, next) => {
    await new Promise(resolve => setTimeout(resolve, 3_000))
    return next()
  })
  const request = { maxWaitMs: 4_000, minBytes: 1, topics: [{ topic: 'orders', partitions }] }
  const began = performance.now()
  const answer = await cluster.send(Fetch, request, { timeoutMs: 15_000 })
  expect(performance.now() - began).toBeLessThan(6_500)
  for (const release of releases) release()
  expect(found(answer)).toEqual([
    [0, 0, true],
    [1, errorCodes.REQUEST_TIMED_OUT, false],
    [2, errorCodes.REQUEST_TIMED_OUT, false]
  ])
})

test('a Fetch that no broker has answered waits for the first answer, longer than its maxWaitMs', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const [first = -1] = await fill(cluster)
  const releases: (() => void)[] = []
  kafka.on(Fetch, async (_, next) => {
    await new Promise<void>(resolve => releases.push(resolve))
    return next()
  })
  let isOver = false
  const waiting = poll(cluster, 1).finally(() => (isOver = true))
  await until(() => releases.length === 2)
  await new Promise(resolve => setTimeout(resolve, 400)) // the poll itself takes 1 ms, and 250 ms for the way
  expect(isOver).toBe(false)
  releases[0]?.()
  const codes = found(await waiting).map(([, code]) => code)
  expect(codes.toSorted()).toEqual([errorCodes.NONE, errorCodes.REQUEST_TIMED_OUT])
  expect(first).toBeGreaterThan(0)
  releases[1]?.()
})

test('sendSharded has a KAFKA_TIMEOUT for a broker that had not answered when a Fetch was over', async () => {
  await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const [, frozen = -1] = await fill(cluster)
  let release: () => void = () => undefined
  kafka.on(Fetch, { nodeId: frozen }, async (_, next) => {
    await new Promise<void>(resolve => (release = resolve))
    return next()
  })
  const shards = await cluster.sendSharded(Fetch, fetchFrom(1))
  expect(shards.find(({ nodeId }) => nodeId === frozen)).toMatchObject({
    error: { code: 'KAFKA_TIMEOUT', message: expect.stringContaining(`broker ${frozen} had not answered`) },
    delivery: 'maybe-sent'
  })
  expect(shards.find(({ nodeId }) => nodeId !== frozen)).toMatchObject({ delivery: 'answered' })
  release()
})
