import { tracingChannel } from 'node:diagnostics_channel'
import { type MeterProvider, metrics as metricsApi, type TracerProvider, trace } from '@opentelemetry/api'
import type { RequestTrace } from '../conn/requests/request-trace.ts'
import { checkOptions, isRecord, type OptionRule } from '../options.ts'
import type { KafkaRecord } from '../records/read/record.ts'
import type { RecordInput } from '../records/write/record-writer.ts'
import { VERSION } from '../version.ts'
import { operationOf, SCHEMA_URL, type TopicNaming } from './attributes.ts'
import { type NamedPools, reportPools } from './pool-metrics.ts'
import { createSpanFor, type ProcessedFrom, processInSpan } from './process-records.ts'
import { durationHistogram, RequestMetrics } from './request-metrics.ts'
import { reportSpan } from './request-spans.ts'

/** Options of {@link instrument}. */
export interface InstrumentOptions {
  /** Whether to make spans. Default true. */
  readonly spans?: boolean | undefined
  /** Whether to measure. Default true. */
  readonly metrics?: boolean | undefined
  /**
   * `messages`: requests that send, receive or settle records. `all`: also metadata, heartbeats and
   * all others, with the name of the API as `messaging.operation.name`. Default 'messages'.
   */
  readonly requests?: 'messages' | 'all' | undefined
  /**
   * What stands for a topic: false for nothing, or a function that gives a name for many topics
   * (`messaging.destination.template`), or undefined for none. Use it if there are more topics than
   * your backend should keep apart. Default: the name of the topic
   * (`messaging.destination.name`).
   */
  readonly topicName?: TopicNaming
  /**
   * Whether metrics have `messaging.destination.partition.id`. Spans have it anyway. Default false.
   */
  readonly partitions?: boolean | undefined
  /** Whether a Fetch that brings no record gets a span. Metrics count it anyway. Default false. */
  readonly emptyPolls?: boolean | undefined
  /**
   * Pools whose connections, breakers and totals are reported as metrics, each by a name, such as
   * `{ billing: cluster.pool }`. The name is the attribute `pool`. Default: none.
   */
  readonly pools?: NamedPools | undefined
  /** Default: the tracer provider that is registered. */
  readonly tracerProvider?: TracerProvider | undefined
  /** Default: the meter provider that is registered. */
  readonly meterProvider?: MeterProvider | undefined
}

/** Spans and metrics of this process, until they are closed. */
export interface Instrumentation extends Disposable {
  /**
   * Makes the span `create <topic>` (PRODUCER) for one record, and returns a copy of the record
   * with the context of that span in its headers. Spans of consumers link to it. Without it, use
   * `injectContext`, which takes the active span.
   */
  create(topic: string, record: RecordInput): RecordInput
  /**
   * Runs a handler of one record or of several in the span `process <topic>` (CONSUMER), which
   * links to the spans that created the records, and measures `messaging.process.duration`.
   * Returns what the handler returns; the span ends when its promise settles, and has the error if
   * it fails.
   */
  process<T>(from: ProcessedFrom, records: KafkaRecord | readonly KafkaRecord[], handler: () => T): T
  /** Ends all spans and metrics of this instrumentation. */
  close(): void
}

const YES_OR_NO: OptionRule = ['a boolean', value => typeof value === 'boolean']
const RULES: Record<keyof InstrumentOptions, OptionRule> = {
  spans: YES_OR_NO,
  metrics: YES_OR_NO,
  requests: ["'messages' or 'all'", value => value === 'messages' || value === 'all', 'optional', 'name'],
  topicName: ['false or a function', value => value === false || typeof value === 'function'],
  partitions: YES_OR_NO,
  emptyPolls: YES_OR_NO,
  pools: ['an object of pools by name', value => isRecord(value) && Object.values(value).every(has('snapshot'))],
  tracerProvider: ['a TracerProvider', has('getTracer')],
  meterProvider: ['a MeterProvider', has('getMeter')]
}

/**
 * Begins to report the requests of all connections, pools and clusters of this process to
 * OpenTelemetry: spans and metrics by the semantic conventions for messaging, version 1.44.
 * Register the SDK first. Call it once; `close`, or `using`, ends it. Throws `KAFKA_CONFIGURATION`
 * for wrong options.
 */
export function instrument(options: InstrumentOptions = {}): Instrumentation {
  checkOptions('instrument', options, RULES)
  const { spans = true, metrics = true, topicName, partitions = false, pools = {} } = options
  const { tracerProvider = trace.getTracerProvider(), meterProvider = metricsApi.getMeterProvider() } = options
  const tracer = spans ? tracerProvider.getTracer('kafkawire', VERSION, { schemaUrl: SCHEMA_URL }) : undefined
  const meter = metrics ? meterProvider.getMeter('kafkawire', VERSION, { schemaUrl: SCHEMA_URL }) : undefined
  const measured = meter && new RequestMetrics(meter, { topicName, partitions })
  const duration = meter && durationHistogram(meter, 'messaging.process.duration', 'Duration of processing operation.')
  const endPools = meter === undefined || Object.keys(pools).length === 0 ? undefined : reportPools(meter, pools)
  const report = (message: unknown): void => {
    const request = message as RequestTrace
    const operation = operationOf(request.api) ?? (options.requests === 'all' ? { name: request.api } : undefined)
    if (operation === undefined) return
    const { queueMs = 0, writeMs = 0, waitMs = 0, readMs = 0 } = request
    const durationMs = queueMs + writeMs + waitMs + readMs
    measured?.add(request, operation, durationMs)
    const isShown = operation.type !== 'receive' || options.emptyPolls || request.recordCount || request.errorCode || 'error' in request
    if (tracer !== undefined && isShown) reportSpan(tracer, request, operation, durationMs, topicName)
  }
  // The trace is complete at the end of a request, and a span may begin in the past: one event each
  // is enough.
  const { asyncEnd } = tracingChannel('kafkawire:request')
  asyncEnd.subscribe(report)
  const close = (): void => {
    asyncEnd.unsubscribe(report)
    endPools?.()
  }
  return {
    create: (topic, record) => (tracer === undefined ? record : createSpanFor(tracer, topic, record, topicName)),
    process: (from, records, handler) => processInSpan({ tracer, duration, topicName }, from, listOf(records), handler),
    close,
    [Symbol.dispose]: close
  }
}

const listOf = (records: KafkaRecord | readonly KafkaRecord[]): readonly KafkaRecord[] =>
  Array.isArray(records) ? records : [records as KafkaRecord]

function has(name: string): (value: unknown) => boolean {
  return value =>
    (typeof value === 'object' || typeof value === 'function') && value !== null && typeof Reflect.get(value, name) === 'function'
}
