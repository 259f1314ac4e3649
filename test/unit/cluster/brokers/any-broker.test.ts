import { describe, expect, test } from 'vitest'
import { rankBrokers } from '../../../../src/cluster/brokers/any-broker.ts'
import { Metadata } from '../../../../src/messages.ts'
import { Pool } from '../../../../src/pool/pool.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { until } from '../../../support/process/gate.ts'

const SEED = -2_147_483_648

const brokersOf = (kafka: TestingCluster) => kafka.brokers.map(({ nodeId, host, port }) => ({ nodeId, host, port, rack: null }))
const mapOf = (kafka: TestingCluster) => ({ brokers: new Map(brokersOf(kafka).map(broker => [broker.nodeId, broker])) })

describe('rankBrokers', () => {
  test('rankBrokers puts connected brokers first, by their number of requests in flight', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(brokersOf(kafka))
    kafka.on(Metadata, () => undefined)
    const [two, three] = await Promise.all([pool.acquire(2, 'other'), pool.acquire(3, 'other')])
    const waiting = [two.send(Metadata, { topics: [] }), two.send(Metadata, { topics: [] }), three.send(Metadata, { topics: [] })]
    const settled = Promise.allSettled(waiting)
    await until(() => two.traffic.inFlight === 2 && three.traffic.inFlight === 1)
    const picked = [rankBrokers(pool, mapOf(kafka), { seeds: [] }), rankBrokers(pool, mapOf(kafka), { seeds: [], avoid: 3 })]
    await pool.close({ timeoutMs: 1 })
    await settled
    expect(picked).toEqual([
      [3, 2, 1],
      [2, 1, 3]
    ])
  })

  test('rankBrokers puts known brokers before bootstrap servers, and the one to avoid last', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const [known, seed] = brokersOf(kafka)
    await using pool = new Pool({ connection: {}, pool: { backoff: { initialMs: 50_000, maxMs: 60_000 } } })
    if (known === undefined || seed === undefined) throw new Error('there are two brokers')
    const dead = { nodeId: 7, host: '127.0.0.1', port: 1 }
    pool.setBrokers([known, dead, { ...seed, nodeId: SEED }])
    const map = { brokers: new Map([known, { ...dead, rack: null }].map(broker => [broker.nodeId, broker])) }
    await expect(pool.acquire(7, 'other')).rejects.toMatchObject({ code: 'KAFKA_CONNECT' })
    expect(rankBrokers(pool, map, { seeds: [SEED] })).toEqual([1, SEED, 7])
    expect(rankBrokers(pool, map, { seeds: [SEED], avoid: 1 })).toEqual([SEED, 7, 1])
    expect(rankBrokers(pool, { brokers: new Map() }, { seeds: [SEED] })).toEqual([SEED])
    expect(rankBrokers(pool, { brokers: new Map() }, { seeds: [] })).toEqual([])
  })

  test('rankBrokers begins with a random broker, so that not all clients ask the first one', async () => {
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers(brokersOf(kafka))
    const firsts = new Set(Array.from({ length: 200 }, () => rankBrokers(pool, mapOf(kafka), { seeds: [] })[0]))
    expect(firsts.size).toBe(3)
  })
})
