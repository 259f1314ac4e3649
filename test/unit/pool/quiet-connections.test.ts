import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Connection, ConnectionOptions } from '../../../src/index.ts'
import { ApiVersions, Metadata } from '../../../src/messages.ts'
import { Pool } from '../../../src/pool/pool.ts'
import type { PoolOptions } from '../../../src/pool/pool-options.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { startForwarder } from '../../support/faults/forwarder.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { gate, turns, until } from '../../support/process/gate.ts'
import { MemoryBrokers } from './memory-brokers.ts'

const ANY = { topics: null }
const IN_TURN = 15

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a connection that was quiet', () => {
  useOwnClock()

  test('a connection that was quiet for less than validateMs is handed out at once, and after that only when it has answered a ping', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    await pass(59_999)
    expect(pool.ready(1, 'produce')).toBe(connection)
    await pass(2)
    expect(pool.ready(1, 'produce')).toBeUndefined()
    expect(await Promise.all([1, 2, 3].map(() => pool.acquire(1, 'produce')))).toEqual([connection, connection, connection])
    expect(pool.ready(1, 'produce')).toBe(connection)
    expect(brokers.dials.map(({ requests }) => requests)).toEqual([['ApiVersions', 'ApiVersions']])
  })

  test('a caller that began to wait for a slot during a ping gets it when the connection is idle', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 1 })
    const connection = await pool.acquire(1, 'produce')
    await pass(60_001)
    const letGo = brokers.hold('ApiVersions')
    const pinged = pool.acquire(1, 'produce')
    await turns(IN_TURN)
    const waiting = pool.acquire(1, 'fetch', { timeoutMs: 5_000 })
    await turns(IN_TURN)
    letGo()
    expect(await pinged).toBe(connection)
    await turns(IN_TURN)
    await pass(100)
    expect(await waiting).not.toBe(connection)
    expect(await connection.closed).toMatchObject({ reason: 'evicted' })
  })

  test('a connection is not handed out during its ping, and another is dialled if it does not answer', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const dead = await pool.acquire(1, 'produce')
    await pass(300_000) // the process was frozen, and a firewall has forgotten the flow
    Object.assign(brokers.dials[0] ?? {}, { isSilent: true })
    const acquired = pool.acquire(1, 'produce')
    await turns(IN_TURN)
    expect(pool.ready(1, 'produce')).toBeUndefined()
    await pass(2_999)
    expect(brokers.dials).toHaveLength(1)
    await pass(2)
    const alive = await acquired
    expect(alive).not.toBe(dead)
    expect(await dead.closed).toMatchObject({ reason: 'superseded' })
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 0 }], totals: { opened: 2, closed: { superseded: 1 }, failed: {} } })
  })

  test('a connection that was quiet for idleMs is never handed out, even if its timer is late', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { validateMs: Infinity }, { timeouts: { idleMs: 180_000 } })
    const first = await pool.acquire(1, 'produce')
    await pass(179_999)
    expect(pool.ready(1, 'produce')).toBe(first)
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2) // no timer has fired yet
    expect(pool.ready(1, 'produce')).toBeUndefined()
    const second = await pool.acquire(1, 'produce')
    expect(second).not.toBe(first)
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 0 }], totals: { closed: { idle: 1 } } })
  })

  test('a broker that throttles says so in the answer to a ping, and the next request is given the time', async () => {
    await using kafka = await startTestingCluster()
    await using pool = new Pool({ connection: { timeouts: { requestMs: 1_000 } }, pool: { validateMs: 100 } })
    pool.setBrokers(kafka.brokers)
    await pool.acquire(1, 'produce')
    await pass(200)
    kafka.on(ApiVersions, async (_, next) => ({ ...(await next()), throttleTimeMs: 5_000 }))
    const connection = await pool.acquire(1, 'produce')
    const throttled = gate()
    kafka.on(Metadata, async (_, next) => {
      await throttled.opened
      return next()
    })
    const answer = connection.send(Metadata, ANY)
    await pass(5_900)
    expect(connection.state).toBe('open')
    throttled.open()
    expect(await answer).toMatchObject({ topics: [] })
  })

  test('a ping goes on when all callers have given up, and the connection is kept', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    await pass(60_001)
    const letGo = brokers.hold('ApiVersions')
    const given = rejectionOf(pool.acquire(1, 'produce', { timeoutMs: 10 }))
    await pass(12)
    expect(await given).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'dial' })
    letGo()
    await turns(IN_TURN)
    expect(pool.ready(1, 'produce')).toBe(connection)
  })
})

describe('maxConnections', () => {
  test('maxConnections closes the least recently used idle connection', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 3 })
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(lane => pool.acquire(1, lane)))
    pool.ready(1, 'a')
    await pool.acquire(1, 'd')
    expect([a?.state, b?.state, c?.state]).toEqual(['open', 'closed', 'open'])
    expect(await b?.closed).toMatchObject({ reason: 'evicted' })
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 0 })
    expect(pool.snapshot().totals).toMatchObject({ opened: 4, closed: { evicted: 1 } })
  })

  test('maxConnections does not close a connection with a request in flight, and waits for the first that is idle', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 2 })
    const [a, b] = await Promise.all([pool.acquire(1, 'a'), pool.acquire(1, 'b')])
    const letGo = brokers.hold('Metadata')
    const answers = [a.send(Metadata, ANY), b.send(Metadata, ANY)]
    const waiting = pool.acquire(1, 'c')
    await turns(IN_TURN)
    expect(brokers.dials).toHaveLength(2)
    expect([a.state, b.state]).toEqual(['open', 'open'])
    letGo()
    await Promise.all(answers)
    expect((await waiting).state).toBe('open')
    expect([a.state, b.state].sort()).toEqual(['closed', 'open'])
  })

  test.each([1, 3])('maxConnections takes the slot of a lane that always has requests in flight, %i at a time', async inFlight => {
    await using kafka = await startTestingCluster()
    await using pool = new Pool({ connection: {}, pool: { maxConnections: 1 } })
    pool.setBrokers(kafka.brokers)
    const first = await pool.acquire(1, 'fetch')
    let isOver = false
    const outcomes: unknown[] = []
    const persist = async (): Promise<void> => {
      while (!isOver) {
        const connection = pool.ready(1, 'fetch') ?? (await pool.acquire(1, 'fetch'))
        outcomes.push(await connection.send(Metadata, ANY).then(() => 'answered', String))
      }
    }
    // The broker answers one request at a time, so that of several requests some are always in
    // flight.
    kafka.on(Metadata, async (_, next) => {
      await turns(2)
      return next()
    })
    const persisting = Promise.all(Array.from({ length: inFlight }, persist))
    await until(() => outcomes.length > 10)
    const other = await pool.acquire(1, 'other', { timeoutMs: 8_000 }).finally(() => (isOver = true))
    expect(other.state).toBe('open')
    expect(await first.closed).toMatchObject({ reason: 'evicted' })
    await persisting
    expect(new Set(outcomes)).toEqual(new Set(['answered']))
  })

  test('maxConnections lets a caller send on the connection that it has just got, before it can be closed', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 1 })
    const use = async (lane: string): Promise<string> => {
      for (let i = 0; i < 5; i++) {
        const connection = await pool.acquire(1, lane)
        await connection.send(Metadata, ANY)
        expect(pool.snapshot().connections.filter(({ state }) => state === 'open').length).toBeLessThanOrEqual(1)
      }
      return lane
    }
    expect(await Promise.all([use('a'), use('b'), use('c')])).toEqual(['a', 'b', 'c'])
  })

  test('maxConnections holds while dials fail', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 1, breaker: { failures: Infinity }, backoff: { initialMs: 1, maxMs: 1 } })
    brokers.set(1, 'refuse')
    for (let i = 0; i < 5; i++) await rejectionOf(pool.acquire(1, 'a'))
    brokers.set(1, 'serve')
    expect((await pool.acquire(1, 'b')).state).toBe('open')
  })

  test('a dial that may not begin when it gets its slot gives the slot back', async () => {
    const brokers = new MemoryBrokers()
    await using pool = new Pool({ connection: brokers.connection, pool: { maxConnections: 1 } })
    pool.setBrokers([1, 2].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId })))
    await pool.acquire(2, 'other')
    brokers.set(1, 'refuse')
    // Both wait for the one slot. The first dial fails, and the backoff stops the second after it
    // got the slot.
    await Promise.all(['produce', 'fetch'].map(lane => rejectionOf(pool.acquire(1, lane))))
    expect((await pool.acquire(2, 'other')).state).toBe('open')
  })

  test('maxConnections holds when a caller that waits for a slot gives up', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxConnections: 1 })
    brokers.set(1, 'hang')
    const hanging = pool.acquire(1, 'a')
    await turns(IN_TURN)
    const giveUp = new AbortController()
    const given = rejectionOf(pool.acquire(1, 'b', { signal: giveUp.signal }))
    await turns(IN_TURN)
    giveUp.abort('enough')
    expect(await given).toBe('enough')
    brokers.set(1, 'serve')
    pool.recycle()
    expect((await hanging).state).toBe('open')
    expect((await pool.acquire(1, 'b')).state).toBe('open')
  })
})

describe('a pool behind a forwarder', () => {
  test('a pool behind a forwarder that drops a quiet flow silently gives the next caller a new connection after pongMs', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await startForwarder({ to: kafka.broker(1) })
    await using pool = new Pool({ connection: {}, pool: { validateMs: 1, pongMs: 50 } })
    pool.setBrokers([{ nodeId: 1, host: forwarder.host, port: forwarder.port }])
    const first = await pool.acquire(1, 'produce')
    forwarder.blackHole({ afterBytes: forwarder.bytes.up })
    await turns(100)
    while (pool.ready(1, 'produce') !== undefined) await turns(10)
    const acquired = pool.acquire(1, 'produce')
    await first.closed
    await forwarder.behave()
    const second = await acquired
    expect(second).not.toBe(first)
    expect((await second.send(Metadata, ANY)).brokers).toHaveLength(1)
  })

  test('a pool behind a forwarder that closes quiet connections fails no request after its retry', async () => {
    await using kafka = await startTestingCluster()
    await using forwarder = await startForwarder({ to: kafka.broker(1) })
    await using pool = new Pool({ connection: {}, pool: { maxDialsPerSecond: Infinity } })
    pool.setBrokers([{ nodeId: 1, host: forwarder.host, port: forwarder.port }])
    let connection: Connection | undefined
    for (let round = 0; round < 200; round++) {
      connection = await pool.acquire(1, 'produce')
      expect((await connection.send(Metadata, ANY)).brokers).toHaveLength(1)
      forwarder.reset()
      await connection.closed
    }
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 0 }], totals: { opened: 200, closed: { broken: 200 }, failed: {} } })
  })
})

function poolOf(brokers: MemoryBrokers, pool: PoolOptions = {}, connection: Partial<ConnectionOptions> = {}): Pool {
  const made = new Pool({ connection: { ...brokers.connection, ...connection }, pool })
  made.setBrokers([{ nodeId: 1, host: 'broker.test', port: 1 }])
  return made
}
