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

describe('a connection', () => {
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
    test(`a connection that is throttled for ${throttleTimeMs} ms gets no request for that time, and then the next one`, async () => {
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

  test('a connection with a throttle time of 0 gets the next request at once', async () => {
    await using it = await throttledOnce(0)
    await it.cluster.send(DescribeCluster, ASK, TO)
    expect([it.asked(), it.told]).toEqual([2, []])
  })

  test('a throttled connection does not delay requests on other connections to its broker', async () => {
    await using it = await throttledOnce(60_000)
    await it.cluster.send(DescribeCluster, ASK, { ...TO, lane: 'another' })
    expect(it.asked()).toBe(2)
  })

  test('a connection that is throttled longer than the timeoutMs of a call fails that call with phase throttle, not sent', async () => {
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

  test('a connection is throttled for five minutes at most by default, whatever the broker says', async () => {
    await using it = await throttledOnce(0x7fff_ffff)
    const sent = it.cluster.send(DescribeCluster, ASK, { ...TO, timeoutMs: 600_000 })
    await pass(299_000)
    await turns(20)
    expect(it.asked()).toBe(1)
    await pass(1_002)
    await sent
    expect(it.asked()).toBe(2)
  })

  test('a connection is throttled for maxThrottleMs at most', async () => {
    await using it = await throttledOnce(0x7fff_ffff, {}, 1_000)
    const sent = it.cluster.send(DescribeCluster, ASK, TO)
    await pass(1_002)
    await sent
    expect(it.asked()).toBe(2)
  })

  test('a connection keeps the longer of two throttle times that overlap', async () => {
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

  test('a connection is not throttled by an answer in a version before KIP-219, which the broker itself has delayed', async () => {
    await using kafka = await startTestingCluster({ versions: { Metadata: [0, 5] } })
    const told: ThrottleEvent[] = []
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, observe: { throttle: event => told.push(event) } })
    kafka.on(Metadata, { times: 1 }, async (_, next) => ({ ...(await next()), throttleTimeMs: 60_000 }))
    await cluster.send(Metadata, { topics: [] }, TO)
    await cluster.send(Metadata, { topics: [] }, TO)
    await until(() => told.length === 1)
  })
})
