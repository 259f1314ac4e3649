import { setTimeout as sleep } from 'node:timers/promises'
import { errorCodes } from '../../../../src/messages.ts'
import type { Outcome } from './side.ts'

/** Errors that Kafka answers while something inside it is not ready. The same request is sent again. */
const TRANSIENT = new Set<number>([
  errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
  errorCodes.COORDINATOR_NOT_AVAILABLE,
  errorCodes.NOT_COORDINATOR,
  errorCodes.CONCURRENT_TRANSACTIONS
])
const ERROR_CODES = new Set(['errorCode', 'partitionErrorCode'])
const PAUSE_MS = 10
const MAX_RETRIES = 100

/**
 * Sends a request again while its answer has a transient error. After a second the answer with the
 * error counts. Both brokers are treated the same.
 */
export async function withRetries(send: () => Promise<Outcome>): Promise<Outcome> {
  for (let retry = 0; ; retry++) {
    const outcome = await send()
    if (outcome.kind !== 'answer' || retry === MAX_RETRIES || !hasTransientError(outcome.answer)) return outcome
    await sleep(PAUSE_MS)
  }
}

function hasTransientError(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return false
  if (Array.isArray(value)) return value.some(hasTransientError)
  return Object.entries(value).some(([name, each]) => (ERROR_CODES.has(name) ? TRANSIENT.has(each as number) : hasTransientError(each)))
}
