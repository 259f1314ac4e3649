import { type ConnectPhase, KafkaError } from '../errors.ts'
import { describe } from '../protocol/primitives/failures.ts'
import { type Address, formatAddress } from './address.ts'

/** An error that names the phase in which opening a connection failed. */
export function connectError(to: Address, phase: ConnectPhase, problem: string, cause?: unknown, retriable = true): KafkaError {
  const broker = { host: to.host, port: to.port }
  return new KafkaError('KAFKA_CONNECT', `${formatAddress(to)}: ${problem}`, { phase, broker, cause, retriable, delivery: 'not-sent' })
}

/** Why something failed, in a word where the system has one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return describe(error)
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return 'refused: ECONNREFUSED'
  return code ?? message
}
