import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { acks, type Cluster, connect, connectCluster } from '../../../src/index.ts'
import { Fetch, Metadata, OffsetCommit, Produce } from '../../../src/messages.ts'
import { instrument } from '../../../src/otel/index.ts'
import { batchBuilder } from '../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../src/testing/index.ts'
import { memoryLink, rejectionOf } from '../../support/brokers/link.ts'
import { failureOf } from '../../support/process/failure.ts'
import { registerSdk } from './in-memory-sdk.ts'

const SCOPE = { name: 'kafkawire', schemaUrl: 'https://opentelemetry.io/schemas/1.44.0' }

interface Broker extends AsyncDisposable {
  readonly kafka: TestingCluster
  readonly cluster: Cluster
}

async function startBroker(): Promise<Broker> {
  const kafka = await startTestingCluster({ topics: { orders: 2, bills: 1 } })
  const cluster = await connectCluster({ bootstrapServers: kafka.bootstrap, connection: { clientId: 'shop' } })
  const dispose = async (): Promise<void> => {
    await cluster.close()
    await kafka[Symbol.asyncDispose]()
  }
  return { kafka, cluster, [Symbol.asyncDispose]: dispose }
}

function records(count: number): Uint8Array {
  const builder = batchBuilder()
  for (let i = 0; i < count; i++) builder.append({ value: 'a secret' })
  return builder.build()
}

const produce = (count: number, name = 'orders', index = 0) => ({
  acks: acks.ALL,
  timeoutMs: 1_000,
  topicData: [{ name, partitionData: [{ index, records: records(count) }] }]
})

const fetch = (fetchOffset: bigint) => ({ maxWaitMs: 1, topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset }] }] })

describe('the spans of requests', () => {
  test('a Produce is a span of the conventions for messaging, below the active span', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument()
    await trace.getTracer('test').startActiveSpan('checkout', async active => {
      await broker.cluster.send(Produce, produce(3, 'orders', 1))
      active.end()
    })
    const [send, checkout] = sdk.spans()
    const node = broker.cluster.map.brokers.values().next().value
    expect(send).toMatchObject({
      name: 'send orders',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      instrumentationScope: SCOPE
    })
    expect(send?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '1',
      'messaging.batch.message_count': 3,
      'messaging.client.id': 'shop',
      'messaging.kafka.cluster.id': broker.cluster.map.clusterId,
      'server.address': node?.host,
      'server.port': node?.port
    })
    expect(send?.parentSpanContext?.spanId).toBe(checkout?.spanContext().spanId)
    expect(send?.spanContext().traceId).toBe(checkout?.spanContext().traceId)
    expect(JSON.stringify(send?.attributes)).not.toContain('secret')
  })

  test('the span of a single message has its offset and no count', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    broker.kafka.produce('orders', [
      { value: 'a', partition: 0 },
      { value: 'b', partition: 0 }
    ])
    using _ = instrument()
    await broker.cluster.send(Produce, produce(1))
    const [send] = sdk.spans()
    expect(send?.attributes['messaging.kafka.offset']).toBe(2)
    expect(send?.attributes).not.toHaveProperty('messaging.batch.message_count')
  })

  test('a Fetch is the span poll, unless it brings nothing, and a commit is the span commit', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    broker.kafka.produce('orders', [
      { value: 'a', partition: 0 },
      { value: 'b', partition: 0 }
    ])
    using _ = instrument()
    await broker.cluster.send(Fetch, fetch(0n))
    await broker.cluster.send(Fetch, fetch(2n))
    const partitions = [{ partitionIndex: 0, committedOffset: 2n, committedMetadata: null }]
    await broker.cluster.send(OffsetCommit, { groupId: 'billing', topics: [{ name: 'orders', partitions }] })
    const [poll, commit, ...others] = sdk.spans()
    expect(others).toEqual([])
    expect(poll).toMatchObject({ name: 'poll orders', kind: SpanKind.CLIENT })
    expect(poll?.attributes).toMatchObject({
      'messaging.operation.name': 'poll',
      'messaging.operation.type': 'receive',
      'messaging.batch.message_count': 2
    })
    expect(commit).toMatchObject({ name: 'commit orders', kind: SpanKind.CLIENT })
    expect(commit?.attributes).toMatchObject({
      'messaging.operation.type': 'settle',
      'messaging.consumer.group.name': 'billing',
      'messaging.kafka.offset': 2
    })
  })

  test('the span of a request for several topics names none of them', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument()
    await broker.cluster.send(Produce, { ...produce(1), topicData: [...produce(1).topicData, ...produce(2, 'bills').topicData] })
    expect(sdk.spans().map(({ name, attributes }) => [name, attributes['messaging.batch.message_count']])).toEqual([['send', 3]])
  })

  test('the span of a request that the broker refused has the name of its error code', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument()
    broker.kafka.fault({ api: 'Produce', do: { error: 'TOPIC_AUTHORIZATION_FAILED' } })
    await broker.cluster.send(Produce, produce(1))
    const [send] = sdk.spans()
    expect(send?.attributes['error.type']).toBe('TOPIC_AUTHORIZATION_FAILED')
    expect(send?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'the broker answered TOPIC_AUTHORIZATION_FAILED' })
  })

  test("the span of a request without an answer has the driver's code", async () => {
    const sdk = registerSdk()
    using _ = instrument()
    const { connection, peer } = memoryLink()
    await rejectionOf(connection.send(Produce, produce(1), { timeoutMs: 1 }))
    await peer.next()
    const [send] = sdk.spans()
    expect(send?.attributes['error.type']).toBe('KAFKA_TIMEOUT')
    expect(send?.status.code).toBe(SpanStatusCode.ERROR)
    await connection.close({ timeoutMs: 1 })
  })

  test('a single connection is reported too', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument()
    const [host = '', port = ''] = broker.kafka.bootstrap.split(':')
    const connection = await connect({ host, port: Number(port) })
    await connection.send(Produce, produce(1), { version: 9 })
    await connection.close()
    expect(sdk.spans().map(({ name }) => name)).toEqual(['send orders'])
  })

  test('the duration of a span is the time from the call to the outcome', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument()
    const [before, from] = [performance.now(), Date.now()]
    await broker.cluster.send(Produce, produce(1))
    const tookMs = performance.now() - before
    const [send] = sdk.spans()
    const durationMs = (send?.duration[0] ?? 0) * 1_000 + (send?.duration[1] ?? 0) / 1e6
    expect(durationMs).toBeGreaterThan(0)
    expect(durationMs).toBeLessThanOrEqual(tookMs + 1)
    expect((send?.endTime[0] ?? 0) * 1_000 + (send?.endTime[1] ?? 0) / 1e6).toBeGreaterThanOrEqual(from)
  })
})

describe('the options of instrument', () => {
  test('topics can be left out or mapped, and then are templates', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _none = instrument({ topicName: false })
    using _mapped = instrument({ topicName: topic => (topic === 'orders' ? '{all}' : undefined) })
    await broker.cluster.send(Produce, produce(1))
    expect(sdk.spans().map(({ name, attributes }) => [name, attributes['messaging.destination.template']])).toEqual([
      ['send', undefined],
      ['send {all}', '{all}']
    ])
    const { points } = (await sdk.metrics())['messaging.client.sent.messages'] ?? { points: [] }
    expect(points.map(({ attributes }) => attributes['messaging.destination.template'])).toEqual([undefined, '{all}'])
    expect(JSON.stringify([points, sdk.spans().map(({ attributes }) => attributes)])).not.toContain('orders')
  })

  test('all requests are reported on demand, and empty polls', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    using _ = instrument({ requests: 'all', emptyPolls: true })
    await broker.cluster.send(Metadata, { topics: [{ name: 'orders' }] })
    await broker.cluster.send(Fetch, fetch(0n))
    expect(sdk.spans().map(({ name }) => name)).toEqual(expect.arrayContaining(['Metadata orders', 'poll orders']))
    const metadata = sdk.spans().find(({ name }) => name.startsWith('Metadata'))
    expect(metadata?.attributes).toMatchObject({ 'messaging.operation.name': 'Metadata' })
    expect(metadata?.attributes).not.toHaveProperty('messaging.operation.type')
  })

  test('spans and metrics can be switched off, each alone', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    {
      using _ = instrument({ spans: false })
      await broker.cluster.send(Produce, produce(1))
    }
    expect(sdk.spans()).toEqual([])
    {
      using _ = instrument({ metrics: false })
      await broker.cluster.send(Produce, produce(1))
    }
    expect(sdk.spans()).toHaveLength(1)
    expect((await sdk.metrics())['messaging.client.sent.messages']?.points).toMatchObject([{ value: 1 }])
  })

  test('wrong options are refused, all at once', () => {
    const wrong = { spans: 1, requests: 'none', topicName: 'a', pools: { a: {} }, tracer: 1 }
    const error = failureOf(() => instrument(wrong as never))
    expect(error).toMatchObject({ code: 'KAFKA_CONFIGURATION' })
    const text = String(error)
    for (const name of Object.keys(wrong)) expect(text).toContain(name)
  })

  test('after close nothing is reported, and nobody listens to the channel of requests', async () => {
    const sdk = registerSdk()
    await using broker = await startBroker()
    const instrumentation = instrument({ pools: { shop: broker.cluster.pool } })
    instrumentation.close()
    instrumentation.close()
    await broker.cluster.send(Produce, produce(1))
    expect(sdk.spans()).toEqual([])
    const exported = await sdk.metrics()
    expect(Object.values(exported).flatMap(({ points }) => points)).toEqual([])
  })
})
