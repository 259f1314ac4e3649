import type { Attributes } from '@opentelemetry/api'
import type { RequestTrace } from '../conn/requests/request-trace.ts'
import type { TracedTopic } from '../conn/requests/traced-topics.ts'
import { isKafkaError } from '../errors.ts'
import { errorFor } from '../protocol/error-code-table.ts'
import { isError } from '../type-checks.ts'

/** The conventions by which names and attributes are chosen. */
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.44.0'

/** An operation on messages, in the words of the conventions. */
export interface Operation {
  /** The name that Kafka's own clients have for it. */
  readonly name: string
  readonly type?: 'create' | 'send' | 'receive' | 'process' | 'settle' | undefined
}

/** What stands for a topic: nothing, its own name, or what the program made of it. */
export type TopicNaming = false | undefined | ((topic: string) => string | undefined)

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Produce: { name: 'send', type: 'send' },
  Fetch: { name: 'poll', type: 'receive' },
  ShareFetch: { name: 'poll', type: 'receive' },
  OffsetCommit: { name: 'commit', type: 'settle' },
  TxnOffsetCommit: { name: 'commit', type: 'settle' },
  ShareAcknowledge: { name: 'acknowledge', type: 'settle' }
}

/** The operation of an API, or undefined if the API is not about messages. */
export const operationOf = (api: string): Operation | undefined => OPERATIONS[api]

/** The attributes of an operation that spans and metrics share. */
export function operationAttributes({ name, type }: Operation): Attributes {
  const attributes: Attributes = { 'messaging.system': 'kafka', 'messaging.operation.name': name }
  if (type !== undefined) attributes['messaging.operation.type'] = type
  return attributes
}

/**
 * Adds the destination. A name that the program made is a template by the conventions: it stands
 * for many topics. Returns what stands for the topic in the name of a span.
 */
export function addDestination(attributes: Attributes, topic: string | undefined, naming: TopicNaming): string | undefined {
  if (topic === undefined || naming === false) return undefined
  const shown = naming === undefined ? topic : naming(topic)
  if (shown !== undefined) attributes[naming === undefined ? 'messaging.destination.name' : 'messaging.destination.template'] = shown
  return shown
}

/** Adds the broker that was asked. */
export function addServer(attributes: Attributes, { broker }: RequestTrace): void {
  attributes['server.address'] = broker.host
  attributes['server.port'] = broker.port
}

/**
 * The `error.type` of a request: the code of the driver's error, or the name of the error code that
 * the broker answered. Undefined if it succeeded.
 */
export function errorTypeOf(trace: RequestTrace): string | undefined {
  if (Object.hasOwn(trace, 'error')) return thrownType(trace.error)
  return trace.errorCode === undefined ? undefined : errorFor(trace.errorCode).name
}

/** The `error.type` of something that was thrown. */
export function thrownType(thrown: unknown): string {
  if (isKafkaError(thrown, 'KAFKA_BROKER')) return thrown.errorName
  if (isKafkaError(thrown)) return thrown.code
  return isError(thrown) ? thrown.name : '_OTHER'
}

/** The only topic of a request; undefined if there are several, or none with a name. */
export function onlyTopic(topics: readonly TracedTopic[] | undefined): TracedTopic | undefined {
  return topics?.length === 1 ? topics[0] : undefined
}
