import type { Attributes, Counter, Histogram, Meter } from '@opentelemetry/api'
import type { RequestTrace } from '../conn/requests/request-trace.ts'
import type { TracedPartition } from '../conn/requests/traced-topics.ts'
import { errorFor } from '../protocol/error-code-table.ts'
import { addDestination, addServer, errorTypeOf, type Operation, onlyTopic, operationAttributes, type TopicNaming } from './attributes.ts'

// The bounds that the conventions recommend, in seconds.
const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/** How requests and topics are told apart in metrics. */
export interface MetricsNaming {
  readonly topicName: TopicNaming
  readonly partitions: boolean
}

/** A histogram of durations in seconds, with the bounds of the conventions. */
export function durationHistogram(meter: Meter, name: string, description: string): Histogram {
  return meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries: BOUNDS_S } })
}

/** The metrics of operations on messages. */
export class RequestMetrics {
  readonly #duration: Histogram
  readonly #sent: Counter
  readonly #consumed: Counter
  readonly #naming: MetricsNaming

  constructor(meter: Meter, naming: MetricsNaming) {
    this.#naming = naming
    this.#duration = durationHistogram(
      meter,
      'messaging.client.operation.duration',
      'Duration of messaging operation initiated by a producer or consumer client.'
    )
    this.#sent = meter.createCounter('messaging.client.sent.messages', {
      unit: '{message}',
      description: 'Number of messages producer attempted to send to the broker.'
    })
    this.#consumed = meter.createCounter('messaging.client.consumed.messages', {
      unit: '{message}',
      description: 'Number of messages that were delivered to the application.'
    })
  }

  /** Adds a request that has ended. */
  add(trace: RequestTrace, operation: Operation, durationMs: number): void {
    const { topics, groupId } = trace
    const common = operationAttributes(operation)
    if (groupId !== undefined) common['messaging.consumer.group.name'] = groupId
    addServer(common, trace)
    const errorType = errorTypeOf(trace)
    const topic = onlyTopic(topics)
    this.#duration.record(durationMs / 1_000, this.#attributes(common, topic?.name, topic?.partitions, errorType))
    if (operation.type === 'send' || operation.type === 'receive') this.#addMessages(operation.type, trace, common, errorType)
  }

  // A request may be for several partitions, of which some fail.
  #addMessages(type: 'send' | 'receive', trace: RequestTrace, common: Attributes, errorType: string | undefined): void {
    const counter = type === 'send' ? this.#sent : this.#consumed
    for (const { name, partitions } of trace.topics ?? []) {
      for (const partition of partitions) {
        if (!partition.recordCount) continue
        const ownError = partition.errorCode === undefined ? undefined : errorFor(partition.errorCode).name
        const error = Object.hasOwn(trace, 'error') ? errorType : ownError
        counter.add(partition.recordCount, this.#attributes(common, name, [partition], error))
      }
    }
  }

  #attributes(
    common: Attributes,
    topic: string | undefined,
    partitions: readonly TracedPartition[] | undefined,
    errorType: string | undefined
  ): Attributes {
    const attributes = { ...common }
    addDestination(attributes, topic, this.#naming.topicName)
    const [partition, ...others] = this.#naming.partitions ? (partitions ?? []) : []
    if (partition !== undefined && others.length === 0) attributes['messaging.destination.partition.id'] = String(partition.index)
    if (errorType !== undefined) attributes['error.type'] = errorType
    return attributes
  }
}
