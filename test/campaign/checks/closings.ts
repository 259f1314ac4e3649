import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { type CloseReason, isKafkaError } from 'kafkawire'
import type { Schedule } from '../schedule/schedule.ts'

/** A connection that has ended. */
export interface Closing {
  readonly host: string
  readonly reason: CloseReason
  readonly cause: unknown
}

const CHANNEL = 'kafkawire:connection'

/** Notes how the connections end, until it is disposed of. */
export class Closings implements Disposable {
  readonly all: Closing[] = []

  constructor() {
    subscribe(CHANNEL, this.#note)
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.#note)
  }

  readonly #note = (message: unknown): void => {
    const { event, broker, reason, cause } = message as { event: string; broker: { host: string }; reason: CloseReason; cause?: unknown }
    if (event === 'close') this.all.push({ host: broker.host, reason, cause })
  }
}

// Faults after which an answer may belong to no request, or be no answer at all.
const DAMAGING: readonly string[] = ['answer-twice', 'wrong-correlation-id', 'corrupt', 'duplicate', 'reorder', 'reordered-answers']
// Faults after which no connection has to end.
const HARMLESS: readonly string[] = [
  'move-leaders',
  'move-controller',
  'move-coordinators',
  'refusal',
  'refused-transaction',
  'throttle',
  'quota',
  'timed-out-append',
  'too-few-replicas',
  'resigned-leader',
  'partition-left-out',
  'offline-partitions',
  'absent-leader',
  'old-epochs',
  'no-controller',
  'finalized-feature',
  'old-topic-ids',
  'refresh'
]
const DAMAGED: readonly CloseReason[] = ['out-of-sync', 'protocol']
const FAILED: readonly CloseReason[] = [...DAMAGED, 'broken', 'timeout', 'authentication']
// With these options the driver itself gives up a connection to a broker that is only slow.
const IMPATIENT = ['connection.timeouts.maxThrottleMs', 'connection.timeouts.pongTimeoutMs', 'pool.pongMs']

// A broker that throttles may take longer to answer than this limit of the driver.
const SHORT_REQUEST_MS = 2_000
// A broker closes the connection if it cannot append the records of a Produce with acks 0. If it
// throttles such a Produce, the driver does not hear for how long: no answer tells it.
const APPENDS_UNANSWERED = 'acks-none'
// A token may be 1 s old when it is used, older if the broker throttles, and a session of less than
// 1.1 s cannot be renewed.
const SHORTEST_TOKEN_MS = 2_100
const THROTTLED_MS = 1_500
// A broker does not read from a connection that it throttles. When it reads again, the session may
// have ended: it then closes the connection.
const THROTTLING: readonly string[] = ['throttle', 'quota']
const isTimeout = (cause: unknown): boolean => isKafkaError(cause, 'KAFKA_TIMEOUT')
// A client of a proxy does not hear for how long its broker throttled the opening of the proxy's own
// connection.
const isForwarding = (host: string): boolean => host.startsWith('proxy-')
// SyncGroup waits for the leader of the group, and its connection may be throttled.
const waitsForMember = (cause: unknown): boolean => isKafkaError(cause, 'KAFKA_TIMEOUT') && cause.api === 'SyncGroup'

/**
 * A connection does not end for a reason that the faults of the schedule do not give: without
 * damage no answer is at the wrong place, and without a fault of the network, of a broker or of a
 * login no connection breaks. That a SASL session ends is no such reason.
 */
export function closingsHaveReasons(
  closings: readonly Closing[],
  { faults, actors, settings }: Pick<Schedule, 'faults' | 'actors' | 'settings'>
): string[] {
  const { mechanism, sessionMs } = settings
  const isThrottled = faults.some(({ fault }) => THROTTLING.includes(fault))
  const shortestMs = SHORTEST_TOKEN_MS + (isThrottled ? THROTTLED_MS : 0)
  const hasShortTokens = mechanism === 'OAUTHBEARER' && sessionMs > 0 && sessionMs < shortestMs
  const mayOutlastSession = sessionMs > 0 && isThrottled
  const appendsUnanswered = actors.some(({ actor }) => actor === APPENDS_UNANSWERED)
  const { options = {}, requestMs } = settings
  const isHarmless = faults.every(({ fault }) => HARMLESS.includes(fault)) && !IMPATIENT.some(name => name in options)
  const isDamaged = faults.some(({ fault }) => DAMAGING.includes(fault))
  const unexpected = isHarmless ? FAILED : isDamaged ? [] : DAMAGED
  const isExplained = ({ host, reason, cause }: Closing): boolean =>
    (reason === 'broken' && (appendsUnanswered || mayOutlastSession)) ||
    (reason === 'authentication' && hasShortTokens && String(cause).includes('the session lasts')) ||
    (appendsUnanswered && isThrottled && isTimeout(cause)) ||
    (requestMs < SHORT_REQUEST_MS && isThrottled && ((isForwarding(host) && isTimeout(cause)) || waitsForMember(cause)))
  return closings.flatMap(closing => {
    const { host, reason, cause } = closing
    return unexpected.includes(reason) && !isExplained(closing)
      ? [`a connection to ${host} ended as ${reason} without a fault that explains it: ${String(cause)}`]
      : []
  })
}
