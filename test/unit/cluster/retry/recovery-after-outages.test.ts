import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { acks, type Cluster, connectCluster, errorCodes, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { InitProducerId, ListGroups, ListOffsets, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns, until } from '../../../support/process/gate.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const SECONDS = [1, 3, 8, 15, 30]
const PARTITIONS = [0, 1, 2, 3, 4, 5]

describe('after an outage', () => {
  useOwnClock()

  for (const seconds of SECONDS)
    for (const which of ['all brokers', 'one broker'] as const)
      test(`after an outage of ${seconds} s of ${which}, the next record is acknowledged within 1.3 s, and there were few dials`, async () => {
        vi.spyOn(Math, 'random').mockReturnValue(0.999) // the longest pauses
        await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 6 } })
        const network = new Network(kafka)
        await using cluster = await network.connect()
        await Promise.all(PARTITIONS.map(index => produce(cluster, index)))
        const down = which === 'all brokers' ? [1, 2, 3] : [1]
        network.cut(down)
        const beganMs = performance.now()
        const recovered = PARTITIONS.map(index => keepProducing(cluster, index, () => network.healedMs))
        await passSlowly(seconds * 1_000)
        const outageMs = performance.now() - beganMs
        for (const nodeId of down) expect(network.dialsTo(nodeId)).toBeLessThanOrEqual(4 + (3 * outageMs) / 1_000)
        network.mend()
        await passSlowly(1_500)
        const tookMs = await Promise.all(recovered)
        expect(Math.max(...tookMs)).toBeLessThanOrEqual(1_300) // one pause of 1,000 ms, and some steps of 50 ms in which real sockets connect
      })

  test('after an outage, the backoff of all brokers ends once one of them answers again', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 6 } })
    const network = new Network(kafka)
    await using cluster = await network.connect({ pool: { backoff: { initialMs: 50_000, maxMs: 60_000 }, breaker: { failures: 1 } } })
    await cluster.pool.acquire(1, 'coordination')
    network.cut([2])
    await cluster.pool.acquire(2, 'produce').catch(() => undefined)
    expect(cluster.pool.retryAfterMs(2)).toBeGreaterThan(30_000)
    const off = kafka.on(Metadata, () => ({ brokers: [], topics: [] }))
    const failed = cluster.refresh().catch((error: unknown) => error)
    await passSlowly(500)
    expect(await failed).toMatchObject({ code: 'KAFKA_NO_BROKER' })
    off()
    const refreshed = cluster.refresh()
    await passSlowly(5_000)
    await refreshed
    expect(cluster.pool.retryAfterMs(2)).toBe(0)
  })

  test('after an outage, all calls go on at once, even in pauses of 20 s', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 6 } })
    const network = new Network(kafka)
    await using cluster = await network.connect({ retry: { initialMs: 20_000, maxMs: 20_000 } })
    await cluster.send(ListOffsets, endOf(0))
    network.cut([1, 2, 3])
    const sent = PARTITIONS.map(index => cluster.send(ListOffsets, endOf(index)))
    await passSlowly(3_000)
    network.mend()
    let answered = 0
    for (const each of sent) void each.then(() => answered++)
    await passSlowly(1_500)
    expect(answered).toBe(PARTITIONS.length)
  })

  test('after an outage, a breaker with openMs 30,000 still waits for that time', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 6 } })
    const network = new Network(kafka)
    await using cluster = await network.connect({ pool: { breaker: { failures: 1, openMs: 30_000 } } })
    await cluster.send(ListOffsets, endOf(0))
    network.cut([1, 2])
    const sent = cluster.send(ListOffsets, endOf(0)).catch((error: unknown) => error)
    await passSlowly(10_000)
    expect([1, 2].map(nodeId => network.dialsTo(nodeId))).toEqual([1, 1])
    network.mend()
    await passSlowly(25_000)
    expect(await sent).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
  })
})

test('a request is divided among brokers and coordinators once there is metadata, although the first refresh failed', async () => {
  await using kafka = await startTestingCluster({ brokers: 2 })
  await using cluster = await connectCluster({
    bootstrapServers: kafka.bootstrap,
    retry: { initialMs: 1 },
    metadata: { maxAgeMs: 1, minAgeMs: 1 }
  })
  const asked: number[] = []
  kafka.on(ListGroups, ({ nodeId }, next) => {
    asked.push(nodeId)
    return next()
  })
  const refused: number[] = []
  kafka.on(InitProducerId, async ({ nodeId }, next) => {
    const answer = await next()
    if (answer?.errorCode === errorCodes.NOT_COORDINATOR) refused.push(nodeId)
    return answer
  })
  // A map of more than twice its greatest age, as after the process was suspended, is not used.
  await new Promise(resolve => setTimeout(resolve, 10))
  let failures = 0
  const onEvent = (event: unknown): void => {
    if ((event as { event: string }).event === 'failure') failures++
  }
  channel('kafkawire:metadata').subscribe(onEvent)
  const off = kafka.on(Metadata, () => ({ brokers: [], topics: [] }))
  const ids = ['a', 'b', 'c', 'd']
  const begun = ids.map(transactionalId => cluster.send(InitProducerId, { transactionalId, transactionTimeoutMs: 60_000 }))
  const listed = cluster.send(ListGroups, {})
  await until(() => failures > 0)
  channel('kafkawire:metadata').unsubscribe(onEvent)
  off()
  await listed
  expect(asked.toSorted()).toEqual([1, 2])
  await Promise.all(begun)
  expect(refused).toEqual([])
})

async function keepProducing(cluster: Cluster, index: number, healedMs: () => number): Promise<number> {
  for (;;) {
    // A batch in flight on a broken connection may have been written. Batches without a producer id are
    // not sent again.
    const isWritten = await produce(cluster, index).then(
      () => true,
      () => false
    )
    const nowMs = performance.now()
    if (isWritten && nowMs >= healedMs()) return nowMs - healedMs()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

async function produce(cluster: Cluster, index: number): Promise<void> {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const partitionData = [{ index, records: builder.build() }]
  await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] })
}

const endOf = (partitionIndex: number) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: [{ partitionIndex, timestamp: specialTimestamps.LATEST }] }]
})

async function passSlowly(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await pass(50)
    await turns(10)
  }
}

/** A network to all brokers, parts of which can be cut. */
class Network {
  healedMs = Number.POSITIVE_INFINITY
  readonly #kafka: TestingCluster
  readonly #sockets = new Map<Socket, number>()
  readonly #down = new Set<number>()
  readonly #refused: number[] = []

  constructor(kafka: TestingCluster) {
    this.#kafka = kafka
  }

  connect(options: Partial<Parameters<typeof connectCluster>[0]> = {}): Promise<Cluster> {
    return connectCluster({ bootstrapServers: this.#kafka.bootstrap, connection: { dial: to => this.#dial(to) }, ...options })
  }

  cut(nodeIds: readonly number[]): void {
    for (const nodeId of nodeIds) this.#down.add(this.#kafka.broker(nodeId).port)
    for (const [socket, port] of this.#sockets) if (this.#down.has(port)) socket.resetAndDestroy()
  }

  mend(): void {
    this.#down.clear()
    this.healedMs = performance.now()
  }

  dialsTo(nodeId: number): number {
    return this.#refused.filter(port => port === this.#kafka.broker(nodeId).port).length
  }

  async #dial({ host, port }: { host: string; port: number }): Promise<Socket> {
    if (this.#down.has(port)) {
      this.#refused.push(port)
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    }
    const socket = connectSocket(port, host)
    await once(socket, 'connect')
    this.#sockets.set(socket, port)
    socket.on('close', () => this.#sockets.delete(socket))
    return socket
  }
}
