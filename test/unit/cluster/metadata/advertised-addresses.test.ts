import { channel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import { type Cluster, connectCluster, type KafkaError, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets, Metadata } from '../../../../src/messages.ts'
import { formatOpenMetrics } from '../../../../src/metrics/open-metrics.ts'
import { Pool } from '../../../../src/pool/pool.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'

const INTERNAL = /21474836\d\d/
const CASES = [
  [{ host: '' }, /Broker 2 advertises the address ":\d+", which cannot be dialled: the host is empty\. Check advertised\.listeners/],
  [{ port: 70_000 }, /Broker 2 advertises the address "127\.0\.0\.1:70000", which cannot be dialled: port 70000 is outside 1 to 65535/],
  [{ port: -1 }, /port -1 is outside/],
  [{ host: 'a b' }, /Broker 2 advertises the address "a b:\d+", which cannot be dialled: the host is neither a name nor an IP address/],
  [{ host: 'kafka:9092' }, /the host is neither a name nor an IP address/],
  [{ host: 'a\nb' }, /advertises the address "a\\nb:\d+"/]
] as const

describe('an advertised address', () => {
  test.each(CASES)(
    'an advertised address that cannot be dialled (%j) is named in the error and the event of its broker',
    async (change, text) => {
      await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
      advertise(kafka, 2, change)
      const events = listen('kafkawire:metadata')
      await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
      await cluster.partition('t', 1)
      const error = await rejectionOf(cluster.send(ListOffsets, endOf(1), { maxAttempts: 1 }))
      expect(error).toMatchObject({ code: 'KAFKA_CONNECT', retriable: true, delivery: 'not-sent', broker: { nodeId: 2 } })
      expect(error).toMatchObject({ message: expect.stringMatching(text) })
      expect(events.stop()).toContainEqual(expect.objectContaining({ event: 'no-address', nodeId: 2 }))
      // Requests to the other broker are not affected.
      expect(await cluster.send(ListOffsets, endOf(0))).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
    }
  )

  test('a call whose time is over while the cluster is asked again names the advertised address that cannot be dialled', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    advertise(kafka, 2, { port: -1 })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await cluster.partition('t', 1)
    const limits = [{ timeoutMs: 1_500 }, { timeoutMs: 1_500, to: { nodeId: 2 } }]
    const errors = await Promise.all(limits.map(options => rejectionOf(cluster.send(ListOffsets, endOf(1), options))))
    for (const error of errors) expect((error as Error).message).toMatch(/port -1 is outside/)
  })

  test('a broker with an address that cannot be dialled is dialled once it advertises a better one', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    const off = advertise(kafka, 2, { host: '' })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, metadata: { minAgeMs: 1 } })
    await rejectionOf(cluster.send(ListOffsets, endOf(1), { timeoutMs: 50 }))
    off()
    expect(await cluster.send(ListOffsets, endOf(1))).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
  })

  test('an advertised address that cannot be dialled does not matter if rewriteAddress gives another one', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    advertise(kafka, 2, { host: '' })
    const { host, port } = kafka.broker(2)
    const rewriteAddress = (broker: { nodeId: number; host: string; port: number }) => (broker.nodeId === 2 ? { host, port } : broker)
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, rewriteAddress })
    expect(await cluster.send(ListOffsets, endOf(1))).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
  })
})

describe('the internal number of a bootstrap server', () => {
  test('the internal number of a bootstrap server is in no error text, no event and no metric', async () => {
    const events = ['kafkawire:metadata', 'kafkawire:pool', 'kafkawire:connection'].map(listen)
    const error = await rejectionOf(connectCluster({ bootstrapServers: '127.0.0.1:1,127.0.0.1:2' }))
    expect(error).toMatchObject({ code: 'KAFKA_NO_BROKER' })
    const heard = events.flatMap(each => each.stop())
    expect(heard.length).toBeGreaterThan(4)
    for (const told of [error, ...heard]) expect(textOf(told)).not.toMatch(INTERNAL)

    await using pool = new Pool({ connection: {}, pool: { breaker: { failures: 1 }, backoff: { initialMs: 50_000, maxMs: 60_000 } } })
    const seed = { nodeId: -2_147_483_648, host: '127.0.0.1', port: 1 }
    pool.setBrokers([seed])
    await rejectionOf(pool.acquire(seed.nodeId, 'other'))
    const open = await rejectionOf(pool.acquire(seed.nodeId, 'other'))
    expect(open).toMatchObject({
      code: 'KAFKA_CIRCUIT_OPEN',
      message: expect.stringMatching(/^Bootstrap server 127\.0\.0\.1:1 failed 1 times/)
    })
    expect((open as KafkaError).broker).toEqual({ host: '127.0.0.1', port: 1 })
    pool.setBrokers([])
    expect(textOf(await rejectionOf(pool.acquire(seed.nodeId, 'other')))).not.toMatch(INTERNAL)
    pool.setBrokers([seed])
    expect(formatOpenMetrics(pool.snapshot())).toContain('node_id="bootstrap 127.0.0.1:1"')
    expect(formatOpenMetrics(pool.snapshot())).not.toMatch(INTERNAL)
  })

  test('the internal number of a bootstrap server is not the nodeId of a refresh event or of a shard', async () => {
    await using kafka = await startTestingCluster({ brokers: 1, topics: { t: 2 } })
    const events = listen('kafkawire:metadata')
    await using cluster: Cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    expect(cluster.map.brokers.size).toBe(1)
    expect(events.stop()).toContainEqual(expect.objectContaining({ event: 'refresh', nodeId: undefined }))
  })
})

describe('a server that is a bootstrap server and a broker', () => {
  test('a bootstrap server that is also a broker is dialled once and counted once if it cannot be reached', async () => {
    const kafka = await startTestingCluster({ brokers: 2 })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, retry: { totalMs: 1 } })
    await kafka.close()
    const dials = listen('kafkawire:pool')
    const error = (await rejectionOf(cluster.refresh())) as KafkaError<'KAFKA_NO_BROKER'>
    expect(error.causes).toHaveLength(2)
    expect(error.message).toMatch(/none of 2 servers gave an answer/)
    expect(dials.stop().filter(event => (event as { event: string }).event === 'dial')).toHaveLength(2)
  })
})

function advertise(kafka: TestingCluster, nodeId: number, change: Partial<{ host: string; port: number }>): () => void {
  return kafka.on(Metadata, async (_, next) => {
    const answer = await next()
    if (answer === undefined) return undefined
    return { ...answer, brokers: answer.brokers.map(each => (each.nodeId === nodeId ? { ...each, ...change } : each)) }
  })
}

function listen(name: string): { stop(): unknown[] } {
  const heard: unknown[] = []
  const hear = (event: unknown): unknown => heard.push(event)
  channel(name).subscribe(hear)
  return {
    stop: () => {
      channel(name).unsubscribe(hear)
      return heard
    }
  }
}

const endOf = (partitionIndex: number) => ({
  replicaId: replicaIds.CONSUMER,
  topics: [{ name: 't', partitions: [{ partitionIndex, timestamp: specialTimestamps.LATEST }] }]
})

function textOf(value: unknown, depth = 0): string {
  if (depth > 6) return ''
  if (value instanceof Error) return [value.message, ...Object.values(value), value.cause].map(each => textOf(each, depth + 1)).join(' ')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.values(value)
    .map(each => textOf(each, depth + 1))
    .join(' ')
}
