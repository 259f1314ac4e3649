import { now } from '../../clock.ts'
import { type BrokerAddress, type CloseReason, type Delivery, isKafkaError, KafkaError } from '../../errors.ts'
import { explain } from '../../protocol/message-codec.ts'
import { shown } from '../../quote.ts'
import { isError } from '../../type-checks.ts'
import { formatAddress } from '../address.ts'
import type { PendingRequest } from './pending-request.ts'

/** How a connection ended. */
export interface Closed {
  readonly reason: CloseReason
  readonly cause?: unknown
}

const MAX_REASON_CHARS = 1_000
const firstIds = new WeakMap<BrokerAddress, number>()

const REASONS: Record<CloseReason, string> = {
  broken: 'the broker or the network closed it',
  timeout: 'a request was not answered in time, and an ordered stream with a hole in it is of no more use',
  'out-of-sync': 'an answer came that belongs to no request',
  idle: 'nothing had been sent for too long',
  shutdown: 'it was closed by this program',
  authentication: 'authentication failed',
  protocol: 'the broker sent bytes that make no sense',
  superseded: 'another connection took its place',
  evicted: 'the pool needed its place',
  abandoned: 'nobody held it any more'
}

/** What is known of a request that nobody will answer. */
type Unanswered = Partial<Pick<PendingRequest, 'api' | 'version' | 'startedMs' | 'correlationId'>> & {
  readonly delivery: Delivery
  /** Whether no answer is to come. */
  readonly isPosted?: boolean
}

/** The error of one request that the end of its connection left without an answer, or of one that never was. */
export function closedError({ reason, cause }: Closed, broker: BrokerAddress, request: Unanswered): KafkaError<'KAFKA_CONNECTION_CLOSED'> {
  const { api, version: apiVersion, startedMs, delivery, correlationId, isPosted = false } = request
  const elapsedMs = startedMs === undefined ? undefined : Math.round(now() - startedMs)
  const name = `${api?.name ?? 'What was to come'}${apiVersion === undefined ? '' : ` v${apiVersion}`}`
  const because = isError(cause) ? `${REASONS[reason]} (${shown(cause.message, MAX_REASON_CHARS)})` : REASONS[reason]
  const out = isPosted ? 'was handed to the network, which may not have sent all of it' : 'was sent but not answered'
  const fate = delivery === 'not-sent' ? 'was not sent' : out
  const isFirst = delivery !== 'not-sent' && correlationId === firstIds.get(broker)
  const hint = reason === 'broken' && cause === undefined && isFirst ? ': does this listener want the sasl option?' : ''
  const text = `${name} ${fate}: the connection to ${formatAddress(broker)} is closed, ${because}${hint}`
  return new KafkaError('KAFKA_CONNECTION_CLOSED', text, { reason, cause, delivery, broker, api: api?.name, apiVersion, elapsedMs })
}

/** Tells which request is the first after ApiVersions, of a connection without SASL: listeners that want it close there. */
export function noteFirst(broker: BrokerAddress, correlationId: number): void {
  firstIds.set(broker, correlationId)
}

/** The error that ends a connection whose answers have got out of step with its requests. */
export function outOfSync(correlationId: number, oldest: PendingRequest | undefined): KafkaError {
  const expected =
    oldest === undefined ? 'none is awaited' : `${oldest.correlationId} (${oldest.api.name} v${oldest.version}) is the oldest awaited`
  return new KafkaError('KAFKA_PROTOCOL', `An answer has correlation id ${correlationId}, but ${expected}`, {})
}

/** The error of an answer that cannot be read. Its frame was whole, so the stream is still in step: only this answer is lost. */
export function undecodable(error: unknown, request: PendingRequest, broker: BrokerAddress): unknown {
  const { api, version: apiVersion, startedMs } = request
  const explained = explain(error, api, apiVersion, 'response')
  if (!isKafkaError(explained, 'KAFKA_PROTOCOL')) return explained
  const elapsedMs = Math.round(now() - startedMs)
  const details = { offset: explained.offset, delivery: 'answered', broker, api: api.name, apiVersion, elapsedMs } as const
  return new KafkaError('KAFKA_PROTOCOL', explained.message, details)
}

/** The error of a request whose answer is larger than the connection accepts. The same request would have the same answer, so it is final. */
export function answerTooLarge(request: PendingRequest, frameBytes: number, maxFrameBytes: number, broker: BrokerAddress): KafkaError {
  const { api, version: apiVersion, startedMs } = request
  const what = `The answer to ${api.name} v${apiVersion} from ${formatAddress(broker)} has ${frameBytes} bytes`
  const text = `${what}, and limits.maxFrameBytes is ${maxFrameBytes}: ask for less${lessBy(api.name)}, or raise maxFrameBytes`
  const elapsedMs = Math.round(now() - startedMs)
  return new KafkaError('KAFKA_PROTOCOL', text, { delivery: 'answered', broker, api: api.name, apiVersion, elapsedMs })
}

const lessBy = (api: string): string => (/Fetch$/.test(api) && api !== 'OffsetFetch' ? ' (maxBytes, partitionMaxBytes)' : '')

/** The error of a request for whose bytes there is no room. */
export function queueFull(
  request: PendingRequest,
  bytes: number,
  queuedBytes: number,
  maxQueuedBytes: number,
  broker: BrokerAddress
): KafkaError {
  const { api, version: apiVersion } = request
  const text = `${api.name} of ${bytes} bytes does not fit: ${queuedBytes} bytes wait to be sent and maxQueuedBytes is ${maxQueuedBytes}`
  const retriable = bytes <= maxQueuedBytes // else it never will fit
  const details = { retriable, delivery: 'not-sent', broker, api: api.name, apiVersion } as const
  return new KafkaError('KAFKA_QUEUE_FULL', text, { queuedBytes, maxQueuedBytes, ...details })
}
