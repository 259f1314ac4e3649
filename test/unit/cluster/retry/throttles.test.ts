import { describe, expect, test } from 'vitest'
import { connectCluster, type ThrottleEvent } from '../../../../src/index.ts'
import { DescribeCluster, Metadata } from '../../../../src/messages.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { pass, useOwnClock } from '../../../support/process/clock.ts'
import { turns, until } from '../../../support/process/gate.ts'

const TO = { to: { nodeId: 1 } } as const
const ASK = { includeClusterAuthorizedOperations: false }
const NODE = { clusterId: 'c', controllerId: 1, brokers: [], errorCode: 0 }

describe('a broker that throttles', () => {
  useOwnClock()

  async function throttledOnce(throttleTimeMs: number, versions: Record<string, [number, number]> = {}, maxThrottleMs?: number) {
    const kafka = await startTestingCluster({ versions })
    let asked = 0
    kafka.on(DescribeCluster, () => {
      asked++
      return { ...NODE, throttleTimeMs: asked === 1 ? throttleTimeMs : 0 }
    })
    const told: ThrottleEvent[] = []
    const cluster = await connectCluster({
      bootstrapServers: kafka.bootstrap,
      connection: { timeouts: { maxThrottleMs } },
      observe: { throttle: event => told.push(event) }
    })
    await cluster.send(DescribeCluster, ASK, TO)
    const dispose = async (): Promise<void> => {
      await cluster.close()
      await kafka.close()
    }
    return { cluster, kafka, told, asked: () => asked, [Symbol.asyncDispose]: dispose }
  }

  for (const throttleTimeMs of [1, 50, 60_000]) {
    test(`for ${throttleTimeMs} ms is spared for so long, and no longer`, async () => {
      await using it = await throttledOnce(throttleTimeMs)
      expect(it.told).toMatchObject([{ api: 'DescribeCluster', throttleTimeMs, broker: { nodeId: 1 } }])
      const sent = it.cluster.send(DescribeCluster, ASK, TO)
      await turns(20)
      await pass(throttleTimeMs - 1)
      await turns(20)
      expect(it.asked()).toBe(1)
      await pass(2)
      await sent
      expect(it.asked()).toBe(2)
    })
  }

  test('for no time is not spared', async () => {
    await using it = await throttledOnce(0)
    await it.cluster.send(DescribeCluster, ASK, TO)
    expect([it.asked(), it.told]).toEqual([2, []])
  })

  test('is spared on that connection only', async () => {
    await using it = await throttledOnce(60_000)
    await it.cluster.send(DescribeCluster, ASK, { ...TO, lane: 'another' })
    expect(it.asked()).toBe(2)
  })

  test('ends the wait of a call whose own limit is shorter, with nothing sent', async () => {
    await using it = await throttledOnce(60_000)
    const late = rejectionOf(it.cluster.send(DescribeCluster, ASK, { ...TO, timeoutMs: 500 }))
    await pass(501)
    const error = await late
    expect(error).toMatchObject({ code: 'KAFKA_TIMEOUT', phase: 'throttle', timeoutMs: 500, delivery: 'not-sent', retriable: true })
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(
        /^DescribeCluster waited to be sent: 127\.0\.0\.1:\d+ asks for a pause of \d+ ms more, and its timeoutMs is 500 ms$/
      )
    )
    expect(it.asked()).toBe(1)
  })

  test('is spared for five minutes at most, for nobody means a pause of days', async () => {
    await using it = await throttledOnce(0x7fff_ffff)
    const sent = it.cluster.send(DescribeCluster, ASK, { ...TO, timeoutMs: 600_000 })
    await pass(299_000)
    await turns(20)
    expect(it.asked()).toBe(1)
    await pass(1_002)
    await sent
    expect(it.asked()).toBe(2)
  })

  test('is spared for maxThrottleMs at most where the options say so', async () => {
    await using it = await throttledOnce(0x7fff_ffff, {}, 1_000)
    const sent = it.cluster.send(DescribeCluster, ASK, TO)
    await pass(1_002)
    await sent
    expect(it.asked()).toBe(2)
  })

  test('keeps the longer of two times that overlap', async () => {
    await using kafka = await startTestingCluster()
    const times = [1_000, 10, 0]
    let asked = 0
    kafka.on(DescribeCluster, () => ({ ...NODE, throttleTimeMs: times[asked++] ?? 0 }))
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await Promise.all([cluster.send(DescribeCluster, ASK, TO), cluster.send(DescribeCluster, ASK, TO)])
    const sent = cluster.send(DescribeCluster, ASK, TO)
    await turns(20)
    await pass(900)
    await turns(20)
    expect(asked).toBe(2)
    await pass(101)
    await sent
  })

  test('kept the time itself before it answered in a version before KIP-219', async () => {
    await using kafka = await startTestingCluster({ versions: { Metadata: [0, 5] } })
    const told: ThrottleEvent[] = []
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, observe: { throttle: event => told.push(event) } })
    kafka.on(Metadata, { times: 1 }, async (_, next) => ({ ...(await next()), throttleTimeMs: 60_000 }))
    await cluster.send(Metadata, { topics: [] }, TO)
    await cluster.send(Metadata, { topics: [] }, TO)
    await until(() => told.length === 1)
  })
})
