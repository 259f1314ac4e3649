import { createSecureContext, type SecureContext } from 'node:tls'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { Pool } from '../../../src/pool/pool.ts'
import type { IncomingRequest } from '../../../src/server/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { apiVersionsOf, rejectionOf } from '../../support/brokers/link.ts'
import { serve } from '../../support/brokers/serve.ts'
import { makePki } from '../../support/pki.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns, until } from '../../support/process/gate.ts'
import { MemoryBrokers } from './memory-brokers.ts'

const ANY = { topics: null }
const IN_TURN = 15
const at = (nodeId: number, port: number): { nodeId: number; host: string; port: number } => ({ nodeId, host: 'broker.test', port })

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a broker whose address changed', () => {
  test('a broker with a new address is dialled there, while the old connection answers and closes as superseded', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const old = await pool.acquire(1, 'produce')
    const letGo = brokers.hold('Metadata')
    const answer = old.send(Metadata, ANY)
    await turns(IN_TURN)
    pool.setBrokers([at(1, 11)])
    expect(pool.ready(1, 'produce')).toBeUndefined()
    const fresh = await pool.acquire(1, 'produce')
    expect(fresh.broker).toMatchObject({ host: 'broker.test', port: 11, nodeId: 1 })
    expect(old.state).toBe('draining')
    expect(pool.snapshot().connections.map(({ state }) => state)).toEqual(['open', 'draining'])
    letGo()
    expect(await answer).toMatchObject({ topics: [] })
    expect(await old.closed).toMatchObject({ reason: 'superseded' })
    expect(pool.ready(1, 'produce')).toBe(fresh)
    expect(pool.snapshot().brokers[0]).toMatchObject({ port: 11, failures: 0 })
  })

  test('callers that wait for the old address get a connection to the new one, and the old dial is aborted', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'hang')
    await using pool = poolOf(brokers)
    const waiting = pool.acquire(1, 'produce')
    await turns(IN_TURN)
    pool.setBrokers([at(1, 11)])
    expect((await waiting).broker.port).toBe(11)
    expect(brokers.dials.map(({ port, signal }) => [port, signal.aborted])).toEqual([
      [1, true],
      [11, false]
    ])
    expect(pool.snapshot().totals).toMatchObject({ opened: 1, failed: {} })
  })

  test('a new address has no backoff from failures of the old address', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers)
    await rejectionOf(pool.acquire(1, 'produce'))
    expect(pool.retryAfterMs(1)).toBeGreaterThan(0)
    pool.setBrokers([at(1, 11)])
    expect(pool.retryAfterMs(1)).toBe(0)
    expect((await pool.acquire(1, 'produce')).state).toBe('open')
  })

  test('a connection to a broker that was removed during the dial is destroyed', async () => {
    const brokers = new MemoryBrokers()
    const fresh = vi.fn(async () => {
      pool.setBrokers([at(2, 2)])
    })
    await using pool = new Pool({ connection: brokers.connection, onFresh: fresh })
    pool.setBrokers([at(1, 1)])
    const error = await rejectionOf(pool.acquire(1, 'produce'))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', retriable: true, message: expect.stringContaining('no broker 1') })
    await until(() => pool.snapshot().totals.closed.superseded === 1)
    expect(pool.ready(1, 'produce')).toBeUndefined()
    expect([...pool.connections()]).toEqual([])
    expect(brokers.dials).toHaveLength(1)
  })

  test('a connection to a broker that an observer removed is destroyed before onFresh runs', async () => {
    const brokers = new MemoryBrokers()
    const onFresh = vi.fn()
    await using pool = new Pool({ connection: brokers.connection, observe: { open: () => pool.setBrokers([]) }, onFresh })
    pool.setBrokers([at(1, 1)])
    expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp' })
    expect(onFresh).not.toHaveBeenCalled()
    await until(() => pool.snapshot().totals.closed.superseded === 1)
  })

  test('a broker that stays keeps its connections when setBrokers is called', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    pool.setBrokers([at(1, 1), at(2, 2)], 'cluster')
    expect(pool.ready(1, 'produce')).toBe(connection)
  })
})

describe('the expected broker of a connection', () => {
  test('the expected node id and cluster id are sent to brokers that Metadata named, and not to seeds', async () => {
    await using kafka = await startTestingCluster()
    await using pool = new Pool({ connection: {} })
    const { host, port } = kafka.broker(1)
    const seed = { nodeId: -2_147_483_648, host, port }
    pool.setBrokers([seed, { nodeId: 1, host, port }], 'some-cluster')
    kafka.on(ApiVersions, async (_, next) => await next())
    await pool.acquire(seed.nodeId, 'other')
    expect((await kafka.received(ApiVersions)).message).toMatchObject({ clusterId: null, nodeId: -1 })
    await pool.acquire(1, 'other').catch(() => undefined) // this broker may refuse
    expect((await kafka.received(ApiVersions)).message).toMatchObject({ clusterId: 'some-cluster', nodeId: 1 })
  })
})

describe('a pool without a cluster id', () => {
  test('opens connections to brokers of Kafka 4.4, which refuse a node id without a cluster id', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(kafka.brokers)
    expect(await pool.acquire(2, 'other')).toMatchObject({ state: 'open', broker: { nodeId: 2 } })
  })
})

describe('retire', () => {
  test('retire replaces the connection of one lane, or of all lanes', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const [a, b] = await Promise.all([pool.acquire(1, 'a'), pool.acquire(1, 'b')])
    pool.retire(1, 'a')
    expect([pool.ready(1, 'a'), pool.ready(1, 'b')]).toEqual([undefined, b])
    expect(await a.closed).toMatchObject({ reason: 'superseded' })
    pool.retire(1)
    expect(await b.closed).toMatchObject({ reason: 'superseded' })
    pool.retire(7)
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 0 })
  })

  test('retire during a dial makes the dial begin again', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'hang')
    await using pool = poolOf(brokers)
    const waiting = pool.acquire(1, 'a')
    await turns(IN_TURN)
    brokers.set(1, 'serve')
    pool.retire(1, 'b')
    await turns(IN_TURN)
    expect(brokers.dials).toHaveLength(1)
    pool.retire(1, 'a')
    expect((await waiting).state).toBe('open')
    expect(brokers.dials).toHaveLength(2)
  })
})

describe('a session that cannot be renewed', () => {
  useOwnClock()

  test('a session that cannot be renewed retires its connection without a failure, and the next caller gets another connection', async () => {
    const brokers = new MemoryBrokers(10_000)
    await using pool = poolOf(brokers, { sasl: { name: 'PLAIN', authenticate: sayHello } })
    const seen = new Set<unknown>()
    for (let s = 0; s < 60; s++) {
      const connection = pool.ready(1, 'produce') ?? (await pool.acquire(1, 'produce'))
      seen.add(connection)
      expect(await connection.send(Metadata, ANY)).toMatchObject({ topics: [] })
      await pass(1_000)
    }
    expect(seen.size).toBeGreaterThan(4)
    expect(brokers.dials).toHaveLength(seen.size)
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 0 }], totals: { failed: {}, closed: { authentication: seen.size - 1 } } })
  })
})

describe('a connection that drains', () => {
  useOwnClock()

  test('a connection that drains waits as long as its requests may take', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { timeouts: { requestMs: 300_000 } })
    const connection = await pool.acquire(1, 'other')
    const letGo = brokers.hold('Metadata')
    const answer = connection.send(Metadata, ANY)
    await turns(IN_TURN)
    pool.recycle()
    await pass(299_000)
    expect(connection.state).toBe('draining')
    letGo()
    expect(await answer).toMatchObject({ topics: [] })
    expect(await connection.closed).toMatchObject({ reason: 'superseded' })
  })
})

describe('recycle', () => {
  test('recycle replaces certificates and authority during traffic, and no request fails', async () => {
    const [before, after] = [makePki(), makePki()]
    let pki = before
    const SNICallback = (_: string, use: (error: null, context: SecureContext) => void): void =>
      use(null, createSecureContext({ ...pki.server, ca: pki.ca }))
    await using server = await serve(answer, {}, { ...before.server, SNICallback, requestCert: true })
    const tls = vi.fn(async () => ({ ca: pki.ca, ...pki.client }))
    await using pool = new Pool({ connection: { tls } })
    pool.setBrokers([{ nodeId: 1, host: 'localhost', port: server.port }])
    const answers = new Map([before, after].map(each => [each, 0]))
    const use = async (lane: string): Promise<void> => {
      while ((answers.get(after) ?? 0) < 200) {
        const connection = pool.ready(1, lane) ?? (await pool.acquire(1, lane))
        await connection.send(Metadata, ANY)
        answers.set(pki, (answers.get(pki) ?? 0) + 1)
      }
    }
    const users = ['produce', 'produce', 'fetch', 'other'].map(use)
    await until(() => (answers.get(before) ?? 0) > 200)
    pki = after
    pool.recycle()
    await Promise.all(users)
    expect(tls).toHaveBeenCalledTimes(6)
    expect(pool.snapshot().totals).toMatchObject({ opened: 6, closed: { superseded: 3 }, failed: {} })
    expect([...pool.connections()].map(({ connection }) => connection.broker.tlsAuthorized)).toEqual([true, true, true])
  })
})

async function answer(request: IncomingRequest): Promise<void> {
  if (request.is(ApiVersions)) request.answer(apiVersionsOf())
  else if (request.is(Metadata)) request.answer({ brokers: [], topics: [] })
}

async function* sayHello(): AsyncGenerator<Uint8Array, void, Uint8Array> {
  yield Buffer.from('hello')
}

function poolOf(brokers: MemoryBrokers, connection = {}): Pool {
  const made = new Pool({ connection: { ...brokers.connection, ...connection } })
  made.setBrokers([at(1, 1)])
  return made
}
