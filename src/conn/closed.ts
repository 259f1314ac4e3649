import { type BrokerAddress, type CloseReason, type Delivery, KafkaError } from '../errors.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { formatAddress } from './address.ts'

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

/** The error of one request that the end of its connection left without an answer. */
export function closedError(
  { reason, cause }: { readonly reason: CloseReason; readonly cause?: unknown },
  broker: BrokerAddress,
  request: { readonly api: Pick<ApiInfo, 'name'>; readonly version?: number; readonly startedMs?: number; readonly delivery: Delivery }
): KafkaError<'KAFKA_CONNECTION_CLOSED'> {
  const { api, version: apiVersion, startedMs, delivery } = request
  const elapsedMs = startedMs === undefined ? undefined : Math.round(performance.now() - startedMs)
  const name = apiVersion === undefined ? api.name : `${api.name} v${apiVersion}`
  const because = cause instanceof Error ? `${REASONS[reason]} (${cause.message})` : REASONS[reason]
  const fate = delivery === 'not-sent' ? 'was not sent' : 'was sent but not answered'
  const text = `${name} ${fate}: the connection to ${formatAddress(broker)} is closed, ${because}`
  return new KafkaError('KAFKA_CONNECTION_CLOSED', text, { reason, cause, delivery, broker, api: api.name, apiVersion, elapsedMs })
}
