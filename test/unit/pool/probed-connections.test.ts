import { expect, test } from 'vitest'
import { Metadata } from '../../../src/messages.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns, until } from '../../support/process/gate.ts'
import { MemoryBrokers } from './memory-brokers.ts'

useOwnClock()

const QUIET_MS = 60_001 // longer than validateMs

function poolOf(brokers: MemoryBrokers): Pool {
  const pool = new Pool({ connection: brokers.connection })
  pool.setBrokers([{ nodeId: 1, host: 'broker.test', port: 1 }])
  return pool
}

test('a quiet connection that breaks during its ping is replaced by a new dial at once, for all callers', async () => {
  const brokers = new MemoryBrokers()
  await using pool = poolOf(brokers)
  const quiet = await pool.acquire(1, 'produce')
  await pass(QUIET_MS)
  const letGo = brokers.hold('ApiVersions')
  const acquired = [pool.acquire(1, 'produce'), pool.acquire(1, 'produce')]
  await until(() => brokers.dials[0]?.requests.length === 2)
  brokers.dials[0]?.cut('RST')
  letGo()
  const [first, second] = await Promise.all(acquired)
  expect(first).toBe(second)
  expect(first).not.toBe(quiet)
  expect((await first?.send(Metadata, { topics: null }))?.topics).toEqual([])
  expect(await quiet.closed).toMatchObject({ reason: 'broken' })
  expect(pool.snapshot()).toMatchObject({ totals: { opened: 2 }, connections: [{ lane: 'produce', state: 'open' }] })
})

test('a quiet connection that is closing when its ping is answered is not handed out', async () => {
  const brokers = new MemoryBrokers()
  await using pool = poolOf(brokers)
  const quiet = await pool.acquire(1, 'produce')
  await pass(QUIET_MS)
  const letGo = brokers.hold('ApiVersions')
  const acquired = pool.acquire(1, 'produce')
  await until(() => brokers.dials[0]?.requests.length === 2)
  void quiet.close()
  expect(quiet.state).toBe('draining')
  letGo()
  const connection = await acquired
  expect(connection).not.toBe(quiet)
  expect(connection.state).toBe('open')
})

test('a connection that is closing is not pinged, and another is dialled', async () => {
  const brokers = new MemoryBrokers()
  await using pool = poolOf(brokers)
  const draining = await pool.acquire(1, 'produce')
  const letGo = brokers.hold('Metadata')
  const out = draining.send(Metadata, { topics: null })
  await until(() => brokers.dials[0]?.requests.length === 2)
  void draining.close()
  const connection = await pool.acquire(1, 'produce')
  expect(connection).not.toBe(draining)
  expect(brokers.dials[0]?.requests).toEqual(['ApiVersions', 'Metadata'])
  expect(pool.snapshot().brokers[0]?.lastError).toBeUndefined()
  letGo()
  await out
})

test('two callers that wait for one dial each give up at their own timeout, in any order', async () => {
  const brokers = new MemoryBrokers()
  await using pool = poolOf(brokers)
  const letGo = brokers.hold('ApiVersions')
  const ended: unknown[] = []
  const wait = (timeoutMs: number): Promise<unknown> =>
    pool.acquire(1, 'produce', { timeoutMs }).then(
      () => ended.push(`${timeoutMs} got one`),
      ({ code, timeoutMs: limitMs }: { code: string; timeoutMs: number }) => ended.push([code, limitMs])
    )
  const waiting = [wait(300), wait(100), wait(200), wait(1_000)]
  await pass(99)
  expect(ended).toEqual([])
  await pass(2)
  expect(ended).toEqual([['KAFKA_TIMEOUT', 100]])
  await pass(100)
  expect(ended.slice(1)).toEqual([['KAFKA_TIMEOUT', 200]])
  await pass(100)
  expect(ended.slice(2)).toEqual([['KAFKA_TIMEOUT', 300]])
  letGo()
  await Promise.all(waiting)
  expect(ended.slice(3)).toEqual(['1000 got one'])
  await turns(1)
  expect(brokers.dials).toHaveLength(1)
})

test('an eviction goes on when the connection that was watched for an idle moment breaks instead', async () => {
  const brokers = new MemoryBrokers()
  await using pool = new Pool({ connection: brokers.connection, pool: { maxConnections: 1 } })
  pool.setBrokers([1, 2].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId })))
  const busy = await pool.acquire(1, 'produce')
  brokers.hold('Metadata')
  const lost = busy.send(Metadata, { topics: null }).catch((error: unknown) => error)
  const waiting = pool.acquire(2, 'produce')
  await turns(20)
  brokers.dials[0]?.cut('RST')
  expect((await waiting).state).toBe('open')
  expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
})
