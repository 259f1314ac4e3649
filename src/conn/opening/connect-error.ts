import { type ConnectPhase, KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import { describeValue, isError } from '../../type-checks.ts'
import { type Address, formatAddress } from '../address.ts'

const MAX_REASON_CHARS = 1_000

/** An error that names the phase in which opening a connection failed. */
export function connectError(to: Address, phase: ConnectPhase, problem: string, cause?: unknown, retriable = true): KafkaError {
  const broker = { host: to.host, port: to.port }
  return new KafkaError('KAFKA_CONNECT', `${formatAddress(to)}: ${problem}`, { phase, broker, cause, retriable, delivery: 'not-sent' })
}

/** What of a connection was there before Kafka's protocol began, in words. */
export function reached(dial: unknown, tls: unknown): string {
  const below = dial === undefined ? 'TCP' : 'the connection of the dial option'
  return tls === undefined ? below : `${below} and TLS`
}

/** Why something failed: the code of a system error, or the message of another error. */
export function reasonOf(error: unknown): string {
  if (!isError(error)) return describeValue(error)
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'refused: ECONNREFUSED'
  return code ?? shown(message, MAX_REASON_CHARS)
}

/**
 * The alert with which the other side ended TLS: its name in RFC 8446, with spaces for underscores.
 * Undefined if the error is no alert.
 */
export function alertIn(error: unknown): string | undefined {
  const code = isError(error) ? (error as NodeJS.ErrnoException).code : undefined
  // OpenSSL 3.0 has the codes SSLV3_ALERT and TLSV1_ALERT; 3.2 and later have SSL/TLS_ALERT.
  return /^ERR_SSL_[\w/]*ALERT_(\w+)$/
    .exec(code ?? '')?.[1]
    ?.toLowerCase()
    .replaceAll('_', ' ')
}

/**
 * The error of a TLS alert, or undefined if the error is no alert. It may come after the handshake:
 * in TLS 1.3 the client has finished before the broker checks its certificate.
 */
export function alertError(to: Address, error: unknown): KafkaError | undefined {
  const alert = alertIn(error)
  if (alert === undefined) return undefined
  const check = /certificate|ca$|handshake|access/.test(alert)
    ? 'does it want a client certificate, or another one?'
    : 'do both sides share a TLS version and a cipher?'
  return connectError(to, 'tls', `the broker refused TLS with the alert "${alert}": ${check}`, error, false)
}
