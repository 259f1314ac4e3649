import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { DEFAULT_LANES, laneNames } from '../../../src/pool/lane-table.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { type PoolEvent, publishPool } from '../../../src/pool/pool-events.ts'
import type { PoolSettings } from '../../../src/pool/pool-options.ts'
import { plain } from '../../../src/sasl/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns, until } from '../../support/process/gate.ts'
import { MemoryBrokers } from './memory-brokers.ts'

const ANY = { topics: null }
const IN_TURN = 15
const LANES = laneNames(DEFAULT_LANES)

const heard: PoolEvent[] = []
const listener = (event: unknown): void => void heard.push(event as PoolEvent)
afterEach(() => {
  unsubscribe('kafkawire:pool', listener)
  heard.length = 0
  vi.restoreAllMocks()
})

describe('a snapshot', () => {
  test('a snapshot has the state of each connection and each broker', async () => {
    const brokers = new MemoryBrokers(3_600_000)
    brokers.set(2, 'refuse')
    brokers.set(3, 'hang')
    const sasl = plain({ username: 'a', password: 'b' })
    const backoff = { initialMs: 60_000, maxMs: 60_000 } // it must not end before the snapshot is taken
    await using pool = poolOf(brokers, { connection: { ...brokers.connection, sasl }, pool: { backoff } })
    const connection = await pool.acquire(1, 'produce')
    await connection.send(Metadata, ANY)
    const letGo = brokers.hold('Metadata')
    const answer = connection.send(Metadata, ANY)
    await rejectionOf(pool.acquire(2, 'other'))
    const waiting = [pool.acquire(3, 'fetch'), pool.acquire(3, 'fetch')].map(rejectionOf)
    await turns(IN_TURN)

    const { brokers: nodes, connections, totals, isClosed } = pool.snapshot()
    expect(isClosed).toBe(false)
    expect(nodes).toMatchObject([
      { nodeId: 1, host: 'broker.test', port: 1, breaker: 'closed', failures: 0, backoffUntil: undefined },
      {
        nodeId: 2,
        breaker: 'closed',
        failures: 1,
        backoffUntil: expect.any(Date),
        lastError: { code: 'KAFKA_CONNECT' },
        lastErrorAt: expect.any(Date)
      },
      { nodeId: 3, failures: 0 }
    ])
    expect(connections).toMatchObject([
      { nodeId: 1, lane: 'produce', state: 'open', inFlight: 1, waiting: 0, reconnections: 0, connectedAt: expect.any(Date) },
      { nodeId: 2, lane: 'other', state: 'closed', lastError: { code: 'KAFKA_CONNECT', message: expect.stringContaining('ECONNREFUSED') } },
      { nodeId: 3, lane: 'fetch', state: 'connecting', waiting: 2 }
    ])
    const expiresInMs = Number(connections[0]?.sessionExpiresAt) - Date.now()
    expect(expiresInMs).toBeGreaterThan(3_500_000)
    expect(totals).toMatchObject({ opened: 1, failed: { tcp: 1 }, requests: 5, connects: { count: 1 } })
    expect(totals.sentBytes).toBe(connection.traffic.sentBytes)
    expect(totals.averageConnectMs).toBe(totals.connects.totalMs)
    letGo()
    await answer
    await pool.close()
    await Promise.all(waiting)
    expect(pool.snapshot().totals).toMatchObject({ requests: 5, sentBytes: totals.sentBytes, closed: { shutdown: 1 } })
  })

  test('a snapshot shows a closed connection within one turn of the event loop, and counts the reconnection', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const connection = await pool.acquire(1, 'produce')
    brokers.dials[0]?.cut('RST')
    await connection.closed
    await turns(1)
    expect(pool.snapshot().connections[0]).toMatchObject({ state: 'closed', lastError: { code: 'ECONNRESET' } })
    await pool.acquire(1, 'produce')
    expect(pool.snapshot()).toMatchObject({ connections: [{ state: 'open', reconnections: 1 }], totals: { reconnections: 1 } })
  })

  test('snapshots, errors and events hold no secret, as JSON or inspected', async () => {
    subscribe('kafkawire:pool', listener)
    const password = 'canary-password'
    const brokers = new MemoryBrokers()
    const connection = { ...brokers.connection, sasl: plain({ username: 'alice', password }), tls: false }
    await using pool = poolOf(brokers, { connection })
    const error = await rejectionOf(pool.acquire(1, 'produce'))
    expect(error).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    expect(pool.snapshot().connections[0]?.lastError).toMatchObject({ code: 'KAFKA_AUTHENTICATION' })
    for (const seen of [error, pool.snapshot(), pool, heard]) {
      expect(inspect(seen, { depth: 20, showHidden: true })).not.toContain(password)
      expect(JSON.stringify(seen)).not.toContain(password)
    }
  })

  test('a snapshot has the number of retries that were counted', async () => {
    await using pool = poolOf(new MemoryBrokers())
    pool.countRetry()
    pool.countRetry()
    expect(pool.snapshot().totals.retries).toBe(2)
  })
})

describe('an observer', () => {
  test('an observer is called when a connection is open, ready and closed, with the reason', async () => {
    const brokers = new MemoryBrokers()
    const told: unknown[] = []
    await using pool = poolOf(brokers, {
      observe: {
        open: ({ state }) => told.push(['open', state]),
        ready: ({ state }) => told.push(['ready', state]),
        close: ({ state }, reason) => told.push(['close', state, reason])
      },
      onFresh: () => told.push('fresh')
    })
    const connection = await pool.acquire(1, 'produce')
    pool.retire(1)
    await connection.closed
    await turns(1)
    expect(told).toEqual([['open', 'open'], 'fresh', ['ready', 'open'], ['close', 'closed', 'superseded']])
  })

  test('an observer that throws breaks nothing, and its error is published on the channel', async () => {
    subscribe('kafkawire:pool', listener)
    const brokers = new MemoryBrokers()
    const fail = (): never => {
      throw new Error('mine')
    }
    await using pool = poolOf(brokers, { observe: { open: fail, ready: fail, close: fail } })
    const connection = await pool.acquire(1, 'produce')
    expect((await connection.send(Metadata, ANY)).topics).toEqual([])
    await pool.close()
    const errors = heard.filter(({ event }) => event === 'observer-error')
    expect(errors).toMatchObject(['open', 'ready', 'close'].map(hook => ({ hook, error: { message: 'mine' } })))
  })
})

describe('the channel kafkawire:pool', () => {
  test('the channel kafkawire:pool publishes dials, their outcome, and the end of connections', async () => {
    subscribe('kafkawire:pool', listener)
    const brokers = new MemoryBrokers()
    brokers.set(2, 'refuse')
    await using pool = poolOf(brokers)
    await pool.acquire(1, 'produce')
    await rejectionOf(pool.acquire(2, 'fetch'))
    brokers.dials[0]?.cut('FIN')
    await until(() => heard.length === 5)
    const [one, two] = [1, 2].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId }))
    expect(heard).toEqual([
      { event: 'dial', broker: one, lane: 'produce' },
      { event: 'ready', broker: one, lane: 'produce', connectMs: expect.any(Number) },
      { event: 'dial', broker: two, lane: 'fetch' },
      { event: 'failure', broker: two, lane: 'fetch', error: expect.any(Error), failures: 1, retryAfterMs: expect.any(Number) },
      { event: 'close', broker: one, lane: 'produce', reason: 'broken', cause: undefined }
    ])
  })
})

test('an event of the pool is not made while its channel has no subscriber', () => {
  const make = vi.fn()
  publishPool(make)
  expect(make).not.toHaveBeenCalled()
})

describe('warmUp', () => {
  test('warmUp opens all lanes of all brokers, or those that are named', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(kafka.brokers, kafka.clusterId)
    await pool.warmUp({ nodeIds: [2], lanes: ['produce'] })
    expect(kafka.brokers.map(({ connections }) => connections)).toEqual([0, 1, 0])
    await pool.warmUp()
    expect(kafka.brokers.map(({ connections }) => connections)).toEqual([LANES.length, LANES.length, LANES.length])
  })

  test('warmUp resolves if some connections open, and rejects with all errors if none does', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(2, 'refuse')
    await using pool = poolOf(brokers)
    await pool.warmUp({ nodeIds: [1, 2], lanes: ['other'] })
    pool.setBrokers([{ nodeId: 2, host: 'broker.test', port: 2 }])
    const error = await rejectionOf(pool.warmUp({ lanes: ['a', 'b'] }))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER', causes: [{ code: 'KAFKA_CONNECT' }, { code: 'KAFKA_CONNECT' }] })
    expect(await rejectionOf(pool.warmUp({ signal: AbortSignal.abort('no') }))).toBe('no')
    expect(await rejectionOf(pool.warmUp({ lanes: [1] as never }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
  })
})

describe('ping', () => {
  useOwnClock()

  test('ping resolves with the round-trip time or the error of each broker, within timeoutMs', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(2, 'refuse')
    brokers.set(3, 'hang')
    await using pool = poolOf(brokers)
    const pinging = pool.ping({ timeoutMs: 50 })
    await turns(IN_TURN)
    await pass(52)
    expect(await pinging).toMatchObject([
      { nodeId: 1, roundTripMs: expect.any(Number) },
      { nodeId: 2, error: { code: 'KAFKA_CONNECT' } },
      { nodeId: 3, error: { code: 'KAFKA_TIMEOUT', phase: 'dial' } }
    ])
    Object.assign(brokers.dials[0] ?? {}, { isSilent: true })
    const unanswered = pool.ping({ nodeIds: [1], timeoutMs: 20 })
    await turns(IN_TURN)
    await pass(22)
    expect(await unanswered).toMatchObject([{ nodeId: 1, error: { code: 'KAFKA_TIMEOUT' } }])
  })
})

function poolOf(brokers: MemoryBrokers, settings: Partial<PoolSettings> = {}): Pool {
  const pool = new Pool({ connection: brokers.connection, ...settings })
  pool.setBrokers([1, 2, 3].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId })))
  return pool
}
