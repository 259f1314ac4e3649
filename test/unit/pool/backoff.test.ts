import { afterEach, describe, expect, test, vi } from 'vitest'
import { type ConnectionOptions, errorCodes } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { Pool } from '../../../src/pool/pool.ts'
import type { PoolOptions } from '../../../src/pool/pool-options.ts'
import { plain } from '../../../src/sasl/index.ts'
import { backoffMs } from '../../../src/waiting/backoff.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../support/process/clock.ts'
import { turns } from '../../support/process/gate.ts'
import { MemoryBrokers, type MemoryDial } from './memory-brokers.ts'

const BROKERS = [1, 2, 3].map(nodeId => ({ nodeId, host: 'broker.test', port: nodeId }))
const DOWN = { code: 'KAFKA_CONNECT', phase: 'tcp' }
const IN_TURN = 15 // turns of the event loop: enough for a dial to a broker in memory

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the backoff', () => {
  test('the backoff doubles, 20 % more or less, and is never above maxMs', () => {
    const limits = { initialMs: 100, maxMs: 10_000 }
    const random = vi.spyOn(Math, 'random').mockReturnValue(0)
    const series = (): number[] => Array.from({ length: 9 }, (_, i) => Math.round(backoffMs(i + 1, limits)))
    expect(series()).toEqual([80, 160, 320, 640, 1_280, 2_560, 5_120, 8_000, 8_000])
    random.mockReturnValue(1 - Number.EPSILON)
    expect(series()).toEqual([120, 240, 480, 960, 1_920, 3_840, 7_680, 10_000, 10_000])
    expect(backoffMs(5_000, limits)).toBeLessThanOrEqual(10_000)
    expect(backoffMs(5_000, { initialMs: 0, maxMs: Number.POSITIVE_INFINITY })).toBe(0)
    expect(backoffMs(5_000, { initialMs: 1, maxMs: Number.POSITIVE_INFINITY })).toBeLessThan(2 ** 32)
  })
})

describe('a broker that is down', () => {
  useOwnClock()

  test('a broker that is down is dialled only when its backoff ends, although 1,000 callers want it for 60 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5) // exactly ×2
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers, { breaker: { failures: Infinity } })
    let isOver = false
    let failures = 0
    const want = async (): Promise<void> => {
      while (!isOver) {
        await pool.acquire(1, 'produce').catch(() => failures++)
      }
    }
    const callers = Array.from({ length: 1_000 }, want)
    for (let ms = 0; ms < 60_000; ms += 50) await pass(50)
    const gaps = brokers.dials.slice(1).map(({ atMs }, i) => Math.round(atMs - (brokers.dials[i]?.atMs ?? 0)))
    expect(gaps.slice(0, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000])
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1_050) // time passes in steps of 50 ms
    expect(brokers.dials.length).toBeGreaterThan(55)
    expect(failures).toBe(1_000 * brokers.dials.length)
    isOver = true
    await pool.close()
    await Promise.all(callers)
  })

  test('after a failure only one dial at a time probes the broker, for any number of lanes', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers)
    const lanes = ['produce', 'fetch', 'coordination', 'other']
    const first = await Promise.all(lanes.map(lane => rejectionOf(pool.acquire(1, lane))))
    expect(first).toMatchObject(lanes.map(() => DOWN))
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 1 }, {}, {}], totals: { failed: { tcp: 4 } } }) // four dials that began together count as one failure

    brokers.set(1, 'hang')
    const waiting = lanes.map(lane => pool.acquire(1, lane).catch((error: unknown) => error))
    await pass(9_000)
    expect(brokers.dials).toHaveLength(5)
    expect(pool.snapshot().connections.filter(({ waiting: callers }) => callers === 1)).toHaveLength(4)
    brokers.set(1, 'serve')
    for (let i = 0; i < 100; i++) await pass(100)
    const outcomes = await Promise.all(waiting)
    expect(outcomes.map(outcome => outcome instanceof Error)).toEqual([true, false, false, false])
    expect(brokers.dials).toHaveLength(8)
  })

  test('a broker that accepts and resets has a backoff too, because only a ready connection resets it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const brokers = new MemoryBrokers()
    brokers.set(1, 'reset')
    await using pool = poolOf(brokers, { breaker: { failures: Infinity } }, { apiVersions: { Metadata: [0, 9] }, sasl: PLAIN })
    for (const wait of [100, 200, 400]) {
      expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject({ code: 'KAFKA_CONNECT' })
      expect(pool.retryAfterMs(1)).toBeCloseTo(wait, -1)
      await pass(wait + 1)
    }
  })

  test('a broker has a backoff and its breaker opens while onFresh refuses each connection', async () => {
    const brokers = new MemoryBrokers()
    const onFresh = (): never => {
      throw new Error('no such quota')
    }
    await using pool = new Pool({ connection: brokers.connection, onFresh })
    pool.setBrokers([{ nodeId: 1, host: 'broker.test', port: 1 }])
    for (let failure = 1; failure <= 5; failure++) {
      const refused = rejectionOf(pool.acquire(1, 'produce'))
      for (let waited = 0; waited < 3_000 && brokers.dials.length < failure; waited += 50) await pass(50)
      expect(await refused).toMatchObject({ code: 'KAFKA_CONNECT', retriable: true })
      expect(pool.retryAfterMs(1)).toBeGreaterThan(0)
    }
    expect(pool.snapshot().brokers).toMatchObject([{ failures: 5, breaker: 'open' }])
  })

  test('a ready connection resets the failures of its broker', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    brokers.set(1, 'refuse')
    for (let failure = 0; failure < 3; failure++) {
      await rejectionOf(pool.acquire(1, 'produce'))
      await pass(1_000)
    }
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 3, breaker: 'closed' })
    brokers.set(1, 'serve')
    await pool.acquire(1, 'produce')
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 0, breaker: 'closed', backoffUntil: undefined })
    brokers.set(1, 'refuse')
    await rejectionOf(pool.acquire(1, 'fetch'))
    expect(pool.retryAfterMs(1)).toBe(0) // the lane produce is connected
    pool.retire(1, 'produce')
    await turns(3)
    expect(pool.retryAfterMs(1)).toBeCloseTo(100, 0)
  })

  test('forgive lets waiting callers dial at once, unless openMs keeps the breaker open', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    const backoff = { initialMs: 50_000, maxMs: 60_000 }
    await using pool = poolOf(brokers, { backoff })
    await using patient = poolOf(brokers, { backoff, breaker: { failures: 1, openMs: 55_000 } })
    for (const each of [pool, patient]) await rejectionOf(each.acquire(1, 'produce'))
    const waiting = pool.acquire(1, 'produce')
    await turns(IN_TURN)
    brokers.set(1, 'serve')
    for (const each of [pool, patient]) each.forgive()
    expect((await waiting).state).toBe('open')
    expect(patient.retryAfterMs(1)).toBeGreaterThan(40_000)
  })

  test('a broker that refuses a password has a backoff too', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, {}, { sasl: PLAIN })
    const [first, second] = await Promise.all([1, 2].map(() => rejectionOf(pool.acquire(1, 'produce'))))
    expect(first).toMatchObject({
      code: 'KAFKA_AUTHENTICATION',
      retriable: false,
      errorCode: errorCodes.SASL_AUTHENTICATION_FAILED,
      mechanism: 'PLAIN'
    })
    expect(first).not.toBe(second)
    expect(pool.retryAfterMs(1)).toBeGreaterThan(0)
    expect(pool.snapshot().totals.failed).toEqual({ authentication: 1 })
  })
})

describe('a broker that accepts and never answers', () => {
  useOwnClock()

  test('a broker that never answers delays no other broker and no other lane', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'silent')
    await using pool = poolOf(brokers)
    const slow = pool.acquire(1, 'produce').catch((error: unknown) => error)
    await turns(IN_TURN)
    const others = await Promise.all([pool.acquire(2, 'produce'), pool.acquire(3, 'produce')])
    expect(others.map(({ state }) => state)).toEqual(['open', 'open'])
    brokers.set(1, 'serve')
    expect((await pool.acquire(1, 'fetch')).state).toBe('open')
    brokers.set(1, 'silent') // ApiVersions is asked again in a lower version, on a new connection
    for (let i = 0; i < 11; i++) await pass(1_000)
    expect(await slow).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'api-versions' })
  })
})

describe('the breaker', () => {
  useOwnClock()

  test('the breaker opens after five failures, fails calls during the backoff, and then lets one dial through', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers)
    for (const wait of [100, 200, 400, 800]) {
      expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject(DOWN)
      await pass(wait + 1)
    }
    const waiting = [pool.acquire(1, 'produce'), pool.acquire(1, 'fetch')].map(rejectionOf)
    await turns(IN_TURN)
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 5, breaker: 'open' })
    const dials = brokers.dials.length
    const error = await rejectionOf(pool.acquire(1, 'other'))
    expect(error).toMatchObject({ code: 'KAFKA_CIRCUIT_OPEN', retriable: true, delivery: 'not-sent', broker: { nodeId: 1 } })
    expect(error).toMatchObject({ retryAfterMs: 1_000, cause: { code: 'KAFKA_CONNECT' } })
    expect(await waiting[0]).toMatchObject(DOWN)

    brokers.set(1, 'hang')
    await pass(1_001)
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 5, breaker: 'half-open' })
    expect(brokers.dials).toHaveLength(dials + 1) // the dial of the lane fetch, which still waited
    const late = [pool.acquire(1, 'produce'), pool.acquire(1, 'coordination')].map(rejectionOf)
    await pass(5_000)
    expect(brokers.dials).toHaveLength(dials + 1)
    await pass(5_001)
    expect(await waiting[1]).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp' })
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 6, breaker: 'open' })
    await pool.close()
    expect(await Promise.all(late)).toMatchObject([{ code: 'KAFKA_POOL_CLOSED' }, { code: 'KAFKA_POOL_CLOSED' }])
  })

  test('the breaker closes when a connection is ready', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers, { breaker: { failures: 1 } })
    await rejectionOf(pool.acquire(1, 'produce'))
    expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject({ code: 'KAFKA_CIRCUIT_OPEN' })
    brokers.set(1, 'serve')
    await pass(121)
    await pool.acquire(1, 'produce')
    expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 0, breaker: 'closed' })
  })

  test('the breaker stays open for openMs, if that is longer than the backoff', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers, { breaker: { failures: 2, openMs: 60_000 } })
    await rejectionOf(pool.acquire(1, 'produce'))
    await pass(121)
    await rejectionOf(pool.acquire(1, 'produce'))
    await pass(59_000)
    expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject({ code: 'KAFKA_CIRCUIT_OPEN' })
    await pass(1_001)
    expect(await rejectionOf(pool.acquire(1, 'produce'))).toMatchObject(DOWN)
  })
})

describe('maxDialsPerSecond', () => {
  useOwnClock()

  test('maxDialsPerSecond limits the dials to each broker by itself', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { maxDialsPerSecond: 2 })
    const acquired = [1, 2].flatMap(nodeId =>
      ['a', 'b', 'c', 'd', 'e'].slice(0, nodeId === 1 ? 5 : 2).map(lane => pool.acquire(nodeId, lane))
    )
    for (let i = 0; i < 30; i++) await pass(100)
    await Promise.all(acquired)
    expect(secondsOf(brokers.dialsTo(1))).toEqual([0, 0, 1, 1, 2])
    expect(secondsOf(brokers.dialsTo(2))).toEqual([0, 0])
  })
})

describe('a connection that ends', () => {
  useOwnClock()

  test('a connection that broke without an answer, or was silent, is a failure of its broker', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    brokers.hold('Metadata')
    const connection = await pool.acquire(1, 'produce')
    const lost = rejectionOf(connection.send(Metadata, { topics: null }))
    await turns(IN_TURN)
    brokers.dials[0]?.cut('RST')
    expect(await lost).toMatchObject({ code: 'KAFKA_CONNECTION_CLOSED', reason: 'broken' })
    await turns(1)
    expect(pool.snapshot()).toMatchObject({ brokers: [{ failures: 1 }, {}, {}], totals: { closed: { broken: 1 }, failed: {} } })

    const silent = await pool.acquire(2, 'produce')
    const late = rejectionOf(silent.send(Metadata, { topics: null }))
    await pass(30_001)
    expect(await late).toMatchObject({ code: 'KAFKA_TIMEOUT' })
    expect(pool.snapshot().brokers[1]).toMatchObject({ failures: 1 })
    expect(pool.snapshot().connections[1]?.lastError).toMatchObject({ code: 'KAFKA_TIMEOUT' })
  })

  test.each(['RST', 'FIN'] as const)(
    'a %s with nothing in flight is no failure of the broker, and the next dial begins at once',
    async by => {
      const brokers = new MemoryBrokers()
      await using pool = poolOf(brokers)
      const connection = await pool.acquire(1, 'produce')
      brokers.dials[0]?.cut(by)
      await connection.closed
      await turns(1)
      expect(pool.ready(1, 'produce')).toBeUndefined()
      expect(pool.snapshot().brokers[0]).toMatchObject({ failures: 0 })
      expect((await pool.acquire(1, 'produce')).state).toBe('open')
      expect(pool.snapshot().totals).toMatchObject({ opened: 2, closed: { broken: 1 }, reconnections: 1 })
    }
  )
})

const PLAIN = plain({ username: 'alice', password: 'secret' })

function poolOf(brokers: MemoryBrokers, pool: PoolOptions = {}, connection: Partial<ConnectionOptions> = {}): Pool {
  const made = new Pool({ connection: { ...brokers.connection, ...connection }, pool })
  made.setBrokers(BROKERS)
  return made
}

const secondsOf = (dials: readonly MemoryDial[]): number[] => dials.map(({ atMs }) => Math.floor((atMs - (dials[0]?.atMs ?? 0)) / 1_000))
