import { isKafkaError, type KafkaError } from '../../errors.ts'
import type { SaslMechanism } from '../../sasl/mechanism.ts'
import { isError, messageOf } from '../../type-checks.ts'
import { TimeLimit } from '../../waiting/time-limit.ts'
import type { ResolvedOptions } from '../connection-options.ts'
import { connectError, reached, reasonOf } from './connect-error.ts'
import { wantsTls } from './dial.ts'
import type { VersionLadder } from './version-ladder.ts'

const TLS_PROBE_MS = 1_000
const PORT_HINT = 'is this the port of a Kafka listener, and does the listener want TLS?'
const KNOWN_HINT = 'it has answered before, so it may be overloaded, frozen or about to stop'
const CERTIFICATE_HINT = 'is this a Kafka listener, and does it want a client certificate?'

/** Whether a broker gave no answer at all to ApiVersions. Then an older version may be answered. */
export function hadNoAnswer(error: unknown): boolean {
  return isKafkaError(error, 'KAFKA_TIMEOUT') || (isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && error.reason === 'broken')
}

/** The error of an opening that failed during authentication. */
export function unauthenticatedError(options: ResolvedOptions, mechanism: SaslMechanism | undefined, error: unknown): unknown {
  if (!isKafkaError(error, 'KAFKA_CONNECTION_CLOSED', 'KAFKA_TIMEOUT', 'KAFKA_PROTOCOL')) return error
  const text = `no answer while authenticating by ${mechanism?.name} (${reasonOf(error)}): is this a SASL listener, and are the credentials right?`
  return connectError(options, 'sasl', text, error)
}

/** The error of an opening that failed at ApiVersions. */
export async function unansweredError(
  options: ResolvedOptions,
  ladder: VersionLadder,
  error: unknown,
  signal: AbortSignal
): Promise<KafkaError> {
  const cause = isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') && isError(error.cause) ? error.cause : error
  const asked = ladder.asked.map(version => `v${version}`).join(', ')
  if (!hadNoAnswer(error)) {
    const retriable = isKafkaError(error, 'KAFKA_BROKER') && error.retriable
    return connectError(options, 'api-versions', messageOf(cause), cause, retriable)
  }
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) {
    const hint = ladder.isKnown ? KNOWN_HINT : PORT_HINT
    const silent = `the other side accepted ${reached(options.dial, options.tls)}, but did not answer ApiVersions (asked ${asked})`
    return connectError(options, 'api-versions', `${silent}: ${hint}`, cause)
  }
  // Some TLS listeners close without a word when they get plaintext. A TLS hello shows it.
  if (options.tls === undefined && (await wantsTls(options, new TimeLimit(TLS_PROBE_MS, signal)))) {
    return connectError(options, 'api-versions', 'this listener speaks TLS: set the tls option', cause, false)
  }
  const closed = `the other side closed the connection without answering ApiVersions (asked ${asked})`
  if (ladder.isKnown) return connectError(options, 'api-versions', `${closed}: ${KNOWN_HINT}`, cause)
  return connectError(options, 'api-versions', `${closed}: ${options.tls === undefined ? PORT_HINT : CERTIFICATE_HINT}`, cause)
}
