import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { DataPointType } from '@opentelemetry/sdk-metrics'
import { describe, expect, test } from 'vitest'
import { acks, connectCluster } from '../../../src/index.ts'
import { Fetch, Produce } from '../../../src/messages.ts'
import { extractContext, injectContext, instrument } from '../../../src/otel/index.ts'
import { batchBuilder, type KafkaRecord, type RecordInput, readBatches } from '../../../src/records/index.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { registerSdk } from './in-memory-sdk.ts'

/** The records as a consumer reads them. */
function asRead(...records: RecordInput[]): KafkaRecord[] {
  const builder = batchBuilder()
  for (const record of records) builder.append(record)
  return [...readBatches(builder.build())].flatMap(batch => [...batch.records()])
}

const spanIn = (record: { readonly headers?: KafkaRecord['headers'] }) => trace.getSpanContext(extractContext(record))

describe('the trace context in the headers of records', () => {
  test('a trace goes from producer to consumer through a record on a broker', async () => {
    const sdk = registerSdk()
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    using otel = instrument()
    const record = otel.create('orders', { value: 'a', headers: [['kind', 'new']] })
    const builder = batchBuilder({ compression: 'gzip' })
    builder.append(record)
    await cluster.send(Produce, {
      acks: acks.ALL,
      topicData: [{ name: 'orders', partitionData: [{ index: 0, records: builder.build() }] }]
    })
    const answer = await cluster.send(Fetch, { topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n }] }] })
    const fetched = [...readBatches(answer.responses[0]?.partitions[0]?.records ?? new Uint8Array())].flatMap(batch => [...batch.records()])
    expect(fetched[0]?.headers.map(([name]) => name)).toEqual(['kind', 'traceparent'])
    otel.process({ topic: 'orders', partition: 0, groupId: 'billing' }, fetched, () => undefined)
    const [create, , , process] = sdk.spans()
    expect(create).toMatchObject({ name: 'create orders', kind: SpanKind.PRODUCER })
    expect(create?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'create',
      'messaging.operation.type': 'create',
      'messaging.destination.name': 'orders'
    })
    expect(process).toMatchObject({ name: 'process orders', kind: SpanKind.CONSUMER })
    expect(process?.links.map(link => link.context)).toMatchObject([
      { traceId: create?.spanContext().traceId, spanId: create?.spanContext().spanId }
    ])
    expect(process?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
      'messaging.consumer.group.name': 'billing',
      'messaging.kafka.offset': 0
    })
  })

  test('injectContext writes the active span, replaces an earlier context, and changes no record', () => {
    registerSdk()
    const tracer = trace.getTracer('test')
    const record = { key: 'k', value: 'v', timestamp: 5n, headers: [['traceparent', 'old'] as const, ['kind', 'new'] as const] }
    tracer.startActiveSpan('checkout', span => {
      const injected = injectContext(record)
      const traceparent = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`
      expect(injected).toMatchObject({
        key: 'k',
        value: 'v',
        timestamp: 5n,
        headers: [
          ['kind', 'new'],
          ['traceparent', traceparent]
        ]
      })
      expect(record.headers).toEqual([
        ['traceparent', 'old'],
        ['kind', 'new']
      ])
      expect(spanIn(asRead(injected)[0] as KafkaRecord)).toMatchObject({ spanId: span.spanContext().spanId, isRemote: true })
    })
  })

  test('a record that was read can be injected and passed on', () => {
    registerSdk()
    const [read] = asRead({ key: 'k', value: 'v', headers: [['kind', 'new']] })
    trace.getTracer('test').startActiveSpan('forward', span => {
      const [passedOn] = asRead(injectContext(read as KafkaRecord))
      expect(Buffer.from(passedOn?.key ?? []).toString()).toBe('k')
      expect(spanIn(passedOn as KafkaRecord)?.spanId).toBe(span.spanContext().spanId)
    })
  })

  test('without a context, or with a header that is none, nothing is written or read', () => {
    registerSdk()
    expect(injectContext({ value: 'v' }, ROOT_CONTEXT).headers).toEqual([])
    for (const value of ['', 'x', null, '00-0-0-00']) expect(spanIn({ headers: [['traceparent', value as never]] })).toBeUndefined()
    expect(extractContext({})).toBe(ROOT_CONTEXT)
  })

  test('without an SDK records pass through as they are', () => {
    expect(injectContext({ value: 'v', headers: [['a', 'b']] })).toMatchObject({ value: 'v', headers: [['a', 'b']] })
    using otel = instrument()
    expect(otel.process({ topic: 't' }, [], () => 5)).toBe(5)
  })
})

describe('process', () => {
  const created = (otel: ReturnType<typeof instrument>, count: number): KafkaRecord[] =>
    asRead(...Array.from({ length: count }, () => otel.create('orders', { value: 'a' })))

  test('the span of several records links to each, has their number, and is active in the handler until its promise settles', async () => {
    const sdk = registerSdk()
    using otel = instrument()
    const records = created(otel, 3)
    const active = await otel.process({ topic: 'orders' }, records, async () => {
      await new Promise(setImmediate)
      expect(sdk.spans()).toHaveLength(3)
      return trace.getSpan(context.active())
    })
    const [process] = sdk.spans().slice(3)
    expect(active?.spanContext()).toEqual(process?.spanContext())
    expect(process?.links.map(link => link.context.spanId)).toEqual(
      sdk
        .spans()
        .slice(0, 3)
        .map(span => span.spanContext().spanId)
    )
    expect(process?.attributes['messaging.batch.message_count']).toBe(3)
  })

  test('continueTrace makes the span of one record a child of its creator, with a link to the active span', () => {
    const sdk = registerSdk()
    using otel = instrument()
    const [record] = created(otel, 1)
    trace.getTracer('test').startActiveSpan('poll loop', loop => {
      otel.process({ topic: 'orders', continueTrace: true }, record as KafkaRecord, () => undefined)
      otel.process({ topic: 'orders' }, record as KafkaRecord, () => undefined)
      const [create, continued, apart] = sdk.spans()
      expect(continued?.parentSpanContext?.spanId).toBe(create?.spanContext().spanId)
      expect(continued?.links.map(link => link.context.spanId)).toEqual([create?.spanContext().spanId, loop.spanContext().spanId])
      expect(apart?.parentSpanContext?.spanId).toBe(loop.spanContext().spanId)
      expect(apart?.links.map(link => link.context.spanId)).toEqual([create?.spanContext().spanId])
    })
  })

  test('a handler that fails, at once or later, fails the span, and its error reaches the caller', async () => {
    const sdk = registerSdk()
    using otel = instrument()
    const thrown = new TypeError('no such order')
    const fail = (): never => {
      throw thrown
    }
    expect(() => otel.process({ topic: 'orders' }, [], fail)).toThrow(thrown)
    await expect(otel.process({ topic: 'orders' }, [], async () => fail())).rejects.toBe(thrown)
    for (const span of sdk.spans()) {
      expect(span.attributes['error.type']).toBe('TypeError')
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such order' })
    }
    const exported = (await sdk.metrics())['messaging.process.duration']
    expect(exported).toMatchObject({ unit: 's', type: DataPointType.HISTOGRAM })
    expect(exported?.points).toMatchObject([
      {
        value: { count: 2 },
        attributes: {
          'messaging.system': 'kafka',
          'messaging.operation.name': 'process',
          'messaging.operation.type': 'process',
          'messaging.destination.name': 'orders',
          'error.type': 'TypeError'
        }
      }
    ])
  })

  test('a tombstone is marked', () => {
    const sdk = registerSdk()
    using otel = instrument()
    otel.process({ topic: 'orders' }, asRead({ key: 'k', value: null }), () => undefined)
    expect(sdk.spans()[0]?.attributes['messaging.kafka.message.tombstone']).toBe(true)
  })
})
