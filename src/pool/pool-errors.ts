import { formatAddress } from '../conn/address.ts'
import { reasonOf } from '../conn/opening/connect-error.ts'
import { type BrokerAddress, inMs, isKafkaError, KafkaError } from '../errors.ts'
import { listed, quoted } from '../quote.ts'
import { addressOf, isSeed, nameOf } from './broker-name.ts'

/**
 * The error of one caller for a dial that failed. Each caller gets an error object of its own; all
 * have the same `cause`.
 */
export function dialError(error: unknown, broker: BrokerAddress): KafkaError {
  const shared = { broker: addressOf(broker), delivery: 'not-sent' } as const
  if (isKafkaError(error, 'KAFKA_CONNECT')) {
    const { phase, retriable, cause } = error
    return new KafkaError('KAFKA_CONNECT', error.message, { ...shared, phase, retriable, cause })
  }
  if (isKafkaError(error, 'KAFKA_AUTHENTICATION')) {
    const { mechanism, errorCode, offered, retriable, cause } = error
    return new KafkaError('KAFKA_AUTHENTICATION', error.message, { ...shared, mechanism, errorCode, offered, retriable, cause })
  }
  const text = `${formatAddress(broker)}: no connection (${reasonOf(error)})`
  return new KafkaError('KAFKA_CONNECT', text, { ...shared, phase: 'api-versions', cause: error })
}

/** The error of a dial whose `onFresh` threw. */
export function freshError(cause: unknown, broker: BrokerAddress): KafkaError<'KAFKA_CONNECT'> {
  const text = `${formatAddress(broker)}: the connection was open, but onFresh failed (${reasonOf(cause)})`
  return new KafkaError('KAFKA_CONNECT', text, { broker: addressOf(broker), delivery: 'not-sent', phase: 'fresh', cause })
}

/**
 * The error for a node id that is not among the brokers of the pool. These are `nodeIds`, if given.
 * A later answer to Metadata may name the broker again, so callers may retry.
 */
export function unknownBroker(nodeId: number, nodeIds: readonly number[] = []): KafkaError<'KAFKA_CONNECT'> {
  const there = nodeIds.length === 0 ? '' : ` (it has ${listed(nodeIds.map(String))})`
  const text = isSeed(nodeId)
    ? 'The bootstrap servers are not used any more: the brokers of the cluster are known'
    : `The pool has no broker ${nodeId}${there}: it may have left the cluster; refresh the metadata`
  return new KafkaError('KAFKA_CONNECT', text, { phase: 'tcp', delivery: 'not-sent' })
}

/**
 * The error for a broker whose address cannot be dialled. The address comes from Metadata: results
 * of `rewriteAddress` are checked earlier.
 */
export function undialable(broker: BrokerAddress, problem: string): KafkaError<'KAFKA_CONNECT'> {
  const address = quoted(formatAddress(broker))
  const text = `Broker ${broker.nodeId} advertises the address ${address}, which cannot be dialled: ${problem}. Check advertised.listeners of that broker, or set rewriteAddress`
  return new KafkaError('KAFKA_CONNECT', text, { phase: 'dns', delivery: 'not-sent', broker: addressOf(broker) })
}

/** The error of a call that comes while the broker's circuit is open. */
export function circuitOpen(broker: BrokerAddress, failures: number, leftMs: number, cause: unknown): KafkaError<'KAFKA_CIRCUIT_OPEN'> {
  const retryAfterMs = Math.ceil(leftMs)
  const text = `${nameOf(broker)} failed ${failures} times in a row and is not dialled for another ${inMs(retryAfterMs)}: is it up, and reachable from here?`
  return new KafkaError('KAFKA_CIRCUIT_OPEN', text, { retryAfterMs, broker: addressOf(broker), delivery: 'not-sent', cause })
}

/** The error of a call to a closed pool, and of callers that wait when the pool closes. */
export function poolClosed(): KafkaError<'KAFKA_POOL_CLOSED'> {
  return new KafkaError('KAFKA_POOL_CLOSED', 'This program has closed the pool, or the cluster that it belongs to', {
    delivery: 'not-sent'
  })
}

/** The error of a caller that got no connection within its `timeoutMs`. */
export function dialTimeout(
  broker: BrokerAddress,
  lane: string,
  waited: { readonly timeoutMs: number; readonly elapsedMs: number; readonly why: string },
  cause: unknown
): KafkaError<'KAFKA_TIMEOUT'> {
  const timeoutMs = Math.ceil(waited.timeoutMs) // the rest of a caller's time often has decimals
  const elapsedMs = Math.round(waited.elapsedMs)
  const text = `${nameOf(broker)}, lane ${lane}: no connection after ${inMs(elapsedMs)}; the limit of this wait is ${inMs(timeoutMs)} (timeoutMs), and ${waited.why}`
  const details = { broker: addressOf(broker), delivery: 'not-sent', elapsedMs, cause } as const
  return new KafkaError('KAFKA_TIMEOUT', text, { phase: 'dial', timeoutMs, ...details })
}

/** Whether an error means that the broker could not be reached: DNS or TCP failed. */
export const isUnreached = (error: unknown): boolean =>
  isKafkaError(error, 'KAFKA_CONNECT') && (error.phase === 'dns' || error.phase === 'tcp')
