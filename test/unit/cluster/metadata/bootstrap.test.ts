import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../../../src/errors.ts'
import { ApiVersions, Metadata } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { plain } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { listenForPeers } from '../../../support/brokers/peer.ts'
import { type Forwarder, startForwarder } from '../../../support/faults/forwarder.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns, until } from '../../../support/process/gate.ts'
import { mapCluster } from '../../../support/vectors/mapped.ts'

const placeOf = ({ host, port }: { host: string; port: number }): string => `${host}:${port}`

const rejectionOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'resolved',
    error => error
  )

/** A bootstrap function, and how often it was called. */
function counted(servers: () => string | string[]): { readonly calls: number; servers(): string | string[] } {
  let calls = 0
  return {
    get calls() {
      return calls
    },
    servers() {
      calls++
      return servers()
    }
  }
}

/** A way to each broker that can be cut, and what Metadata names instead of the brokers themselves. */
async function forwardTo(kafka: TestingCluster): Promise<Forwarder[]> {
  const forwarders = await Promise.all(kafka.brokers.map(broker => startForwarder({ to: broker })))
  advertise(kafka, forwarders)
  return forwarders
}

function advertise(kafka: TestingCluster, places: readonly { host: string; port: number }[]): void {
  kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    return {
      ...answer,
      brokers: answer.brokers.map((broker, i) => ({ ...broker, host: places[i]?.host ?? '', port: places[i]?.port ?? 0 }))
    }
  })
}

describe('bootstrap', () => {
  test('goes on to the next server where one is dead, or has no such name', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = mapCluster({ bootstrapServers: ['127.0.0.1:1', 'no-such-host.invalid:9092', kafka.bootstrap] })
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.brokers.size).toBe(1)
  })

  test('takes a function, async or not, that is read each time', async () => {
    await using kafka = await startTestingCluster()
    const answers = ['127.0.0.1:1', [kafka.bootstrap]]
    const bootstrap = counted(() => answers[bootstrap.calls - 1] ?? '')
    await using mapped = mapCluster({ bootstrapServers: async () => bootstrap.servers(), metadata: { minAgeMs: 1 } })
    expect(await rejectionOf(mapped.metadata.refresh())).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
  })

  test('that fails says so of each server', async () => {
    const servers = ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3']
    await using mapped = mapCluster({ bootstrapServers: servers })
    const error = await rejectionOf(mapped.metadata.refresh())
    if (!isKafkaError(error, 'KAFKA_NO_BROKER')) throw error
    expect(error.causes.map(cause => (isKafkaError(cause, 'KAFKA_CONNECT') ? cause.broker?.port : cause))).toEqual([1, 2, 3])
    expect(error.delivery).toBe('not-sent')
    for (const server of servers) expect(error.message).toContain(server)
  })

  test('that fails for good at each server is not worth another attempt', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    kafka.on(ApiVersions, () => ({ errorCode: errorCodes.INVALID_REQUEST, apiKeys: [] }))
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap })
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    await using other = mapCluster({ bootstrapServers: `${kafka.bootstrap},127.0.0.1:1` })
    await expect(other.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
  })

  test('whose function throws, or gives nonsense, says so', async () => {
    await using throwing = mapCluster({ bootstrapServers: () => Promise.reject(new Error('no records')) })
    const error = await rejectionOf(throwing.metadata.refresh())
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', causes: [{ message: 'no records' }] })
    for (const bootstrapServers of [() => '', () => 'SASL_SSL://a:1', () => 7 as never]) {
      await using mapped = mapCluster({ bootstrapServers })
      await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', retriable: false })
    }
  })

  test('whose function hangs ends when the cluster is closed', async () => {
    let isCalled = false
    const bootstrapServers = (): Promise<string> => {
      isCalled = true
      return new Promise(() => undefined)
    }
    await using mapped = mapCluster({ bootstrapServers })
    const outcome = rejectionOf(mapped.metadata.refresh())
    await until(() => isCalled)
    mapped.metadata.close()
    expect(await outcome).toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
  })

  test('begins each time with another server', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    const seen: number[] = []
    kafka.on(Metadata, ({ nodeId }) => {
      seen.push(nodeId)
      return { brokers: [], topics: [] }
    })
    await using mapped = mapCluster({ bootstrapServers: () => kafka.bootstrap, metadata: { minAgeMs: 1 } })
    for (let i = 0; i < 3; i++) {
      expect(await rejectionOf(mapped.metadata.refresh())).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
    }
    expect(seen.filter((_, i) => i % 3 === 0).sort()).toEqual([1, 2, 3])
    expect(seen).toHaveLength(9)
  })

  test('lets go of its connections, which know no name, once the cluster has told its brokers (P35)', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using forwarder = await startForwarder({ to: kafka.broker(2) })
    await using mapped = mapCluster({ bootstrapServers: placeOf(forwarder) })
    await mapped.metadata.refresh()
    await until(() => forwarder.connections.open === 0)
    expect(mapped.metadata.seeds).toEqual([])
    expect([...mapped.pool.connections()]).toEqual([])
    const connections = await Promise.all([1, 2, 3].map(nodeId => mapped.pool.acquire(nodeId, 'other')))
    expect(connections.map(({ broker }) => broker.nodeId)).toEqual([1, 2, 3])
    expect(forwarder.connections.total).toBe(1)
  })

  test('dials brokers where they are said to be from here', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    advertise(kafka, [
      { host: 'inner', port: 1 },
      { host: 'inner', port: 2 }
    ])
    const rewriteAddress = { 'inner:1': placeOf(kafka.broker(1)), 'inner:2': placeOf(kafka.broker(2)) }
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, rewriteAddress })
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.brokers.get(2)).toMatchObject({ host: 'inner', port: 2 })
    expect((await mapped.pool.acquire(2, 'other')).broker.nodeId).toBe(2)
  })

  test('refuses a rewritten address that is none', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, rewriteAddress: () => 'a:b' })
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: ['its result for broker 1 is not an address: write host, host:port, or [ipv6]:port']
    })
  })
})

describe('a cluster whose brokers all fail', () => {
  const metadata = { minAgeMs: 1 }
  const pool = { backoff: { initialMs: 1, maxMs: 1 } }

  test('is found again through the bootstrap servers, read afresh (KIP-899)', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const forwarders = await forwardTo(kafka)
    const bootstrap = counted(() => forwarders.map(placeOf))
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata, pool })
    await mapped.metadata.refresh()
    await Promise.all([1, 2].map(nodeId => mapped.pool.acquire(nodeId, 'other')))
    const old = forwarders.splice(0)
    forwarders.push(...(await forwardTo(kafka)))
    for (const forwarder of old) await forwarder[Symbol.asyncDispose]()
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
    expect([...mapped.metadata.map.brokers.values()].map(({ port }) => port)).toEqual(forwarders.map(({ port }) => port))
    expect((await mapped.pool.acquire(1, 'other')).broker.port).toBe(forwarders[0]?.port)
    for (const forwarder of forwarders) await forwarder[Symbol.asyncDispose]()
  })

  test('is not bootstrapped anew while one of them answers, so that there is no loop', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    advertise(kafka, [{ host: '127.0.0.1', port: 1 }, kafka.broker(2), { host: '127.0.0.1', port: 2 }])
    const bootstrap = counted(() => kafka.bootstrap)
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata, pool })
    for (let i = 0; i < 10; i++) {
      mapped.metadata.markStale(1 + (i % 3))
      await mapped.metadata.refresh()
    }
    expect(bootstrap.calls).toBe(1)
  })

  test('goes on where the bootstrap servers do, be it another cluster', async () => {
    // Before topic ids, only the cluster's own id tells that the epochs of a topic begin anew.
    const versions = { Metadata: [0, 9] } as const
    await using old = await startTestingCluster({ brokers: 2, topics: { orders: 1 }, versions })
    await using young = await startTestingCluster({ topics: { orders: 1 }, versions })
    const servers = [old.bootstrap]
    await using mapped = mapCluster({ bootstrapServers: () => servers, metadata, pool })
    old.moveLeader('orders', 0, 2)
    await mapped.metadata.ensure([{ name: 'orders' }])
    expect(mapped.metadata.map.partition({ name: 'orders' }, 0)).toMatchObject({ leaderId: 2, leaderEpoch: 1 })
    servers[0] = young.bootstrap
    await old.close()
    // All that waited for the old one hears of it first.
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED', clusterId: young.clusterId })
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.clusterId).toBe(young.clusterId)
    expect(mapped.metadata.map.partition({ name: 'orders' }, 0)).toMatchObject({ leaderId: 1, leaderEpoch: 0 })
    expect((await mapped.pool.acquire(1, 'other')).broker.clusterId).toBe(young.clusterId)
  })

  test('is asked for at the bootstrap servers as soon as a broker says so (error 129)', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    const bootstrap = counted(() => kafka.bootstrap)
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata })
    await mapped.metadata.refresh()
    kafka.on(Metadata, { times: 1 }, () => ({ brokers: [], topics: [], errorCode: errorCodes.REBOOTSTRAP_REQUIRED }))
    const seen: number[] = []
    kafka.on(Metadata, ({ nodeId }, next) => {
      seen.push(nodeId)
      return next()
    })
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
    expect(seen).toHaveLength(2)
  })
})

describe('a broker that is someone else', () => {
  const metadata = { minAgeMs: 1 }

  test('is not believed if it belongs to another cluster', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata })
    await mapped.metadata.refresh()
    const { clusterId } = mapped.metadata.map
    kafka.on(Metadata, { times: 1 }, async (_, next) => ({
      ...(await next()),
      clusterId: 'another',
      brokers: [{ nodeId: 9, host: 'a', port: 1 }]
    }))
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.clusterId).toBe(clusterId)
    expect([...mapped.metadata.map.brokers.keys()]).toEqual([1, 2])
  })

  test('leads to the bootstrap servers when it was the last one known (KIP-1242)', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const { host, port } = kafka.broker(2)
    const wrong = kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return { ...answer, brokers: [{ nodeId: 1, host, port }] }
    })
    const bootstrap = counted(() => placeOf(kafka.broker(1)))
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata })
    await mapped.metadata.refresh()
    await expect(mapped.pool.acquire(1, 'other')).rejects.toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions' })
    wrong()
    mapped.metadata.markStale(1)
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
    expect((await mapped.pool.acquire(1, 'other')).broker.nodeId).toBe(1)
  })

  test('that refuses who we are, as all others do, is heard', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, sasl: { alice: 'secret' } })
    const connection = { sasl: plain({ username: 'alice', password: 'wrong' }) }
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, connection })
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_AUTHENTICATION', retriable: false })
    await using other = mapCluster({ bootstrapServers: `127.0.0.1:1,${kafka.bootstrap}`, connection })
    await expect(other.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
  })
})

describe('a broker that accepts and never answers', () => {
  useOwnClock()

  test('does not hold up bootstrap: after 250 ms the next server is asked as well (P10)', async () => {
    await using kafka = await startTestingCluster()
    await using mute = await listenForPeers()
    await using mapped = mapCluster({ bootstrapServers: [placeOf(mute), kafka.bootstrap], metadata: { attemptMs: 2_000 } })
    const refreshed = mapped.metadata.refresh()
    await until(() => mute.total === 1)
    await turns(5)
    await pass(240)
    expect(mapped.metadata.map.brokers.size).toBe(0)
    await pass(20)
    await refreshed
    expect(mapped.metadata.map.brokers.size).toBe(1)
    await pass(10) // in which the dial that nobody waits for ends
  })

  test('does not hold up a refresh, though it is connected', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata: { attemptMs: 2_000, minAgeMs: 1 } })
    await mapped.metadata.refresh()
    await pass(10)
    await mapped.pool.acquire(1, 'coordination')
    const asked: number[] = []
    kafka.on(Metadata, ({ nodeId }, next) => {
      asked.push(nodeId)
      return nodeId === 1 ? undefined : next()
    })
    const refreshed = mapped.metadata.refresh()
    await until(() => asked.length === 1)
    await pass(251)
    await refreshed
    expect(asked).toEqual([1, 2])
  })

  test('that has answered again is one that answers, however long ago it did not', async () => {
    await using kafka = await startTestingCluster()
    const bootstrap = counted(() => kafka.bootstrap)
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata: { minAgeMs: 1, rebootstrapAfterMs: 60_000 } })
    await mapped.metadata.refresh()
    kafka.on(Metadata, { times: 2 }, () => ({ brokers: [], topics: [] }))
    for (const passedMs of [10, 10, 61_000]) {
      await pass(passedMs)
      await rejectionOf(mapped.metadata.refresh())
    }
    expect(mapped.metadata.useIfFresh([])).toBe(true)
    expect(bootstrap.calls).toBe(2)
  })

  test('is no worse than a bootstrap function that hangs: brokers that are back are found', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await startForwarder({ to: kafka.broker(1) })
    advertise(kafka, [forwarder])
    const answers: (string | Promise<string>)[] = [placeOf(forwarder), new Promise(() => undefined)]
    const metadata = { minAgeMs: 1 }
    await using mapped = mapCluster({
      bootstrapServers: () => answers.shift() ?? '',
      metadata,
      pool: { backoff: { initialMs: 1, maxMs: 1 } }
    })
    await mapped.metadata.refresh()
    forwarder.refuse()
    await pass(10)
    const inVain = rejectionOf(mapped.metadata.refresh())
    await until(() => answers.length === 0)
    await forwarder.behave()
    await turns(5)
    await pass(30_001)
    expect(await inVain).toMatchObject({
      code: 'KAFKA_NO_BROKER',
      causes: [{ code: 'KAFKA_CONNECT' }, { code: 'KAFKA_TIMEOUT', timeoutMs: 30_000 }]
    })
    const refreshed = mapped.metadata.refresh()
    await pass(10)
    await refreshed
  })

  test('is forgotten in favour of the bootstrap servers once none has answered for long (KIP-1102)', async () => {
    await using kafka = await startTestingCluster({ brokers: 1 })
    let isMute = false
    kafka.on(ApiVersions, (_, next) => (isMute ? undefined : next()))
    const places: string[] = [kafka.bootstrap]
    await using mapped = mapCluster({
      bootstrapServers: () => places,
      metadata: { attemptMs: 100, minAgeMs: 1, rebootstrapAfterMs: 60_000 }
    })
    await mapped.metadata.refresh()
    isMute = true
    const attempt = async (): Promise<unknown> => {
      const outcome = rejectionOf(mapped.metadata.refresh())
      let isOver = false
      void outcome.then(() => (isOver = true))
      while (!isOver) {
        await turns(20)
        if (!isOver) await pass(50)
      }
      return outcome
    }
    expect(await attempt()).toMatchObject({ code: 'KAFKA_NO_BROKER' })
    await pass(61_000)
    await using young = await startTestingCluster({ brokers: 1 })
    places[0] = young.bootstrap
    const before = performance.now()
    expect(await attempt()).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED' })
    expect(performance.now() - before).toBeLessThan(100)
    expect(await attempt()).toBe('resolved')
    expect(mapped.metadata.map.clusterId).toBe(young.clusterId)
  })
})
