import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { acks, type ClusterOptions, connectCluster, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets, Metadata, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns, until } from '../../../support/process/gate.ts'

const idempotent = { producerId: 0n, producerEpoch: 0, baseSequence: 0 }
const WORLD = { brokers: 3, topics: { orders: 3 } }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('an outage of all brokers', () => {
  useOwnClock()

  test('in an outage of 60 s with 300 waiting requests, dials keep to the backoff, and all requests are answered within 1.5 s after its end', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    vi.spyOn(Math, 'random').mockReturnValue(0.5) // each pause exactly twice the last
    const network = new Network()
    await using cluster = await open(kafka, { connection: { dial: network.dial }, retry: { totalMs: Number.POSITIVE_INFINITY } })
    await cluster.send(ListOffsets, endsOf([0, 1]))
    network.cut()
    await turns(5)
    network.dials.length = 0
    const rung = countTimers()
    const answered: number[] = []
    const waiting = Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const answer = await cluster.send(ListOffsets, endsOf([i % 2]))
        answered.push(performance.now())
        return answer
      })
    )
    await passSlowly(60_000)
    // At 0, 100, 300, 700 and 1,500 ms, and then every 1,000 ms. Each broker is a bootstrap server as
    // well, which adds no dials.
    for (const { port } of kafka.brokers) {
      const dials = network.dials.filter(dial => dial.port === port).map(({ atMs }) => atMs)
      expect(dials.length).toBeGreaterThanOrEqual(40)
      expect(dials.length).toBeLessThanOrEqual(64)
      expect(Math.max(...dials.slice(1).map((atMs, i) => atMs - (dials[i] ?? 0)))).toBeLessThanOrEqual(2_000) // time passes in steps of 500 ms
    }
    // Each call pauses once after each failed round, so each timer that fires follows a dial.
    expect(rung.filter(atMs => !network.dials.some(dial => atMs >= dial.atMs && atMs <= dial.atMs + 1_200))).toEqual([])
    expect(rung.length).toBeLessThanOrEqual(300 * network.dials.length)
    expect(answered).toEqual([])
    network.mend()
    for (let i = 0; i < 15; i++) {
      await pass(100)
      await turns(50) // sockets are real
    }
    expect(answered).toHaveLength(300)
    for (const answer of await waiting) expect(answer).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
  })
})

describe('the leader of a partition', () => {
  useOwnClock()

  const die = {
    'is reset': (kafka: TestingCluster, nodeId: number) =>
      kafka.broker(nodeId).fault({ after: { receivedBytes: 1 }, do: 'reset', times: 99 }),
    'is a black hole': (kafka: TestingCluster, nodeId: number) =>
      kafka.broker(nodeId).fault({ after: { receivedBytes: 1 }, do: 'silence', times: 99 })
  }

  test.each(Object.entries(die))(
    'a leader that %s is replaced by the new leader, which another broker names, within one backoff',
    async (_, kill) => {
      await using kafka = await startTestingCluster(WORLD)
      const failedMs: number[] = []
      await using cluster = await open(kafka, { observe: { retry: () => failedMs.push(performance.now()) } })
      const { leaderId } = await cluster.partition('orders', 0)
      await cluster.send(Produce, produceTo(0, idempotent))
      await pass(200) // the shortest time between two refreshes
      const asked: number[] = []
      kafka.on(Metadata, ({ nodeId }, next) => {
        asked.push(nodeId)
        return next()
      })
      kill(kafka, leaderId)
      kafka.moveLeader('orders', 0, 1 + (leaderId % 3))
      let answeredMs = 0
      const produced = cluster.send(Produce, produceTo(0, { ...idempotent, baseSequence: 1 })).then(answer => {
        answeredMs = performance.now()
        return answer
      })
      while (answeredMs === 0) {
        await pass(10)
        await turns(5) // sockets are real
      }
      expect(await produced).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0, baseOffset: 1n }] }] })
      expect(failedMs).toHaveLength(1)
      expect(answeredMs - (failedMs[0] ?? 0)).toBeLessThanOrEqual(130)
      expect(asked).not.toContain(leaderId)
      expect(asked.length).toBeLessThanOrEqual(2)
    }
  )
})

describe('a broker that keeps its connections and refuses new ones', () => {
  useOwnClock()

  test('a broker that keeps its connections and refuses new ones is asked for metadata at the pace of the backoff, and is used again within 1.5 s', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    let isFull = false
    const dial = async ({ host, port }: { host: string; port: number }): Promise<Socket> => {
      if (isFull) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
      const socket = connectSocket(port, host)
      await once(socket, 'connect')
      return socket
    }
    await using cluster = await open(kafka, { connection: { dial } })
    await cluster.partition('orders', 0)
    isFull = true
    let asked = 0
    kafka.on(Metadata, (_, next) => {
      asked++
      return next()
    })
    const produced = cluster.send(Produce, produceTo(0, idempotent))
    await passSlowly(5_000)
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThanOrEqual(15)
    isFull = false
    await passSlowly(1_500)
    expect(await produced).toMatchObject({ responses: [{ partitionResponses: [{ errorCode: 0 }] }] })
  })
})

describe('a broker that accepts and never answers', () => {
  useOwnClock()

  test('a broker that accepts and never answers delays connectCluster by 250 ms if it is the first bootstrap server', async () => {
    await using kafka = await startTestingCluster()
    await using mute = await listenForPeers()
    const connecting = open(kafka, { bootstrapServers: [`${mute.host}:${mute.port}`, kafka.bootstrap], metadata: { attemptMs: 2_000 } })
    await until(() => mute.total === 1)
    await turns(5)
    await pass(251)
    await using cluster = await connecting
    expect(cluster.map.brokers.size).toBe(1)
    await pass(10)
  })

  test('a broker that accepts and never answers delays no request to other brokers', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    await cluster.partition('orders', 0)
    const byLeader = new Map([0, 1, 2].map(index => [cluster.map.partition({ name: 'orders' }, index)?.leaderId, index]))
    const [mute = 0, ...others] = [1, 2, 3].map(nodeId => byLeader.get(nodeId) ?? -1)
    kafka.broker(1).fault({ after: { receivedBytes: 0 }, do: 'silence', times: 99 })
    const slow = cluster.sendSharded(ListOffsets, endsOf([mute, ...others]), { timeoutMs: 5_000 })
    for (let i = 0; i < 50; i++) {
      for (const index of others)
        expect(await cluster.send(ListOffsets, endsOf([index]))).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
    }
    await passSlowly(5_500)
    const shards = await slow
    expect(shards.map(({ error }) => error === undefined).sort()).toEqual([false, true, true])
    expect(shards).toContainEqual(expect.objectContaining({ error: expect.objectContaining({ code: 'KAFKA_TIMEOUT' }) }))
    const closing = cluster.close({ timeoutMs: 1 }) // the request that was given up is still in flight
    await pass(10)
    await closing
  })
})

describe('connections that were idle for long', () => {
  useOwnClock()

  test('idle connections that are dead, as after the process was frozen, are found by a ping and fail no request', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka)
    await cluster.send(ListOffsets, endsOf([0, 1, 2]))
    const { opened } = cluster.pool.snapshot().totals
    for (const broker of kafka.brokers) broker.fault({ after: { receivedBytes: 0 }, do: 'silence', times: broker.connections })
    vi.setSystemTime(Date.now() + 300_000)
    await pass(300_000)
    const beganMs = performance.now()
    let isOver = false
    const sent = cluster.send(ListOffsets, endsOf([0, 1, 2])).finally(() => {
      isOver = true
    })
    while (!isOver) {
      await pass(100)
      await turns(5) // sockets are real
    }
    expect(await sent).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }, { errorCode: 0 }, { errorCode: 0 }] }] })
    expect(performance.now() - beganMs).toBeLessThanOrEqual(2 * 3_000 + 300) // a ping to the broker that is asked for metadata, and to the leaders
    expect(cluster.pool.snapshot().totals.opened).toBeLessThanOrEqual(opened + 4)
  })

  test('connections that were idle for idleMs are closed and not used again, even if a firewall has dropped them silently', async () => {
    await using kafka = await startTestingCluster(WORLD)
    await using cluster = await open(kafka, { connection: { timeouts: { idleMs: 180_000 } } })
    await cluster.send(ListOffsets, endsOf([0, 1, 2]))
    for (const broker of kafka.brokers) broker.fault({ after: { receivedBytes: 0 }, do: 'silence', times: broker.connections })
    await pass(240_000)
    expect(await cluster.send(ListOffsets, endsOf([0, 1, 2]))).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }, {}, {}] }] })
    expect(cluster.pool.snapshot().totals).toMatchObject({ closed: { idle: 3 }, failed: {} })
  })
})

function produceTo(index: number, producer: { producerId: bigint; producerEpoch: number; baseSequence: number }) {
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  return { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData: [{ index, records: builder.build(producer) }] }] }
}

function open(kafka: TestingCluster, options: Partial<ClusterOptions> = {}) {
  return connectCluster({ bootstrapServers: kafka.bootstrap, ...options })
}

const endsOf = (partitions: readonly number[]) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 'orders', partitions: partitions.map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
})

async function passSlowly(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await pass(500)
    await turns(5) // sockets are real
  }
}

/** Notes the times at which timers fire from now on. */
function countTimers(): number[] {
  const rung: number[] = []
  const set = globalThis.setTimeout
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((ring: () => void, ms: number) =>
    set(() => {
      rung.push(performance.now())
      ring()
    }, ms)) as typeof setTimeout)
  return rung
}

/** A network to all brokers that can be cut. Counts the dials. */
class Network {
  readonly dials: { readonly port: number; readonly atMs: number }[] = []
  readonly #sockets = new Set<Socket>()
  #isCut = false

  readonly dial = async ({ host, port }: { host: string; port: number }): Promise<Socket> => {
    this.dials.push({ port, atMs: performance.now() })
    if (this.#isCut) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const socket = connectSocket(port, host)
    await once(socket, 'connect')
    this.#sockets.add(socket)
    return socket
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  mend(): void {
    this.#isCut = false
  }
}
