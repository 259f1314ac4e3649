import { isKafkaError, type KafkaError } from '../../../src/errors.ts'
import type { SaslContext, SaslExchange } from '../../../src/sasl/mechanism.ts'

/** The broker that tests authenticate to. */
export function saslContext(over: Partial<SaslContext> = {}): SaslContext {
  return { host: 'broker', port: 9093, reason: 'first', signal: new AbortController().signal, ...over }
}

/**
 * Gives an exchange the broker's message, or none at the beginning, and resolves with the
 * exchange's message as text; undefined after it has ended.
 */
export async function say(exchange: SaslExchange, answer?: string): Promise<string | undefined> {
  const { value } = answer === undefined ? await exchange.next() : await exchange.next(Buffer.from(answer))
  return value === undefined ? undefined : Buffer.from(value).toString()
}

/** The `KafkaError` with which a promise rejects. */
export async function rejectionOf(promise: Promise<unknown>): Promise<KafkaError> {
  const error = await promise.then(
    () => new Error('it did not reject'),
    (reason: unknown) => reason
  )
  if (isKafkaError(error)) return error
  throw error
}
