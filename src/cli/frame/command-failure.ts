import { type ConnectPhase, isKafkaError, type KafkaError } from '../../errors.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'

const PHASES: Readonly<Record<ConnectPhase, number>> = {
  dns: exitCodes.DNS,
  tcp: exitCodes.TCP,
  tls: exitCodes.TLS,
  'api-versions': exitCodes.API_VERSIONS,
  sasl: exitCodes.SASL,
  fresh: exitCodes.FAILED
}
const NOT_ALLOWED: readonly number[] = [
  errorCodes.TOPIC_AUTHORIZATION_FAILED,
  errorCodes.GROUP_AUTHORIZATION_FAILED,
  errorCodes.CLUSTER_AUTHORIZATION_FAILED,
  errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  errorCodes.DELEGATION_TOKEN_AUTHORIZATION_FAILED
]

/** An error of the driver as one sentence, with the exit code of the step that failed. */
export function commandErrorOf(command: string, error: KafkaError): CommandError {
  const shown = isKafkaError(error, 'KAFKA_NO_BROKER') ? firstCause(error) : error
  const isAboutConnection = isKafkaError(shown, 'KAFKA_CONNECT', 'KAFKA_AUTHENTICATION', 'KAFKA_NO_BROKER')
  const hint = isAboutConnection ? `${/[.?!]$/.test(shown.message) ? '' : '.'} kafkawire doctor finds the cause` : ''
  return new CommandError(`${command}: ${shown.message}${hint}`, exitCodeOf(shown))
}

function exitCodeOf(error: KafkaError): number {
  if (isKafkaError(error, 'KAFKA_CONNECT')) return PHASES[error.phase]
  if (isKafkaError(error, 'KAFKA_AUTHENTICATION')) return exitCodes.SASL
  if (isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_ENCODE')) return exitCodes.USAGE
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) return exitCodes.TIMEOUT
  if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) return exitCodes.API_VERSIONS
  if (isKafkaError(error, 'KAFKA_BROKER')) return NOT_ALLOWED.includes(error.errorCode) ? exitCodes.AUTHORIZATION : exitCodes.BROKER_ERROR
  return exitCodes.FAILED
}

// One cause says more than the sum of all, if there is one bootstrap server only.
function firstCause(error: KafkaError<'KAFKA_NO_BROKER'>): KafkaError {
  const [cause] = error.causes
  return error.causes.length === 1 && isKafkaError(cause) ? cause : error
}
