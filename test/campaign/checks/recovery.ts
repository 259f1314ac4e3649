import { errorCodes, isKafkaError, type KafkaError } from 'kafkawire'
import type { Settings } from '../schedule/schedule.ts'
import type { CallEntry, History } from './history.ts'

// Pauses are up to 20 % longer than their limit.
const SPREAD = 1.2
// A connection whose bytes were lost may stay silent once more: when a dial meets the fault's end.
const TIMES = 2

/** What a run has seen that makes its recovery take longer. */
export interface SeenWaits {
  /** The longest time that a request asked a broker to wait. */
  readonly askedMs: number
  /** The longest throttle time that a broker told. */
  readonly throttleMs: number
}

/**
 * The time after the last fault within which everything works again, by these sentences of the docs:
 * - connection.md, "Timeouts": after `requestMs`, and what the request asks the broker to wait, a
 *   connection that does not answer closes; a connection is opened within `connectMs`.
 * - pool.md, "When brokers fail": a broker is left alone for `backoff.maxMs` at most, or for
 *   `breaker.openMs`.
 * - delivery.md, "How long a call takes": pauses last `retry.maxMs` at most. A broker that throttles
 *   gets no requests until its throttle time is over.
 * - cluster.md, "Options": one broker may take `metadata.attemptMs` to answer, and refreshes are up
 *   to `retry.maxMs` apart.
 */
export function recoveryMs({ requestMs, options = {} }: Settings, { askedMs, throttleMs }: SeenWaits): number {
  const backoffMs = Math.max(options['pool.backoff.maxMs'] ?? 1_000, options['pool.breaker.openMs'] ?? 0)
  const retryMs = options['retry.maxMs'] ?? 1_000
  const opening = (options['connection.timeouts.connectMs'] ?? 10_000) + (options['metadata.attemptMs'] ?? 5_000)
  return TIMES * (requestMs + opening + SPREAD * (backoffMs + 2 * retryMs)) + askedMs + throttleMs
}

/** Options with which a call may fail although all brokers are well: it has one attempt, or little room. */
const SCANT = ['retry.maxAttempts', 'connection.limits.maxQueuedBytes', 'pool.maxConnections', 'pool.maxDialsPerSecond'] as const
/** A call with a shorter limit, of its own or by `retry.totalMs`, may fail while connections are opened. */
const PATIENT_MS = 2_000
// A call may also have to wait for the next refresh of metadata.
const patientMs = ({ options = {} }: Pick<Settings, 'options'>): number => PATIENT_MS + SPREAD * (options['retry.maxMs'] ?? 1_000)

/** Whether the calls of a driver with these settings must succeed when all brokers are well. */
export const mustSucceed = ({ options = {} }: Settings): boolean => SCANT.every(path => options[path] === undefined)

/** Invariant 8: the calls of an actor, which began after the recovery, have succeeded. */
export function worksAgain(
  { entries }: Pick<History, 'entries'>,
  actor: string,
  settings: Pick<Settings, 'options'>,
  followsCluster = false
): string[] {
  // A call of the cluster without `retryMs` has one attempt, or one broker, by its own options.
  const isPatient = ({ isDirect, limitMs, retryMs = isDirect ? 0 : limitMs }: CallEntry): boolean =>
    Math.min(limitMs, retryMs) >= patientMs(settings)
  // A driver that goes to whichever cluster is there hears of the last change in its next call.
  const mayChange = ({ error }: CallEntry): boolean => followsCluster && isKafkaError(error, 'KAFKA_CLUSTER_CHANGED')
  // A connection may close as idle in the very moment of its call. A program opens another one, as a
  // cluster does by itself.
  const isIdle = ({ isDirect, error }: CallEntry): boolean =>
    !isDirect && isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && error.reason === 'idle'
  const failed = entries.filter(
    entry => entry.actor === actor && isPatient(entry) && isOutage(entry) && !mayChange(entry) && !isIdle(entry)
  )
  return failed.map(
    ({ actor, api, beganMs, error }) =>
      `${actor}: ${api}, called at ${Math.round(beganMs)} ms, fails although all faults have ended: ${error}`
  )
}

// Refusals by a broker, and errors of the caller's own making, have other reasons than an outage.
const OUTAGES: readonly KafkaError['code'][] = [
  'KAFKA_CONNECT',
  'KAFKA_AUTHENTICATION',
  'KAFKA_PROTOCOL',
  'KAFKA_TIMEOUT',
  'KAFKA_CONNECTION_CLOSED',
  'KAFKA_CIRCUIT_OPEN',
  'KAFKA_NO_BROKER',
  'KAFKA_CLUSTER_CHANGED'
]

const isOutage = ({ error }: CallEntry): boolean => isKafkaError(error) && OUTAGES.includes(error.code) && !isUnknownTopic(error.cause)

const UNKNOWN_TOPIC: readonly number[] = [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, errorCodes.UNKNOWN_TOPIC_ID]

// The time of a call for a topic that was deleted can end while the driver waits for metadata. The
// error of a divided call has the error of one part as its cause.
const isUnknownTopic = (cause: unknown): boolean =>
  isKafkaError(cause) && ((isKafkaError(cause, 'KAFKA_BROKER') && UNKNOWN_TOPIC.includes(cause.errorCode)) || isUnknownTopic(cause.cause))
