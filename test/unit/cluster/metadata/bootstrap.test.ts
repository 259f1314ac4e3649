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

/** A bootstrapServers function that counts its calls. */
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

/** Starts a forwarder to each broker, and makes Metadata name the forwarders as brokers. */
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
  test('bootstrap asks the next server if one refuses connections or its name does not resolve', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = mapCluster({ bootstrapServers: ['127.0.0.1:1', 'no-such-host.invalid:9092', kafka.bootstrap] })
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.brokers.size).toBe(1)
  })

  test('bootstrap calls the bootstrapServers function, async or not, each time', async () => {
    await using kafka = await startTestingCluster()
    const answers = ['127.0.0.1:1', [kafka.bootstrap]]
    const bootstrap = counted(() => answers[bootstrap.calls - 1] ?? '')
    await using mapped = mapCluster({ bootstrapServers: async () => bootstrap.servers(), metadata: { minAgeMs: 1 } })
    expect(await rejectionOf(mapped.metadata.refresh())).toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
  })

  test('bootstrap that fails at every server rejects with one cause per server', async () => {
    const servers = ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3']
    await using mapped = mapCluster({ bootstrapServers: servers })
    const error = await rejectionOf(mapped.metadata.refresh())
    if (!isKafkaError(error, 'KAFKA_NO_BROKER')) throw error
    expect(error.causes.map(cause => (isKafkaError(cause, 'KAFKA_CONNECT') ? cause.broker?.port : cause))).toEqual([1, 2, 3])
    expect(error.delivery).toBe('not-sent')
    for (const server of servers) expect(error.message).toContain(server)
  })

  test('bootstrap that fails with a lasting error at every server is not retriable', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    kafka.on(ApiVersions, () => ({ errorCode: errorCodes.INVALID_REQUEST, apiKeys: [] }))
    await using mapped = mapCluster({ bootstrapServers: kafka.bootstrap })
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: false })
    await using other = mapCluster({ bootstrapServers: `${kafka.bootstrap},127.0.0.1:1` })
    await expect(other.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_NO_BROKER', retriable: true })
  })

  test('bootstrap rejects if the bootstrapServers function throws or returns no addresses', async () => {
    await using throwing = mapCluster({ bootstrapServers: () => Promise.reject(new Error('no records')) })
    const error = await rejectionOf(throwing.metadata.refresh())
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', causes: [{ message: 'no records' }] })
    for (const bootstrapServers of [() => '', () => 'SASL_SSL://a:1', () => 7 as never]) {
      await using mapped = mapCluster({ bootstrapServers })
      await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_CONFIGURATION', retriable: false })
    }
  })

  test('bootstrap with a bootstrapServers function that hangs ends when the cluster is closed', async () => {
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

  test('bootstrap begins with another server each time', async () => {
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

  test('connections to bootstrap servers are closed once the brokers of the cluster are known', async () => {
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

  test('brokers are dialled at the addresses that rewriteAddress gives', async () => {
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

  test('a rewriteAddress function that returns no address makes bootstrap reject', async () => {
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

  test('a cluster whose known brokers all fail is found again through the bootstrap servers, which are read again (KIP-899)', async () => {
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

  test('the bootstrap servers are not asked again while one known broker answers', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    advertise(kafka, [{ host: '127.0.0.1', port: 1 }, kafka.broker(2), { host: '127.0.0.1', port: 2 }])
    const bootstrap = counted(() => kafka.bootstrap)
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata, pool })
    for (let i = 0; i < 10; i++) {
      mapped.metadata.suspect(1 + (i % 3))
      await mapped.metadata.refresh()
    }
    expect(bootstrap.calls).toBe(1)
  })

  test('a cluster whose known brokers all fail is replaced by the one that the bootstrap servers lead to', async () => {
    // Without topic ids, only the cluster id says that it is another topic, whose epochs begin at 0.
    const versions = { Metadata: [0, 9] } as const
    await using old = await startTestingCluster({ brokers: 2, topics: { orders: 1 }, versions })
    await using other = await startTestingCluster({ topics: { orders: 1 }, versions })
    const servers = [old.bootstrap]
    await using mapped = mapCluster({ bootstrapServers: () => servers, metadata, pool })
    old.moveLeader('orders', 0, 2)
    await mapped.metadata.ensure([{ name: 'orders' }])
    expect(mapped.metadata.map.partition({ name: 'orders' }, 0)).toMatchObject({ leaderId: 2, leaderEpoch: 1 })
    servers[0] = other.bootstrap
    await old.close()
    // The waits that began with the old cluster reject first.
    await expect(mapped.metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED', clusterId: other.clusterId })
    await mapped.metadata.refresh()
    expect(mapped.metadata.map.clusterId).toBe(other.clusterId)
    expect(mapped.metadata.map.partition({ name: 'orders' }, 0)).toMatchObject({ leaderId: 1, leaderEpoch: 0 })
    expect((await mapped.pool.acquire(1, 'other')).broker.clusterId).toBe(other.clusterId)
  })

  test('the bootstrap servers are asked as soon as a broker answers REBOOTSTRAP_REQUIRED', async () => {
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

describe('a broker of another cluster', () => {
  const metadata = { minAgeMs: 1 }

  test('the answer of a broker that belongs to another cluster is refused', async () => {
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

  test('the bootstrap servers are asked if the last known broker belongs to another cluster (KIP-1242)', async () => {
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
    mapped.metadata.suspect(1)
    await mapped.metadata.refresh()
    expect(bootstrap.calls).toBe(2)
    expect((await mapped.pool.acquire(1, 'other')).broker.nodeId).toBe(1)
  })

  test('a refresh rejects with KAFKA_AUTHENTICATION if every broker refuses the credentials', async () => {
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

  test('a bootstrap server that accepts and never answers does not delay bootstrap: after 250 ms the next one is asked as well', async () => {
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
    await pass(10) // so that the dial of the other server ends, which nobody waits for
  })

  test('a connected broker that never answers does not delay a refresh', async () => {
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

  test('a broker that answers again after a long time without an answer does not cause a bootstrap', async () => {
    await using kafka = await startTestingCluster()
    const bootstrap = counted(() => kafka.bootstrap)
    await using mapped = mapCluster({ bootstrapServers: bootstrap.servers, metadata: { minAgeMs: 1, rebootstrapAfterMs: 60_000 } })
    await mapped.metadata.refresh()
    kafka.on(Metadata, { times: 2 }, () => ({ brokers: [], topics: [] }))
    for (const passedMs of [10, 10, 61_000]) {
      await pass(passedMs)
      await rejectionOf(mapped.metadata.refresh())
    }
    expect(mapped.metadata.touchAndCheckFresh([])).toBe(true)
    expect(bootstrap.calls).toBe(2)
  })

  test('brokers that are back are found while the bootstrapServers function hangs', async () => {
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
    const rejection = rejectionOf(mapped.metadata.refresh())
    await until(() => answers.length === 0)
    await forwarder.behave()
    await turns(5)
    await pass(30_001)
    expect(await rejection).toMatchObject({
      code: 'KAFKA_NO_BROKER',
      causes: [{ code: 'KAFKA_CONNECT' }, { code: 'KAFKA_TIMEOUT', timeoutMs: 30_000 }]
    })
    const refreshed = mapped.metadata.refresh()
    await pass(10)
    await refreshed
  })

  test('the bootstrap servers are asked first once no broker has answered for rebootstrapAfterMs (KIP-1102)', async () => {
    await using kafka = await startTestingCluster({ brokers: 1 })
    let isMute = false
    let asked = 0
    kafka.on(ApiVersions, (_, next) => {
      asked++
      return isMute ? undefined : next()
    })
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
    await using other = await startTestingCluster({ brokers: 1 })
    places[0] = other.bootstrap
    asked = 0
    expect(await attempt()).toMatchObject({ code: 'KAFKA_CLUSTER_CHANGED' })
    expect(asked).toBe(0)
    expect(await attempt()).toBe('resolved')
    expect(mapped.metadata.map.clusterId).toBe(other.clusterId)
  })
})
