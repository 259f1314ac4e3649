import { describe, expect, test } from 'vitest'
import { AlterClientQuotas, ApiVersions, CreateTopics, Fetch, Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { ClientQuotas } from '../../../../src/testing/security/client-quotas.ts'
import { RequestTimes } from '../../../../src/testing/security/request-times.ts'
import { TestingClock } from '../../../../src/testing/testing-clock.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

const ALMOST_NOTHING = 1e-9 // per cent: every request is above it
const LONGEST_MS = 1_000
const USER = { nodeId: 1, principal: 'User:alice', clientId: 'raw' }

describe('A client with a quota of the time of its requests', () => {
  test('Each answer has a throttle time, and the client is not heard for so long', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const entity = [{ entityType: 'client-id', entityName: 'raw' }]
    const ops = [{ key: 'request_percentage', value: ALMOST_NOTHING }]

    expect((await client.call(AlterClientQuotas, 1, { entries: [{ entity, ops }] })).throttleTimeMs).toBe(0)
    expect((await client.call(Metadata, 13, { topics: null })).throttleTimeMs).toBe(LONGEST_MS)
    const answered = client.call(ApiVersions, 0, {})
    await expect(Promise.race([answered, new Promise(resolve => setTimeout(() => resolve('nothing'), 30))])).resolves.toBe('nothing')
    kafka.advance(LONGEST_MS)
    await answered
  })

  test('A Fetch above the quota has no records', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    kafka.produce('t', { value: 'v' })
    const entity = [{ entityType: 'client-id', entityName: 'raw' }]
    await client.call(AlterClientQuotas, 1, { entries: [{ entity, ops: [{ key: 'request_percentage', value: ALMOST_NOTHING }] }] })
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }] }]

    const answer = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 0, topics })

    expect([answer.throttleTimeMs, answer.responses]).toEqual([LONGEST_MS, []])
  })

  test('The time until a handler waits counts once, and the throttle time brings the rate back to the quota', () => {
    const clock = new TestingClock()
    const quotas = new ClientQuotas()
    const times = new RequestTimes(quotas, clock)
    expect(times.start(USER).throttleTimeMs).toBe(0)
    quotas.alter(new Map([['user', 'alice']]), new Map([['request_percentage', 50]]))
    const busyFor = (busyMs: number): number => {
      const timer = times.start(USER)
      clock.advance(busyMs)
      timer.stop()
      clock.advance(10_000) // it waits
      expect(timer.throttleTimeMs).toBe(timer.throttleTimeMs)
      return timer.throttleTimeMs
    }

    expect(busyFor(4_000)).toBe(0) // 40 % of ten seconds
    expect(busyFor(5_100)).toBeGreaterThan(0)
    expect(times.start({ ...USER, nodeId: 2 }).throttleTimeMs).toBe(0)
    clock.close()
  })

  test('Without a quota nothing is throttled', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    const answer = await client.call(CreateTopics, 7, { topics: [], timeoutMs: 1_000 })

    expect(answer.throttleTimeMs).toBe(0)
  })
})
