import type { Duplex } from 'node:stream'
import { describe, expect, test, vi } from 'vitest'
import { Metadata } from '../../../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { gate, turns, until } from '../../../support/process/gate.ts'
import { type Mapped, mapCluster } from '../../../support/vectors/mapped.ts'

useOwnClock()

const ORDERS = { name: 'orders' }

/** Collects the times of all Metadata requests from now on. */
function watch(kafka: TestingCluster): number[] {
  const times: number[] = []
  kafka.on(Metadata, (_, next) => {
    times.push(performance.now())
    return next()
  })
  return times
}

async function connected(kafka: TestingCluster, metadata = {}): Promise<Mapped> {
  const mapped = mapCluster({ bootstrapServers: kafka.bootstrap, metadata })
  await mapped.metadata.refresh()
  // In these turns the connection to the bootstrap server is closed. Later requests go by the
  // connections of the brokers.
  await turns(10)
  return mapped
}

/** Advances the clock, millisecond by millisecond, until the work has settled. Returns how long. */
async function passUntilSettled(work: Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  let isSettled = false
  void work.catch(() => undefined).finally(() => (isSettled = true))
  for (let i = 0; i < 10_000 && !isSettled; i++) {
    await turns(20)
    if (!isSettled) await pass(1)
  }
  await work
  return performance.now() - startedMs
}

describe('refreshes', () => {
  test('refreshes that bring nothing new are further and further apart', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const times = watch(kafka)
    for (let i = 0; i < 8; i++) await passUntilSettled(mapped.metadata.refresh())
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    // 100, 200, 400, 800 and then 1,000 ms, 20 % more or less.
    for (const [i, gap] of gaps.entries()) {
      const exact = Math.min(100 * 2 ** i, 1_000)
      expect(gap).toBeGreaterThanOrEqual(0.8 * exact - 1)
      expect(gap).toBeLessThanOrEqual(Math.min(1.2 * exact, 1_000) + 10)
    }
  })

  test('refreshes of a healthy cluster are no further apart than maxAgeMs, so that no request waits for the pace', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka, { maxAgeMs: 150 })
    const times = watch(kafka)
    for (let i = 0; i < 6; i++) await passUntilSettled(mapped.metadata.refresh())
    const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(150 + 10)
  })

  test('refreshes are further and further apart even if each answer names another controller, as on KRaft', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using mapped = await connected(kafka)
    let answers = 0
    const controllers: number[] = []
    kafka.on(Metadata, async (_, next) => ({ ...(await next()), controllerId: 1 + (++answers % 2) }))
    const { map } = mapped.metadata
    const { generation } = map
    const startedMs = performance.now()
    for (let i = 0; i < 5; i++) {
      await passUntilSettled(mapped.metadata.refresh())
      controllers.push(map.controllerId)
    }
    // The pauses are 100, 100, 200, 400 and 800 ms, each at most 20 % shorter.
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(0.8 * 1_500)
    expect(controllers).toEqual([2, 1, 2, 1, 2])
    expect(map.generation).toBe(generation)
  })

  test('a refresh that brings something new resets the pace', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    for (let i = 0; i < 6; i++) await passUntilSettled(metadata.refresh())
    kafka.moveLeader('orders', 0, 2)
    await passUntilSettled(metadata.refresh())
    expect(await passUntilSettled(metadata.refresh())).toBeLessThanOrEqual(130)
  })

  test('a topic that was never asked for does not wait for the pace, and the next request for an unknown topic waits for it alone', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    for (let i = 0; i < 6; i++) await passUntilSettled(metadata.refresh())
    const others = metadata.refresh()
    const beganMs = performance.now()
    await metadata.ensure([ORDERS])
    await others
    expect(performance.now()).toBe(beganMs)
    await metadata.ensure([{ name: 'missing' }])
    expect(await passUntilSettled(metadata.ensure([{ name: 'missing' }]))).toBeGreaterThanOrEqual(79)
  })

  test('a new topic that comes while a refresh is in flight does not wait for the pace', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    for (let i = 0; i < 6; i++) await passUntilSettled(metadata.refresh())
    await pass(1_000)
    const held = gate()
    let asked = 0
    kafka.on(Metadata, { times: 1 }, async (_, next) => {
      asked++
      await held.opened
      return next()
    })
    const before = metadata.refresh()
    await until(() => asked === 1)
    const beganMs = performance.now()
    const known = metadata.ensure([ORDERS])
    held.open()
    await before
    await passUntilSettled(known)
    expect(performance.now()).toBe(beganMs)
  })

  test('no refresh happens while the cluster is not used, however old the map is', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka)
    await mapped.metadata.ensure([ORDERS])
    const times = watch(kafka)
    await pass(3_600_000)
    expect(times).toEqual([])
  })

  test('an old map is refreshed at its next use, which waits for the refresh only if the map is older than twice maxAgeMs', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka, { maxAgeMs: 10_000, topicIdleMs: 1_000_000 })
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    const times = watch(kafka)
    await pass(9_000)
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(true)
    await turns(10)
    expect(times).toHaveLength(0)
    await pass(2_000)
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(true)
    await until(() => times.length === 1)
    await passUntilSettled(metadata.refresh())
    await pass(21_000)
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(false)
    await metadata.ensure([ORDERS])
    expect(metadata.touchAndCheckFresh([ORDERS])).toBe(true)
  })

  test('refreshes leave out topics that were not used for topicIdleMs', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1, others: 1 } })
    await using mapped = await connected(kafka, { topicIdleMs: 60_000 })
    const { metadata } = mapped
    await metadata.ensure([ORDERS, { name: 'others' }])
    await pass(50_000)
    expect(metadata.touchAndCheckFresh([{ name: 'others' }])).toBe(true)
    await pass(20_000)
    const asked = kafka.received(Metadata)
    await asked
    await kafka.received(Metadata)
    await metadata.refresh()
    const { message } = await kafka.received(Metadata)
    expect(message.topics?.map(({ name }) => name)).toEqual(['others'])
    expect(metadata.map.topic(ORDERS)).toBeUndefined()
    expect(metadata.map.topic({ name: 'others' })).toBeDefined()
  })

  test('a topic that was created again with another id, and that nobody uses, does not stay in the map', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka, { topicIdleMs: 10_000, minAgeMs: 1 })
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    const { topicId = '' } = metadata.map.topic(ORDERS) ?? {}
    await pass(8_000)
    await metadata.ensure([{ topicId }])
    await pass(4_000)
    // The name is not in use any more. It is asked for because the id is, and has another id by then.
    const again = 'BBBBBBBBBBBBBBBBBBBBBA'
    kafka.on(Metadata, async (_, next) => {
      const answer = await next()
      return { ...answer, topics: answer.topics.map(topic => ({ ...topic, topicId: again })) }
    })
    await passUntilSettled(metadata.refresh())
    expect(metadata.map.topic(ORDERS)?.topicId).toBe(again)
    await pass(12_000)
    await passUntilSettled(metadata.refresh())
    expect(metadata.map.topic(ORDERS)).toBeUndefined()
  })

  test('a topic stays known to a caller that waits for it longer than topicIdleMs', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using mapped = await connected(kafka, { topicIdleMs: 500, minAgeMs: 1_000 })
    const { metadata } = mapped
    await metadata.ensure([ORDERS])
    metadata.suspect(1)
    await passUntilSettled(metadata.ensure([ORDERS]))
    expect(metadata.map.topic(ORDERS)).toBeDefined()
  })

  test('refreshes follow the backoff of the pool while all brokers are down, however many callers wait', async () => {
    const dials: number[] = []
    const dial = (): Duplex => {
      dials.push(performance.now())
      throw new Error('down')
    }
    await using mapped = mapCluster({ bootstrapServers: 'a,b', connection: { dial } })
    const failures = { count: 0 }
    const persist = async (): Promise<void> => {
      while (!mapped.metadata.closed.aborted) await mapped.metadata.ensure([ORDERS]).catch(() => failures.count++)
    }
    const waiting = Promise.all(Array.from({ length: 1_000 }, persist))
    const rounds = 6_000
    for (let i = 0; i < rounds; i++) await pass(10)
    mapped.metadata.close()
    await waiting
    // Pauses of 100, 200, 400, 800 and then 1,000 ms make 63 dials of each server in a minute. If
    // each pause is 20 % shorter, there are 78.
    expect(dials.length).toBeGreaterThanOrEqual(2 * 55)
    expect(dials.length).toBeLessThanOrEqual(2 * 78)
    // Whenever a server comes back, it is dialled within a second.
    expect(Math.max(...dials.map((atMs, i) => atMs - (dials[i - 1] ?? 0)))).toBeLessThanOrEqual(1_050)
    // After a refresh that may dial no server, the next one begins when a server may be dialled.
    expect(failures.count).toBeLessThanOrEqual(1_000 * (dials.length + 2))
  })

  test('a refresh that waits for its time ends at once when the cluster is closed, and later ones reject', async () => {
    await using kafka = await startTestingCluster()
    await using mapped = await connected(kafka)
    const { metadata } = mapped
    const waiting = metadata.refresh()
    await turns(5)
    metadata.close()
    await expect(waiting).rejects.toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
    await expect(metadata.refresh()).rejects.toMatchObject({ code: 'KAFKA_POOL_CLOSED' })
  })

  test('refreshes leave no timer behind', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const before = vi.getTimerCount()
    const mapped = await connected(kafka)
    const { metadata } = mapped
    const waiting = Promise.allSettled([
      metadata.refresh(),
      metadata.refresh({ timeoutMs: 5_000 }),
      metadata.ensure([ORDERS], { timeoutMs: 9_000 })
    ])
    await mapped[Symbol.asyncDispose]()
    await waiting
    expect(vi.getTimerCount()).toBe(before)
  })
})
