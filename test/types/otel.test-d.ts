import type { Context, TextMapGetter, TextMapSetter } from '@opentelemetry/api'
import type { Cluster, Pool } from 'kafkawire'
import {
  extractContext,
  type Headers,
  headerGetter,
  headerSetter,
  type Instrumentation,
  type InstrumentOptions,
  injectContext,
  instrument,
  type MutableHeaders,
  type NamedPools,
  type ProcessedFrom,
  type TopicNaming
} from 'kafkawire/otel'
import type { KafkaRecord, RecordInput } from 'kafkawire/records'
import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'

declare const cluster: Cluster
declare const pool: Pool
declare const record: KafkaRecord

// The options are optional, and each has one type.
const otel = instrument({ pools: { shop: cluster.pool, audit: pool }, topicName: topic => topic.split('.')[0] })
expectType<Instrumentation>(otel)
expectType<Instrumentation>(instrument())
expectAssignable<InstrumentOptions>({ spans: false, metrics: true, requests: 'all', topicName: false, partitions: true, emptyPolls: true })
expectAssignable<TopicNaming>(false)
expectNotAssignable<TopicNaming>(true)
expectNotAssignable<InstrumentOptions>({ requests: 'some' })
expectNotAssignable<InstrumentOptions>({ tracer: undefined })
expectNotAssignable<NamedPools>({ shop: cluster })
expectAssignable<Disposable>(otel)

// A record stays one that can be written, and one that was read can be sent on.
expectType<RecordInput>(otel.create('orders', { value: 'v', headers: [['kind', 'greeting']] }))
expectType<RecordInput>(injectContext(record))
expectError(otel.create('orders', { key: 'k' }))

// `process` returns what its handler returns, promise or not.
const from: ProcessedFrom = { topic: 'orders', partition: 0, groupId: 'billing', continueTrace: true }
expectType<number>(otel.process(from, record, () => 7))
expectType<Promise<string>>(otel.process(from, [record, record], async () => 'done'))
expectNotAssignable<ProcessedFrom>({ partition: 0 })
expectError(otel.process(from, { value: 'v' }, () => 7))

// Context goes into headers and out of them.
expectType<Context>(extractContext(record))
expectType<Context>(extractContext({ headers: [['traceparent', 'v']] }))
expectType<TextMapSetter<MutableHeaders>>(headerSetter)
expectType<TextMapGetter<Headers>>(headerGetter)
expectType<void>(otel.close())
