import { now } from '../../clock.ts'
import { type BrokerAddress, type CloseReason, type Delivery, inMs, isKafkaError, KafkaError } from '../../errors.ts'
import { explain } from '../../protocol/message-codec.ts'
import { shown } from '../../quote.ts'
import { isError } from '../../type-checks.ts'
import { formatAddress } from '../address.ts'
import type { Closed } from '../broker.ts'
import type { PendingRequest } from './pending-request.ts'

const MAX_REASON_CHARS = 1_000

const REASONS: Record<CloseReason, string> = {
  broken: 'the broker or the network closed it',
  timeout: 'a request was not answered in time, and answers come in order, so no later one can come before it',
  'out-of-sync': 'an answer came that belongs to no request',
  idle: 'no byte was sent or received for too long',
  shutdown: 'it was closed by this program',
  authentication: 'authentication failed',
  protocol: 'the broker sent bytes that are not a valid answer',
  superseded: 'another connection took its place',
  evicted: 'the pool needed its place',
  abandoned: 'this program no longer held the connection'
}

/** Where a request is that waits: in the queue, in the socket, or with the broker. */
export type WaitPhase = keyof typeof AWAITED

const AWAITED = { queue: 'to be sent', drain: 'for the network to take it', response: 'for its answer' }

/** What a connection knows of a request that it will not answer. */
interface Unanswered {
  /** Undefined for a request that was not made yet. */
  readonly request?: Pick<PendingRequest, 'api' | 'version' | 'startedMs'> | { readonly api: PendingRequest['api'] }
  readonly delivery: Delivery
  /** Whether the request is a posted one, to which no answer comes. */
  readonly isPosted?: boolean
  /** Whether the listener may want SASL: it closes on the first request after ApiVersions. */
  readonly mayWantSasl?: boolean
}

/** The error of one request that has no answer because its connection has ended. */
export function closedError(
  { reason, cause }: Closed,
  broker: BrokerAddress,
  { request, delivery, isPosted = false, mayWantSasl = false }: Unanswered
): KafkaError<'KAFKA_CONNECTION_CLOSED'> {
  const { api, version: apiVersion, startedMs } = (request ?? {}) as Partial<PendingRequest>
  const elapsedMs = startedMs === undefined ? undefined : Math.round(now() - startedMs)
  const name = `${api?.name ?? 'The next request'}${apiVersion === undefined ? '' : ` v${apiVersion}`}`
  const because = isError(cause) ? `${REASONS[reason]} (${shown(cause.message, MAX_REASON_CHARS)})` : REASONS[reason]
  const sent = isPosted ? 'was handed to the network, which may not have sent all of it' : 'was sent but not answered'
  const fate = delivery === 'not-sent' ? 'was not sent' : sent
  const isHintUseful = mayWantSasl && delivery !== 'not-sent' && reason === 'broken' && cause === undefined
  const hint = isHintUseful ? ': does this listener want the sasl option?' : ''
  const text = `${name} ${fate}: the connection to ${formatAddress(broker)} is closed, ${because}${hint}`
  return new KafkaError('KAFKA_CONNECTION_CLOSED', text, { reason, cause, delivery, broker, api: api?.name, apiVersion, elapsedMs })
}

/** The error that ends a connection whose next answer does not belong to its oldest request. */
export function outOfSync(correlationId: number, oldest: PendingRequest | undefined): KafkaError {
  const expected =
    oldest === undefined ? 'none is awaited' : `${oldest.correlationId} (${oldest.api.name} v${oldest.version}) is the oldest awaited`
  return new KafkaError('KAFKA_PROTOCOL', `An answer has correlation id ${correlationId}, but ${expected}`, {})
}

/**
 * The error of a request whose answer cannot be decoded. The frame of the answer was whole, so only
 * this request fails and the connection goes on.
 */
export function undecodable(error: unknown, request: PendingRequest, broker: BrokerAddress): unknown {
  const { api, version: apiVersion, startedMs } = request
  const explained = explain(error, api, apiVersion, 'response')
  if (!isKafkaError(explained, 'KAFKA_PROTOCOL')) return explained
  const elapsedMs = Math.round(now() - startedMs)
  const details = { offset: explained.offset, delivery: 'answered', broker, api: api.name, apiVersion, elapsedMs } as const
  return new KafkaError('KAFKA_PROTOCOL', explained.message, details)
}

/**
 * The error of a request whose answer is larger than `limits.maxFrameBytes`. It is not retriable:
 * the same request would have the same answer.
 */
export function answerTooLarge(request: PendingRequest, frameBytes: number, maxFrameBytes: number, broker: BrokerAddress): KafkaError {
  const { api, version: apiVersion, startedMs } = request
  const what = `The answer to ${api.name} v${apiVersion} from ${formatAddress(broker)} has ${frameBytes} bytes`
  const text = `${what}, and limits.maxFrameBytes is ${maxFrameBytes}: ask for less${sizeFieldsOf(api.name)}, or raise maxFrameBytes`
  const elapsedMs = Math.round(now() - startedMs)
  return new KafkaError('KAFKA_PROTOCOL', text, { delivery: 'answered', broker, api: api.name, apiVersion, elapsedMs })
}

const sizeFieldsOf = (api: string): string => (/Fetch$/.test(api) && api !== 'OffsetFetch' ? ' (maxBytes, partitionMaxBytes)' : '')

/** The error of a request for which `limits.maxQueuedBytes` leaves no room. */
export function queueFull(
  request: PendingRequest,
  bytes: number,
  queuedBytes: number,
  maxQueuedBytes: number,
  broker: BrokerAddress
): KafkaError {
  const { api, version: apiVersion } = request
  const text = `${api.name} of ${bytes} bytes does not fit: ${queuedBytes} bytes wait to be sent and maxQueuedBytes is ${maxQueuedBytes}`
  const retriable = bytes <= maxQueuedBytes // a larger request never fits
  const details = { retriable, delivery: 'not-sent', broker, api: api.name, apiVersion } as const
  return new KafkaError('KAFKA_QUEUE_FULL', text, { queuedBytes, maxQueuedBytes, ...details })
}

/** The error of a request that waited too long: in the queue, in the socket, or for its answer. */
export function timeoutError(
  request: PendingRequest,
  phase: WaitPhase,
  nowMs: number,
  broker: BrokerAddress,
  requestMs: number
): KafkaError {
  const elapsedMs = Math.round(nowMs - request.startedMs)
  const timeoutMs = Math.round(request.dueMs - request.startedMs)
  const { api, version: apiVersion } = request
  const limit =
    request.dueMs === request.callerDeadlineMs ? `its timeoutMs is ${inMs(timeoutMs)}` : partsOfLimit(request.askedMs, timeoutMs, requestMs)
  const text = `${api.name} v${apiVersion} to ${formatAddress(broker)} waited ${AWAITED[phase]} for ${inMs(elapsedMs)}; ${limit}`
  const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'
  return new KafkaError('KAFKA_TIMEOUT', text, { phase, timeoutMs, delivery, broker, api: api.name, apiVersion, elapsedMs })
}

// What the connection's own limit for a request is made of.
function partsOfLimit(askedMs: number, timeoutMs: number, requestMs: number): string {
  const othersMs = Math.round(timeoutMs - requestMs - askedMs)
  const parts = [`requestMs is ${inMs(requestMs)}`]
  if (askedMs > 0) parts.push(`the request itself asks for ${inMs(askedMs)}`)
  if (othersMs > 0) parts.push(`requests ahead of it, or throttling, were granted ${inMs(othersMs)}`)
  return parts.join(', ')
}

/** The error that ends a connection whose broker did not answer a ping. */
export function noSignOfLife(error: unknown, quietMs: number): unknown {
  if (!isKafkaError(error, 'KAFKA_TIMEOUT')) return error
  const { broker, timeoutMs, elapsedMs = timeoutMs } = error
  const where = broker === undefined ? 'The broker' : `The broker at ${formatAddress(broker)}`
  const silence = `after ${inMs(quietMs)} of silence (pingMs) it did not answer ApiVersions for ${inMs(elapsedMs)}`
  const text = `${where} gave no sign of life: ${silence}; pongTimeoutMs is ${inMs(timeoutMs)}`
  return new KafkaError('KAFKA_TIMEOUT', text, { ...error })
}
