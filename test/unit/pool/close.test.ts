import { createServer } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionOptions } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { Pool } from '../../../src/pool/pool.ts'
import type { PoolSettings } from '../../../src/pool/pool-options.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { heldResources, turns, until } from '../../support/process/gate.ts'
import { startProgram } from '../../support/process/program.ts'
import { watchResources } from '../../support/process/resources.ts'
import { MemoryBrokers } from './memory-brokers.ts'

const ANY = { topics: null }
const IN_TURN = 15
const CLOSED = { code: 'KAFKA_POOL_CLOSED', retriable: false, delivery: 'not-sent' }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('close', () => {
  test('close waits for requests in flight, refuses new ones, and returns the same promise to all callers', async () => {
    const brokers = new MemoryBrokers()
    const pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    const letGo = brokers.hold('Metadata')
    const answer = connection.send(Metadata, ANY)
    await turns(IN_TURN)
    const order: string[] = []
    const closing = [pool.close(), pool.close({ timeoutMs: 1 })].map(each => each.then(() => order.push('closed')))
    expect(pool.ready(1, 'produce')).toBeUndefined()
    expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject(CLOSED)
    expect(await rejectionOf(pool.acquire(7, 'produce'))).toMatchObject(CLOSED)
    letGo()
    expect(await answer.then(response => order.push('answered') && response)).toMatchObject({ topics: [] })
    await Promise.all(closing)
    expect(order).toEqual(['answered', 'closed', 'closed'])
    expect(await connection.closed).toMatchObject({ reason: 'shutdown' })
    await pool.close()
    expect(pool.snapshot()).toMatchObject({ isClosed: true, totals: { closed: { shutdown: 1 } } })
  })

  test('close rejects all waiting callers, each with an error of its own, and nothing is dialled again', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'hang')
    brokers.set(2, 'refuse')
    const pool = poolOf(brokers)
    await rejectionOf(pool.acquire(2, 'produce'))
    const waiting = [1, 1, 2].map(nodeId => rejectionOf(pool.acquire(nodeId, 'produce')))
    await turns(IN_TURN)
    await pool.close()
    const errors = await Promise.all(waiting)
    expect(errors).toMatchObject([CLOSED, CLOSED, CLOSED])
    expect(new Set(errors).size).toBe(3)
    expect(brokers.dials.map(({ signal }) => signal.aborted)).toEqual([false, true])
    pool.setBrokers([{ nodeId: 3, host: 'late', port: 3 }])
    expect(await rejectionOf(pool.warmUp())).toMatchObject({ code: 'KAFKA_NO_BROKER', causes: Array(8).fill(CLOSED) })
    expect(await pool.ping()).toMatchObject([
      { nodeId: 1, error: CLOSED },
      { nodeId: 2, error: CLOSED }
    ])
    pool.recycle()
    await turns(IN_TURN)
    expect(brokers.dials).toHaveLength(2)
  })

  test('close waits no longer than timeoutMs, also for a connection that was draining', async () => {
    const brokers = new MemoryBrokers()
    const pool = poolOf(brokers)
    const [a, b] = await Promise.all([pool.acquire(1, 'a'), pool.acquire(1, 'b')])
    brokers.hold('Metadata')
    const answers = [a, b].map(connection => rejectionOf(connection.send(Metadata, ANY)))
    await turns(IN_TURN)
    pool.retire(1, 'a')
    await pool.close({ timeoutMs: 20 })
    expect(await Promise.all(answers)).toMatchObject([
      { code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', reason: 'superseded' },
      { code: 'KAFKA_CONNECTION_CLOSED', delivery: 'maybe-sent', reason: 'shutdown' }
    ])
  })

  test('close rejects a timeoutMs that is not a positive number', async () => {
    await using pool = poolOf(new MemoryBrokers())
    expect(await rejectionOf(pool.close({ timeoutMs: -1 }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(pool.snapshot().isClosed).toBe(false)
  })
})

describe('the resources of a pool after close', () => {
  const states: [string, Partial<ConnectionOptions>, (pool: Pool) => Promise<unknown>][] = [
    ['before any call', {}, async () => undefined],
    ['while it connects', {}, async pool => void pool.acquire(1, 'a').catch(() => undefined)],
    ['during TLS', { tls: { rejectUnauthorized: false } }, waitsFor],
    ['during ApiVersions', {}, waitsFor],
    ['during authentication', { apiVersions: { Metadata: [0, 9] }, sasl: plain({ username: 'a', password: 'b' }) }, waitsFor],
    ['while onFresh waits', { apiVersions: { Metadata: [0, 9] } }, waitsFor]
  ]
  test.each(states)('close of a pool leaves nothing behind: %s', async (name, connection, begin) => {
    const leftBehind = watchResources()
    {
      await using server = await listenInSilence()
      const onFresh = name.includes('onFresh') ? { onFresh: () => new Promise(() => undefined) } : {}
      const pool = new Pool({ connection, ...onFresh })
      pool.setBrokers([{ nodeId: 1, host: '127.0.0.1', port: server.port }])
      await begin(pool)
      if (begin === waitsFor) await server.heard()
      await pool.close({ timeoutMs: 10 })
      expect(pool.snapshot().connections.filter(({ state }) => state !== 'closed')).toEqual([])
    }
    expect(await leftBehind()).toEqual([])
  })

  test('close of a pool leaves nothing behind of requests in flight, idle and evicted connections, backoffs and callers that wait for a slot', async () => {
    const leftBehind = watchResources()
    {
      await using kafka = await startTestingCluster({ brokers: 2 })
      kafka.on(Metadata, () => new Promise(() => undefined))
      const pool = new Pool({ connection: {}, pool: { maxConnections: 2 } })
      pool.setBrokers([...kafka.brokers, { nodeId: 9, host: '127.0.0.1', port: 1 }])
      await rejectionOf(pool.acquire(9, 'a'))
      const connections = await Promise.all([pool.acquire(1, 'a'), pool.acquire(2, 'a')])
      const outcomes = connections.map(connection => rejectionOf(connection.send(Metadata, ANY)))
      const waiting = [pool.acquire(9, 'a'), pool.acquire(1, 'b'), pool.acquire(2, 'b')].map(rejectionOf)
      await kafka.received(Metadata)
      await pool.close({ timeoutMs: 10 })
      expect(await Promise.all(waiting)).toMatchObject([CLOSED, CLOSED, CLOSED])
      expect(await Promise.all(outcomes)).toMatchObject(outcomes.map(() => ({ code: 'KAFKA_CONNECTION_CLOSED' })))
    }
    expect(await leftBehind()).toEqual([])
    expect(heldResources()).toEqual([])
  })

  test('close of a pool leaves nothing behind of a hundred dials that failed, each one byte later', async () => {
    const leftBehind = watchResources()
    {
      await using kafka = await startTestingCluster()
      await using pool = new Pool({
        connection: {},
        pool: { backoff: { initialMs: 0.1, maxMs: 0.1 }, breaker: { failures: Infinity }, maxDialsPerSecond: Infinity }
      })
      pool.setBrokers(kafka.brokers)
      for (let i = 0; i < 100; i++) {
        const calledOff = kafka.broker(1).fault({ after: { bytes: i }, do: i % 2 ? 'reset' : 'close', times: 3 })
        await pool.acquire(1, 'a').catch(() => undefined)
        calledOff()
        pool.retire(1)
      }
    }
    expect(await leftBehind()).toEqual([])
  })
})

describe('close called again', () => {
  useOwnClock()

  test('a second close waits for the end of the first', async () => {
    const brokers = new MemoryBrokers()
    const pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    const letGo = brokers.hold('Metadata')
    const answer = connection.send(Metadata, ANY)
    await turns(IN_TURN)
    const closing = [pool.close({ timeoutMs: 500 }), pool.close({ timeoutMs: 1 })]
    await pass(499)
    letGo()
    expect(await answer).toMatchObject({ topics: [] })
    await Promise.all(closing)
  })
})

describe('no timer of the pool', () => {
  useOwnClock()

  test('no timer is left by a caller that got its connection before its timeout', async () => {
    await using pool = poolOf(new MemoryBrokers())
    await pool.acquire(1, 'a')
    const timers = vi.getTimerCount()
    await pool.acquire(1, 'b', { timeoutMs: 60_000 })
    expect(vi.getTimerCount()).toBe(2 * timers)
  })

  test('no timer is left by a connection, by a failure without waiting callers, or by callers that gave up', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { pool: { maxDialsPerSecond: 1 } })
    await pool.acquire(1, 'a')
    const timers = vi.getTimerCount()
    brokers.set(2, 'refuse')
    await rejectionOf(pool.acquire(2, 'a'))
    expect(vi.getTimerCount()).toBe(timers)
    const given = [pool.acquire(2, 'a', { timeoutMs: 20 }), pool.acquire(1, 'b', { timeoutMs: 20 })].map(rejectionOf)
    await turns(IN_TURN)
    expect(vi.getTimerCount()).toBeGreaterThan(timers)
    await pass(22)
    expect(await Promise.all(given)).toMatchObject([
      {
        code: 'KAFKA_TIMEOUT',
        message: expect.stringMatching(/not dialled for another \d+ ms \(failures in a row: 1\)/),
        cause: { code: 'KAFKA_CONNECT' }
      },
      { code: 'KAFKA_TIMEOUT', message: expect.stringContaining('maxDialsPerSecond') }
    ])
    await turns(IN_TURN)
    expect(vi.getTimerCount()).toBe(timers)
    expect(brokers.dials).toHaveLength(2)
  })
})

describe('a process with a pool', () => {
  test.each([
    ['ends although its idle pool was not closed', 'idle', ['opened']],
    ['ends after it closed its pool', 'closes', ['closed']],
    ['that waits for a broker in its backoff ends after the error', 'waits', ['KAFKA_CONNECT', 'KAFKA_CONNECT']]
  ])('a process %s', async (_, what, lines) => {
    await using kafka = await startTestingCluster()
    using program = startProgram('pooled', [kafka.broker(1).port, what])
    const told: unknown[] = []
    for (let line = await program.line(); line !== undefined; line = await program.line()) told.push(JSON.parse(line))
    expect(told).toEqual(lines)
    expect(await program.ended).toEqual({ code: 0, stderr: '' })
  })
})

async function waitsFor(pool: Pool): Promise<void> {
  pool.acquire(1, 'a').catch(() => undefined)
  await until(() => pool.snapshot().connections[0]?.waiting === 1)
}

/** A server that accepts connections and answers nothing. */
async function listenInSilence(): Promise<{ readonly port: number; heard(): Promise<void> } & AsyncDisposable> {
  const sockets = new Set<{ destroy(): unknown }>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined).resume()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard: () => until(() => sockets.size > 0),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

function poolOf(brokers: MemoryBrokers, settings: Partial<PoolSettings> = {}): Pool {
  const pool = new Pool({ connection: brokers.connection, ...settings })
  pool.setBrokers([1, 2].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId })))
  return pool
}
