import { type ConnectPhase, isKafkaError, type KafkaError } from '../../errors.ts'
import { CommandError } from '../command-error.ts'
import { exitCodes } from '../exit-codes.ts'
import { brokerExitCode } from './broker-exit-code.ts'

// The end of the driver's message for a listener with SASL that closed the connection.
const SASL_HINT = 'does this listener want the sasl option?'

const PHASES: Readonly<Record<ConnectPhase, number>> = {
  dns: exitCodes.DNS,
  tcp: exitCodes.TCP,
  tls: exitCodes.TLS,
  'api-versions': exitCodes.API_VERSIONS,
  sasl: exitCodes.SASL,
  fresh: exitCodes.FAILED
}

/** An error of the driver as one sentence, with the exit code of the step that failed. */
export function commandErrorOf(command: string, error: KafkaError): CommandError {
  const shown = isKafkaError(error, 'KAFKA_NO_BROKER') ? firstCause(error) : error
  const isAboutConnection = isKafkaError(shown, 'KAFKA_CONNECT', 'KAFKA_AUTHENTICATION', 'KAFKA_NO_BROKER') || wantsSasl(shown)
  const message = inFlags(shown.message)
  const hint = isAboutConnection ? `${/[.?!]$/.test(message) ? '' : '.'} kafkawire doctor finds the cause` : ''
  return new CommandError(`${command}: ${message}${hint}`, exitCodeOf(shown))
}

function exitCodeOf(error: KafkaError): number {
  if (isKafkaError(error, 'KAFKA_CONNECT')) return PHASES[error.phase]
  if (isKafkaError(error, 'KAFKA_AUTHENTICATION') || wantsSasl(error)) return exitCodes.SASL
  if (isKafkaError(error, 'KAFKA_NO_BROKER')) return sharedExitCode(error)
  if (isKafkaError(error, 'KAFKA_CONFIGURATION', 'KAFKA_ENCODE')) return exitCodes.USAGE
  if (isKafkaError(error, 'KAFKA_TIMEOUT')) return exitCodes.TIMEOUT
  if (isKafkaError(error, 'KAFKA_UNSUPPORTED_VERSION')) return exitCodes.API_VERSIONS
  if (isKafkaError(error, 'KAFKA_BROKER')) return brokerExitCode(error.errorCode)
  return exitCodes.FAILED
}

// The step that failed at all servers.
function sharedExitCode({ causes }: KafkaError<'KAFKA_NO_BROKER'>): number {
  const codes = new Set(causes.map(cause => (isKafkaError(cause) ? exitCodeOf(cause) : exitCodes.FAILED)))
  const [first = exitCodes.FAILED] = codes
  return codes.size === 1 ? first : exitCodes.FAILED
}

const wantsSasl = (error: KafkaError): boolean => error.message.endsWith(SASL_HINT)

// The driver names the options of its functions, for which commands have flags.
const FLAGS: readonly (readonly [option: string | RegExp, flag: string])[] = [
  [`: ${SASL_HINT}`, '. The listener may want a login: add --sasl MECHANISM and --username NAME'],
  ['set the tls option', 'add --tls'],
  ['Leave out the sasl option there.', 'Leave out --sasl and --username there.'],
  ['and the ca option', 'and --ca'],
  [/\(connectMs\)|\btimeouts\.connectMs\b/g, '(--timeout)'],
  ['refresh the metadata', 'kafkawire metadata shows the brokers'],
  [/, or call registerCodec\(.*$/g, '']
]

const inFlags = (message: string): string => FLAGS.reduce((text, [option, flag]) => text.replaceAll(option, flag), message)

// One cause says more than the sum of all, if there is one bootstrap server only.
function firstCause(error: KafkaError<'KAFKA_NO_BROKER'>): KafkaError {
  const [cause] = error.causes
  return error.causes.length === 1 && isKafkaError(cause) ? cause : error
}
