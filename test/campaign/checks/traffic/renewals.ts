import { isKafkaError } from 'kafkawire'
import type { Attempt, Traffic } from '../../traffic/traffic.ts'

const LOGIN = /^Sasl/
const TOO_SLOW = /the session was not renewed/
// An actor that closes its clusters at any moment, whatever the state of their connections.
const CLOSES = 'closing'

/**
 * What is in flight is answered before a SASL session is renewed, even if that takes longer than the
 * session (docs/connection.md, "Requests"): no request in flight is lost when a renewal fails.
 */
export function renewalsLoseNothing({ attempts }: Pick<Traffic, 'attempts'>): string[] {
  return attempts.filter(isLost).map(({ atMs, nodeId, trace: { api, error } }) => {
    const what = `${api} to broker ${nodeId}, sent at ${Math.round(atMs)} ms`
    return `${what}, was given up because its session was not renewed: ${String(error)}`
  })
}

const isLost = ({ call, trace: { api, error } }: Attempt): boolean =>
  isKafkaError(error, 'KAFKA_CONNECTION_CLOSED') &&
  error.reason === 'authentication' &&
  error.delivery === 'maybe-sent' &&
  TOO_SLOW.test(String(error.cause)) &&
  call !== undefined &&
  !LOGIN.test(api) &&
  !call.actor.startsWith(CLOSES)
