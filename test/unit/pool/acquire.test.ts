import { describe, expect, test } from 'vitest'
import { type Connection, errorCodes } from '../../../src/index.ts'
import { Fetch, Heartbeat, Metadata, Produce } from '../../../src/messages.ts'
import { DEFAULT_LANES, laneNames } from '../../../src/pool/lane-table.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { gate, turns, until } from '../../support/process/gate.ts'
import { MemoryBrokers } from './memory-brokers.ts'

const ANY = { topics: null }
const LANES = laneNames(DEFAULT_LANES)
const ONE = [{ nodeId: 1, host: 'broker.test', port: 1 }]

describe('acquire', () => {
  test('acquire dials once per lane for 10,000 callers, and resolves them in the order of their calls', async () => {
    await using kafka = await startTestingCluster()
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(kafka.brokers, kafka.clusterId)
    const served: number[] = []
    const waiting = Array.from({ length: 10_000 }, async (_, caller) => {
      const connection = await pool.acquire(1, LANES[caller % LANES.length] ?? '')
      served.push(caller)
      return connection
    })
    const connections = await Promise.all(waiting)
    expect(new Set(connections).size).toBe(LANES.length)
    expect(kafka.broker(1).connections).toBe(LANES.length)
    expect(pool.snapshot().totals).toMatchObject({ opened: LANES.length, failed: {}, dialWaits: { count: 10_000 } })
    for (const lane of LANES.keys()) {
      const own = served.filter(caller => caller % LANES.length === lane)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
  })

  test('acquire resolves with the open connection, which ready returns without waiting', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    expect(pool.ready(1, 'produce')).toBeUndefined()
    const connection = await pool.acquire(1, 'produce')
    expect(pool.ready(1, 'produce')).toBe(connection)
    expect(await pool.acquire(1, 'produce', { timeoutMs: 1 })).toBe(connection)
    expect(pool.ready(1, 'fetch')).toBeUndefined()
    expect(pool.ready(2, 'produce')).toBeUndefined()
    expect([...pool.connections()]).toEqual([{ nodeId: 1, lane: 'produce', connection }])
    expect(brokers.dials).toHaveLength(1)
  })

  test('acquire opens one connection for each of three node ids on the same port', async () => {
    await using kafka = await startTestingCluster({ versions: { ApiVersions: [0, 4] } }) // ApiVersions 5 is the first that names the expected broker
    await using pool = new Pool({ connection: {} })
    const { host, port } = kafka.broker(1)
    pool.setBrokers([1, 2, 3].map(nodeId => ({ nodeId, host, port })))
    const connections = await Promise.all([1, 2, 3, 1, 2, 3].map(nodeId => pool.acquire(nodeId, 'other')))
    expect(new Set(connections).size).toBe(3)
    pool.setBrokers([1, 2].map(nodeId => ({ nodeId, host, port })))
    expect([1, 2, 3].map(nodeId => pool.ready(nodeId, 'other'))).toEqual([connections[0], connections[1], undefined])
  })

  test('10,000 requests of 50 users need no more sockets than lanes times brokers', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(kafka.brokers, kafka.clusterId)
    let answered = 0
    const use = async (user: number): Promise<void> => {
      for (let request = 0; request < 200; request++) {
        const nodeId = 1 + ((user + request) % 3)
        const lane = LANES[request % LANES.length] ?? ''
        const connection = pool.ready(nodeId, lane) ?? (await pool.acquire(nodeId, lane))
        await connection.send(Metadata, { topics: [] })
        answered++
      }
    }
    await Promise.all(Array.from({ length: 50 }, (_, user) => use(user)))
    expect(answered).toBe(10_000)
    const { opened, closed } = pool.snapshot().totals
    expect(opened).toBeLessThanOrEqual(LANES.length * 3)
    expect(closed).toEqual({})
  })

  test('acquire resolves after onFresh, and rejects if onFresh throws', async () => {
    const brokers = new MemoryBrokers()
    const seen: Connection[] = []
    const problem = new Error('no such quota')
    await using pool = poolOf(brokers, {
      onFresh: async connection => {
        seen.push(connection)
        expect(pool.ready(1, 'produce')).toBeUndefined()
        if (seen.length === 1) throw problem
        await connection.send(Metadata, ANY)
      }
    })
    const error = await rejectionOf(pool.acquire(1, 'produce'))
    expect(error).toMatchObject({ code: 'KAFKA_CONNECT', retriable: true, delivery: 'not-sent', cause: problem })
    expect(String(error)).toContain('onFresh failed (no such quota)')
    expect(seen[0]?.state).toBe('closed')
    const connection = await pool.acquire(1, 'produce')
    expect(connection).toBe(seen[1])
    expect(brokers.dials[1]?.requests).toEqual(['ApiVersions', 'Metadata'])
  })

  test('acquire rejects when the connection ends while onFresh still runs', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers, { onFresh: () => new Promise(() => undefined) })
    const acquired = rejectionOf(pool.acquire(1, 'produce'))
    await until(() => pool.snapshot().totals.opened === 1)
    brokers.dials[0]?.cut('FIN')
    expect(await acquired).toMatchObject({ code: 'KAFKA_CONNECT', message: expect.stringContaining('the connection ended: broken') })
  })
})

describe('a caller', () => {
  test('a caller that gives up does not cancel the dial for other callers', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const letGo = brokers.hold('ApiVersions')
    const [first, second] = [new AbortController(), new AbortController()]
    const given = [first, first, second].map(({ signal }) => rejectionOf(pool.acquire(1, 'produce', { signal })))
    const kept = pool.acquire(1, 'produce')
    await until(() => brokers.dials[0]?.requests.length === 1)
    first.abort('first is gone')
    second.abort('second is gone')
    expect(await Promise.all(given)).toEqual(['first is gone', 'first is gone', 'second is gone'])
    letGo()
    expect((await kept).state).toBe('open')
    expect(brokers.dials).toHaveLength(1)
  })

  test('a dial goes on when the last caller gives up, and its connection is kept', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const letGo = brokers.hold('ApiVersions')
    const error = await rejectionOf(pool.acquire(1, 'produce', { timeoutMs: 5 }))
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'dial', timeoutMs: 5, delivery: 'not-sent', retriable: true })
    expect(error).toMatchObject({
      broker: { nodeId: 1, host: 'broker.test', port: 1 },
      message: expect.stringContaining('the dial goes on')
    })
    letGo()
    await until(() => pool.ready(1, 'produce') !== undefined)
    expect(brokers.dials).toHaveLength(1)
  })

  test('a caller with an aborted signal dials nothing, and callers that share a signal leave no listener', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    expect(await rejectionOf(pool.acquire(1, 'produce', { signal: AbortSignal.abort('never') }))).toBe('never')
    await turns(3)
    expect(brokers.dials).toEqual([])

    const counted = countListeners()
    await Promise.all(Array.from({ length: 100 }, () => pool.acquire(1, 'produce', { signal: counted.signal })))
    expect(counted).toMatchObject({ added: 1, removed: 1 })
  })

  test('each caller gets an error of its own when the shared dial fails, with the same cause', async () => {
    const brokers = new MemoryBrokers()
    brokers.set(1, 'refuse')
    await using pool = poolOf(brokers)
    const [first, second] = await Promise.all([1, 2].map(() => rejectionOf(pool.acquire(1, 'produce'))))
    expect(first).toMatchObject({ code: 'KAFKA_CONNECT', phase: 'tcp', retriable: true, delivery: 'not-sent', broker: { nodeId: 1 } })
    expect(first).not.toBe(second)
    expect((first as Error).cause).toMatchObject({ code: 'ECONNREFUSED' })
    expect((first as Error).cause).toBe((second as Error).cause)
    expect(pool.snapshot().totals.failed).toEqual({ tcp: 1 })
  })

  test('acquire rejects wrong options, and a node id that is not in the pool', async () => {
    await using pool = poolOf(new MemoryBrokers())
    expect(await rejectionOf(pool.acquire(1, 'produce', { timeoutMs: 0 }))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(await rejectionOf(pool.acquire(1, 'produce', { timeout: 1 } as never))).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    expect(await rejectionOf(pool.acquire(7, 'produce'))).toMatchObject({ code: 'KAFKA_CONNECT', retriable: true, delivery: 'not-sent' })
  })
})

describe('lanes', () => {
  test('a Heartbeat does not wait behind a long Fetch, because it has another lane', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(kafka.brokers)
    const order: string[] = []
    const parked = gate()
    kafka.on(Heartbeat, async () => ({ errorCode: errorCodes.UNKNOWN_MEMBER_ID }))
    kafka.on(Fetch, async (_, next) => {
      await parked.opened
      return await next()
    })
    const [fetching, coordinating] = await Promise.all([Fetch, Heartbeat].map(api => pool.acquire(1, pool.laneOf(api))))
    const poll = fetching?.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [] }).then(() => order.push('Fetch'))
    await kafka.received(Fetch)
    await coordinating?.send(Heartbeat, { groupId: 'g', generationId: 1, memberId: 'm' }).then(() => order.push('Heartbeat'))
    parked.open()
    await poll
    expect(order).toEqual(['Heartbeat', 'Fetch'])
  })

  test('the option lanes sets the lanes, and APIs that it does not name use the lane other', async () => {
    await using usual = new Pool({ connection: {} })
    expect([Produce, Fetch, Heartbeat, Metadata].map(api => usual.laneOf(api))).toEqual([
      'produce',
      'fetch',
      'coordination',
      'coordination'
    ])
    expect(usual.laneOf({ name: 'CreateTopics', key: 19, minVersion: 0, maxVersion: 0, flexibleFrom: 0 })).toBe('other')
    await using own = new Pool({ connection: {}, pool: { lanes: { slow: ['Fetch'] } } })
    expect([Produce, Fetch].map(api => own.laneOf(api))).toEqual(['other', 'slow'])
  })

  test('callers may use lanes of any name, which are forgotten with their connections', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    await Promise.all([pool.acquire(1, 'member-1'), pool.acquire(1, 'other')])
    expect(pool.snapshot().connections.map(({ lane }) => lane)).toEqual(['member-1', 'other'])
    for (const dial of brokers.dials) dial.cut('RST')
    await until(() => pool.snapshot().totals.closed.broken === 2)
    expect(pool.snapshot().connections).toMatchObject([{ lane: 'other', state: 'closed' }])
  })

  test('the late end of an old connection does not forget the new lane of the same name', async () => {
    const brokers = new MemoryBrokers()
    await using pool = poolOf(brokers)
    const oldest = await pool.acquire(1, 'member-1')
    const letGo = brokers.hold('Metadata')
    const answer = oldest.send(Metadata, { topics: null })
    await turns(15)
    pool.retire(1)
    const old = await pool.acquire(1, 'member-1')
    pool.retire(1)
    await old.closed
    const fresh = await pool.acquire(1, 'member-1')
    letGo()
    await answer
    await oldest.closed
    expect(pool.ready(1, 'member-1')).toBe(fresh)
    expect([...pool.connections()]).toEqual([{ nodeId: 1, lane: 'member-1', connection: fresh }])
  })
})

function poolOf(brokers: MemoryBrokers, more: { onFresh?: (connection: Connection) => unknown } = {}): Pool {
  const pool = new Pool({ connection: brokers.connection, ...more })
  pool.setBrokers(ONE)
  return pool
}

function countListeners(): { readonly signal: AbortSignal; added: number; removed: number } {
  const { signal } = new AbortController()
  const counted = { signal, added: 0, removed: 0 }
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    counted.added++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    counted.removed++
    removeEventListener.apply(signal, args)
  }
  return counted
}
