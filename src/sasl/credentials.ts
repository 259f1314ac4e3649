import { KafkaError } from '../errors.ts'
import { configurationError } from '../options.ts'
import { messageOf } from '../type-checks.ts'
import type { SaslContext } from './mechanism.ts'

/** A value, or a function that is asked for it at each authentication, so that it can change without a restart. */
export type Credential<T = string> = T | ((context: SaslContext) => T | Promise<T>)

/** Refuses credentials that cannot be any: each must be text, or a function. Throws `KAFKA_CONFIGURATION`, and shows no value. */
export function checkCredentials(what: string, given: unknown, required: readonly string[], optional: readonly string[] = []): void {
  if (typeof given !== 'object' || given === null) throw configurationError(what, [`takes an object with ${required.join(', ')}`])
  const problems: string[] = []
  for (const name of Object.keys(given)) {
    if (!required.includes(name) && !optional.includes(name)) {
      problems.push(`${name} is not an option: there are ${[...required, ...optional].join(', ')}`)
    }
  }
  for (const name of required) {
    const value = (given as Record<string, unknown>)[name]
    if (typeof value !== 'string' && typeof value !== 'function') problems.push(`${name} must be text, or a function that gives it`)
  }
  if (problems.length > 0) throw configurationError(what, problems)
}

/** The text that a credential is now. A function that fails, or gives something else, is `KAFKA_AUTHENTICATION`, which may pass. */
export async function readCredential(mechanism: string, name: string, credential: Credential, context: SaslContext): Promise<string> {
  const value = typeof credential === 'string' ? credential : await callFor(mechanism, name, credential, context)
  if (typeof value !== 'string') throw refuse(mechanism, `its ${name} function gave no text`)
  return value
}

/** What a user's function gives; why it fails becomes the cause of a `KAFKA_AUTHENTICATION` that is worth another try. */
export async function callFor<T>(
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
    throw refuse(mechanism, `its ${name} function failed: ${reason}`, { cause, retriable: true })
  }
}

/** The error of an exchange that cannot go on. */
export function refuse(
  mechanism: string,
  problem: string,
  details: { readonly cause?: unknown; readonly retriable?: boolean } = {}
): KafkaError<'KAFKA_AUTHENTICATION'> {
  return new KafkaError('KAFKA_AUTHENTICATION', `${mechanism}: ${problem}`, { mechanism, ...details })
}

/** A broker's message as text. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
