import { DataPointType } from '@opentelemetry/sdk-metrics'
import { describe, expect, test } from 'vitest'
import { acks, connect, connectCluster } from '../../../src/index.ts'
import { Fetch, Produce } from '../../../src/messages.ts'
import { instrument } from '../../../src/otel/index.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { registerSdk } from './in-memory-sdk.ts'

function records(count: number): Uint8Array {
  const builder = batchBuilder()
  for (let i = 0; i < count; i++) builder.append({ value: 'a' })
  return builder.build()
}

const produce = (...counts: number[]) => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name: 'orders', partitionData: counts.map((count, index) => ({ index, records: records(count) })) }]
})

const COMMON = { 'messaging.system': 'kafka', 'server.address': '127.0.0.1', 'server.port': expect.any(Number) }
const SEND = { ...COMMON, 'messaging.operation.name': 'send', 'messaging.operation.type': 'send', 'messaging.destination.name': 'orders' }
const POLL = {
  ...COMMON,
  'messaging.operation.name': 'poll',
  'messaging.operation.type': 'receive',
  'messaging.destination.name': 'orders'
}

describe('the metrics of requests', () => {
  test('messages that are sent and consumed are counted, and operations measured, with the names and units of the conventions', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 2 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    using _ = instrument()
    await cluster.send(Produce, produce(3, 4))
    await cluster.send(Fetch, { topics: [{ topic: 'orders', partitions: [{ partition: 1, fetchOffset: 0n }] }] })
    const exported = await sdk.metrics()
    expect(exported['messaging.client.sent.messages']).toMatchObject({
      unit: '{message}',
      type: DataPointType.SUM,
      isMonotonic: true,
      points: [{ value: 7, attributes: SEND }]
    })
    expect(exported['messaging.client.consumed.messages']).toMatchObject({
      unit: '{message}',
      type: DataPointType.SUM,
      isMonotonic: true,
      points: [{ value: 4, attributes: POLL }]
    })
    const duration = exported['messaging.client.operation.duration']
    expect(duration).toMatchObject({ unit: 's', type: DataPointType.HISTOGRAM })
    expect(duration?.points.map(({ attributes }) => attributes)).toEqual([SEND, POLL])
    const value = duration?.points[0]?.value
    expect(value).toMatchObject({
      count: 1,
      buckets: { boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] }
    })
  })

  test('messages of partitions that failed are counted with their error, the others without', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const [host = '', port = ''] = kafka.bootstrap.split(':')
    await using connection = await connect({ host, port: Number(port) })
    using _ = instrument({ partitions: true })
    await connection.send(Produce, produce(2, 5), { version: 9 })
    const { points } = (await sdk.metrics())['messaging.client.sent.messages'] ?? { points: [] }
    expect(
      points.map(({ value, attributes }) => [value, attributes['messaging.destination.partition.id'], attributes['error.type']])
    ).toEqual([
      [2, '0', undefined],
      [5, '1', 'UNKNOWN_TOPIC_OR_PARTITION']
    ])
  })

  test('an operation that failed has its error type in its duration', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    using _ = instrument()
    kafka.fault({ api: 'Produce', do: { error: 'TOPIC_AUTHORIZATION_FAILED' } })
    await cluster.send(Produce, produce(1))
    const { points } = (await sdk.metrics())['messaging.client.operation.duration'] ?? { points: [] }
    expect(points.map(({ attributes }) => attributes)).toEqual([{ ...SEND, 'error.type': 'TOPIC_AUTHORIZATION_FAILED' }])
  })
})

describe('the metrics of pools', () => {
  test('every pool reports its connections and totals by its name, until the instrumentation is closed', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using one = await connectCluster({ bootstrapServers: kafka.bootstrap })
    await using two = await connectCluster({ bootstrapServers: kafka.bootstrap })
    const instrumentation = instrument({ pools: { one: one.pool, two: two.pool } })
    const exported = await sdk.metrics()
    const names = Object.keys(exported).filter(name => name.startsWith('kafkawire.pool.'))
    expect(names).toEqual(
      expect.arrayContaining([
        'kafkawire.pool.connections',
        'kafkawire.pool.breaker',
        'kafkawire.pool.idle_ratio',
        'kafkawire.pool.sent_bytes'
      ])
    )
    expect(names).toEqual(expect.arrayContaining(['kafkawire.pool.connect_duration.sum', 'kafkawire.pool.connect_duration.count']))
    expect(exported['kafkawire.pool.sent_bytes']).toMatchObject({ unit: 'By', type: DataPointType.SUM })
    expect(exported['kafkawire.pool.connect_duration.sum']?.unit).toBe('s')
    expect(exported['kafkawire.pool.idle_ratio']).toMatchObject({ unit: '1', type: DataPointType.GAUGE })
    const opened = exported['kafkawire.pool.opened_connections']?.points ?? []
    expect(opened.map(({ value, attributes }) => [attributes['pool'], value])).toEqual([
      ['one', one.pool.snapshot().totals.opened],
      ['two', two.pool.snapshot().totals.opened]
    ])
    instrumentation.close()
    await one.send(Produce, produce(1))
    // The SDK goes on to export the last values that it was given.
    const sent = async (): Promise<unknown> => (await sdk.metrics())['kafkawire.pool.sent_bytes']?.points.map(({ value }) => value)
    expect(await sent()).toEqual(exported['kafkawire.pool.sent_bytes']?.points.map(({ value }) => value))
  })
})
