import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import { connect, connectCluster, coordinatorTypes, errorCodes, Pool } from '../../../../src/index.ts'
import { ConsumerGroupHeartbeat, FindCoordinator, Metadata, OffsetCommit } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { heldResources, turns } from '../../../support/process/gate.ts'
import { watchResources } from '../../../support/process/resources.ts'

const CLUSTERS = 1_000
const everything = { topics: null }

describe('a cluster in memory', () => {
  test('a cluster in memory listens on no port, and its addresses are the same in every cluster', async () => {
    const before = heldResources()
    await using kafka = await startTestingCluster({ transport: 'memory', brokers: 2 })
    await using other = await startTestingCluster({ transport: 'memory', brokers: 2 })
    expect(kafka.bootstrap).toBe('broker-1.memory.invalid:9092,broker-2.memory.invalid:9092')
    expect(other.bootstrap).toBe(kafka.bootstrap)
    await using connection = await connect({ host: kafka.bootstrap.split(',')[1] ?? '', dial: kafka.dial })
    const { clusterId, brokers } = await connection.send(Metadata, everything)
    expect(clusterId).toBe(kafka.clusterId)
    expect(brokers.map(({ host, port }) => `${host}:${port}`).join()).toBe(kafka.bootstrap)
    expect(heldResources()).toEqual(before)
  })

  test('a broker that is added has an address of its own, and one that is removed refuses connections', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory', tls: true })
    const { host, port } = await kafka.addBroker()
    expect(host).toBe('broker-2.memory.invalid')
    const options = { host, port, dial: kafka.dial, tls: kafka.tls?.options ?? false }
    await using connection = await connect(options)
    expect(connection.broker.tlsAuthorized).toBe(true)
    await kafka.removeBroker(2)
    expect(await rejectionOf(connect(options))).toMatchObject({ code: 'KAFKA_CONNECT', cause: { code: 'ECONNREFUSED' } })
  })

  test('a pool and a cluster reach the brokers with the dial of the cluster', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory', brokers: 3, topics: { orders: 3 } })
    const connection = { dial: kafka.dial }
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection })
    expect((await cluster.send(Metadata, everything)).topics[0]?.partitions).toHaveLength(3)
    await using pool = new Pool({ connection })
    pool.setBrokers(kafka.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port })))
    const { broker } = await pool.acquire(3, pool.laneOf(Metadata))
    expect(broker).toMatchObject({ host: 'broker-3.memory.invalid', nodeId: 3 })
  })

  test('a member of a consumer group joins, commits and is fenced when its session ends', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory', brokers: 3, topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { dial: kafka.dial } })
    const member = { groupId: 'readers', memberId: 'm-1', rebalanceTimeoutMs: 60_000 }
    const beat = (epoch: number): Promise<{ errorCode: number; memberEpoch: number }> =>
      cluster.send(ConsumerGroupHeartbeat, { ...member, memberEpoch: epoch, subscribedTopicNames: ['orders'], topicPartitions: [] })
    const { memberEpoch } = await beat(0)
    const partitions = [{ partitionIndex: 0, committedOffset: 7n }]
    const commit = { groupId: 'readers', memberId: 'm-1', generationIdOrMemberEpoch: memberEpoch, topics: [{ name: 'orders', partitions }] }
    await cluster.send(OffsetCommit, commit)
    expect(await kafka.waitForCommit('readers', 'orders')).toBe(7n)
    kafka.advance(60_000)
    expect((await beat(memberEpoch)).errorCode).toBe(errorCodes.UNKNOWN_MEMBER_ID)
  })

  test('a loop of requests lets timers fire', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    await using connection = await connect({ host: kafka.bootstrap, dial: kafka.dial })
    let isOver = false
    setTimeout(() => {
      isOver = true
    }, 5)
    while (!isOver) await connection.send(FindCoordinator, { keyType: coordinatorTypes.GROUP, coordinatorKeys: ['a'] })
    expect(isOver).toBe(true)
  })

  test('a hook sees no store of the client whose request it answers, as over TCP', async () => {
    const stores = new AsyncLocalStorage<string>()
    await using kafka = await startTestingCluster({ transport: 'memory' })
    const seen: unknown[] = []
    kafka.on(Metadata, (_, next) => {
      seen.push(stores.getStore())
      return next()
    })
    await using connection = await connect({ host: kafka.bootstrap, dial: kafka.dial })
    await stores.run('caller', () => connection.send(Metadata, everything))
    expect(seen).toEqual([undefined])
  })

  test('requests of several clients reach the brokers in the same order each time', async () => {
    const orders = [await orderOfRequests(), await orderOfRequests()]
    expect(orders[0]).toHaveLength(60)
    expect(new Set(orders[0]).size).toBe(3)
    expect(orders[1]).toEqual(orders[0])
  })

  test(`${CLUSTERS} clusters in memory, side by side, answer their clients and leave nothing behind`, async () => {
    const leftBehind = watchResources()
    const answers = await Promise.all(
      Array.from({ length: CLUSTERS }, async () => {
        await using kafka = await startTestingCluster({ transport: 'memory' })
        await using connection = await connect({ host: kafka.bootstrap, dial: kafka.dial })
        return (await connection.send(Metadata, everything)).clusterId
      })
    )
    expect(new Set(answers).size).toBe(CLUSTERS)
    expect(await leftBehind()).toEqual([])
  }, 60_000)
})

describe('the dial of a cluster in memory', () => {
  test('the dial of a cluster refuses addresses where no broker listens, as the system does', async () => {
    const kafka = await startTestingCluster({ transport: 'memory' })
    const dial = kafka.dial ?? (() => Promise.reject(new Error('there is no dial')))
    const { host, port } = kafka.broker(1)
    expect(await rejectionOf(dial({ host, port: 1 }))).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' })
    const unknown = { code: 'ENOTFOUND', syscall: 'getaddrinfo', message: 'getaddrinfo ENOTFOUND 127.0.0.1' }
    expect(await rejectionOf(dial({ host: '127.0.0.1', port }))).toMatchObject(unknown)
    await kafka.close()
    expect(await rejectionOf(dial({ host, port }))).toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('the signal ends the dial of a cluster with its reason, and no connection is made', async () => {
    await using kafka = await startTestingCluster({ transport: 'memory' })
    const { host, port } = kafka.broker(1)
    const reason = new Error('changed my mind')
    const giveUp = new AbortController()
    const dialled = kafka.dial?.({ host, port, signal: giveUp.signal })
    giveUp.abort(reason)
    expect(await rejectionOf(dialled ?? Promise.resolve())).toBe(reason)
    await turns(2)
    expect(kafka.broker(1).connections).toBe(0)
  })

  test.each([undefined, {}, { host: 7, port: 1 }, { host: 'a', port: '1' }, { host: 'a', port: 1, signal: {} }])(
    'the dial of a cluster refuses %o with KAFKA_CONFIGURATION',
    async to => {
      await using kafka = await startTestingCluster({ transport: 'memory' })
      expect(await rejectionOf(kafka.dial?.(to as never) ?? Promise.resolve())).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    }
  )

  test('a cluster over TCP has no dial, which is the default of that option', async () => {
    await using kafka = await startTestingCluster()
    expect(kafka.dial).toBeUndefined()
    await using connection = await connect({ host: kafka.bootstrap, dial: kafka.dial })
    expect(connection.broker.address).toBe('127.0.0.1')
  })

  test('options of ports and hosts are refused together with the transport memory, and so is another transport', async () => {
    const given = { transport: 'memory', host: '127.0.0.1', advertisedHost: 'a', port: 9092 } as const
    const problems = ['host', 'advertisedHost', 'port'].map(
      name => `${name} cannot be given with transport 'memory': the brokers listen on no port`
    )
    expect(await rejectionOf(startTestingCluster(given))).toMatchObject({ code: 'KAFKA_CONFIGURATION', problems })
    const other = await rejectionOf(startTestingCluster({ transport: 'pipe' as never }))
    expect(other).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: [expect.stringContaining('transport must be one of tcp, memory')]
    })
  })
})

/** The clients of all requests in the order in which two brokers receive them. */
async function orderOfRequests(): Promise<string[]> {
  await using kafka = await startTestingCluster({ transport: 'memory', brokers: 2 })
  const order: string[] = []
  kafka.on(Metadata, ({ nodeId, header }, next) => {
    order.push(`${header.clientId} at ${nodeId}`)
    return next()
  })
  const clients = ['a', 'b', 'c'].map(async (clientId, index) => {
    const { host, port } = kafka.broker((index % 2) + 1)
    await using connection = await connect({ host, port, clientId, dial: kafka.dial })
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 5 }, () => connection.send(Metadata, everything)))
    }
  })
  await Promise.all(clients)
  return order
}
