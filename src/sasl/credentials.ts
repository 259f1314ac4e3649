import { KafkaError } from '../errors.ts'
import { messageOf } from '../type-checks.ts'
import type { SaslContext } from './mechanism.ts'

/**
 * A value, or a function that returns it or a promise of it. A function is called at each
 * authentication, so that a credential can change without a restart.
 */
export type Credential<T = string> = T | ((context: SaslContext) => T | Promise<T>)

/**
 * Reads a credential that is text. Rejects with `KAFKA_AUTHENTICATION` if its function fails, which
 * is retriable, or returns something else.
 */
export async function readCredential(mechanism: string, name: string, credential: Credential, context: SaslContext): Promise<string> {
  const value = typeof credential === 'string' ? credential : await callFunction(mechanism, name, credential, context)
  if (typeof value !== 'string') throw refuse(mechanism, `the ${name} function of your options did not return text`)
  return value
}

/**
 * Calls a function of the user. An error that it throws becomes the cause of a
 * `KAFKA_AUTHENTICATION` that is retriable.
 */
export async function callFunction<T>(
  mechanism: string,
  name: string,
  read: (context: SaslContext) => T | Promise<T>,
  context: SaslContext
): Promise<T> {
  try {
    return await read(context)
  } catch (cause) {
    if (context.signal.aborted) throw context.signal.reason
    const reason = messageOf(cause)
    throw refuse(mechanism, `the ${name} function of your options failed: ${reason}`, { cause, retriable: true })
  }
}

/** Makes the error of an exchange that cannot go on. */
export function refuse(
  mechanism: string,
  problem: string,
  details: { readonly cause?: unknown; readonly retriable?: boolean } = {}
): KafkaError<'KAFKA_AUTHENTICATION'> {
  return new KafkaError('KAFKA_AUTHENTICATION', `${mechanism}: ${problem}`, { mechanism, ...details })
}

/** Decodes a message of a broker as UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
