import {
  type Attributes,
  type Context,
  context,
  type Histogram,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace
} from '@opentelemetry/api'
import { now } from '../clock.ts'
import type { KafkaRecord } from '../records/read/record.ts'
import type { RecordInput } from '../records/write/record-writer.ts'
import { messageOf } from '../type-checks.ts'
import { addDestination, operationAttributes, type TopicNaming, thrownType } from './attributes.ts'
import { extractContext, injectContext } from './record-context.ts'

const CREATE = { name: 'create', type: 'create' } as const
const PROCESS = { name: 'process', type: 'process' } as const

/** Where records that are processed come from. */
export interface ProcessedFrom {
  readonly topic: string
  /** The partition. Leave it out if the records are of several. */
  readonly partition?: number | undefined
  /** The group of the consumer. */
  readonly groupId?: string | undefined
  /**
   * Whether the span of a single record is a child of the span that created the record, and so of
   * the same trace. By default it is a child of the active span. It has a link to the span that
   * created the record either way.
   */
  readonly continueTrace?: boolean | undefined
}

/**
 * Makes the span `create <topic>` for a record, and returns a copy of the record with the context
 * of that span in its headers.
 */
export function createSpanFor(tracer: Tracer, topic: string, record: RecordInput, naming: TopicNaming): RecordInput {
  const attributes = operationAttributes(CREATE)
  const name = spanName(CREATE.name, addDestination(attributes, topic, naming))
  const span = tracer.startSpan(name, { kind: SpanKind.PRODUCER, attributes }, context.active())
  const injected = injectContext(record, trace.setSpan(context.active(), span))
  span.end()
  return injected
}

/** What a span of processing reports to. */
export interface ProcessMeans {
  readonly tracer: Tracer | undefined
  readonly duration: Histogram | undefined
  readonly topicName: TopicNaming
}

/** Runs a handler of records in the span `process <topic>`, and measures how long it takes. */
export function processInSpan<T>(means: ProcessMeans, from: ProcessedFrom, records: readonly KafkaRecord[], handler: () => T): T {
  const startMs = now()
  const attributes = operationAttributes(PROCESS)
  const destination = addDestination(attributes, from.topic, means.topicName)
  if (from.groupId !== undefined) attributes['messaging.consumer.group.name'] = from.groupId
  const { span, active } = startSpan(means.tracer, from, records, { ...attributes }, spanName(PROCESS.name, destination))
  const end = (errorType?: string): void => {
    if (errorType !== undefined) attributes['error.type'] = errorType
    means.duration?.record((now() - startMs) / 1_000, attributes)
    span?.end()
  }
  const fail = (thrown: unknown): never => {
    const type = thrownType(thrown)
    span?.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: messageOf(thrown) })
    end(type)
    throw thrown
  }
  let result: T
  try {
    result = context.with(active, handler)
  } catch (thrown) {
    return fail(thrown)
  }
  if (!isThenable(result)) {
    end()
    return result
  }
  return result.then(value => {
    end()
    return value
  }, fail) as T
}

function startSpan(
  tracer: Tracer | undefined,
  { partition, continueTrace }: ProcessedFrom,
  records: readonly KafkaRecord[],
  attributes: Attributes,
  name: string
): { readonly span?: Span; readonly active: Context } {
  const ambient = context.active()
  if (tracer === undefined) return { active: ambient }
  const [first] = records
  const single = records.length === 1 ? first : undefined
  if (partition !== undefined) attributes['messaging.destination.partition.id'] = String(partition)
  if (single === undefined) attributes['messaging.batch.message_count'] = records.length
  else {
    attributes['messaging.kafka.offset'] = Number(single.offset)
    if (single.value === null) attributes['messaging.kafka.message.tombstone'] = true
  }
  const links = records.flatMap(record => linkTo(extractContext(record)))
  const continued = continueTrace && single !== undefined && links.length > 0
  if (continued) links.push(...linkTo(ambient))
  const parent = continued ? extractContext(single, ambient) : ambient
  const span = tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, links }, parent)
  return { span, active: trace.setSpan(parent, span) }
}

function linkTo(from: Context): Link[] {
  const spanContext = trace.getSpanContext(from)
  return spanContext === undefined ? [] : [{ context: spanContext }]
}

const spanName = (operation: string, destination: string | undefined): string =>
  destination === undefined ? operation : `${operation} ${destination}`

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
