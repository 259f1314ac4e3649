import { type Attributes, context, SpanKind, type SpanOptions, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { RequestTrace } from '../conn/requests/request-trace.ts'
import { messageOf } from '../type-checks.ts'
import { addDestination, addServer, errorTypeOf, type Operation, onlyTopic, operationAttributes, type TopicNaming } from './attributes.ts'

/**
 * Reports a request that has ended as a span, which begins in the past. Events of a request come in
 * the async context of its caller, so the active span is the parent.
 */
export function reportSpan(tracer: Tracer, trace: RequestTrace, operation: Operation, durationMs: number, naming: TopicNaming): void {
  const attributes = operationAttributes(operation)
  const destination = addDetails(attributes, trace, naming)
  const errorType = errorTypeOf(trace)
  if (errorType !== undefined) attributes['error.type'] = errorType
  const endMs = Date.now()
  const options: SpanOptions = { kind: SpanKind.CLIENT, startTime: endMs - durationMs, attributes }
  const span = tracer.startSpan(destination === undefined ? operation.name : `${operation.name} ${destination}`, options, context.active())
  if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: describeFailure(trace, errorType) })
  span.end(endMs)
}

const describeFailure = (trace: RequestTrace, errorType: string): string =>
  Object.hasOwn(trace, 'error') ? messageOf(trace.error) : `the broker answered ${errorType}`

function addDetails(attributes: Attributes, trace: RequestTrace, naming: TopicNaming): string | undefined {
  const { topics, groupId, recordCount, clientId, clusterId } = trace
  const topic = onlyTopic(topics)
  const partition = topic?.partitions.length === 1 ? topic.partitions[0] : undefined
  const destination = addDestination(attributes, topic?.name, naming)
  if (partition !== undefined) attributes['messaging.destination.partition.id'] = String(partition.index)
  // By the conventions, an operation on one message has no count, and only such a one an offset.
  if (recordCount !== undefined && recordCount !== 1) attributes['messaging.batch.message_count'] = recordCount
  if (partition?.offset !== undefined && isAboutOne(trace)) attributes['messaging.kafka.offset'] = Number(partition.offset)
  if (groupId !== undefined) attributes['messaging.consumer.group.name'] = groupId
  if (clientId !== undefined) attributes['messaging.client.id'] = clientId
  if (clusterId !== undefined) attributes['messaging.kafka.cluster.id'] = clusterId
  addServer(attributes, trace)
  return destination
}

const isAboutOne = ({ api, recordCount }: RequestTrace): boolean => recordCount === 1 || api === 'OffsetCommit' || api === 'TxnOffsetCommit'
