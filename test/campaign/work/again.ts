import { setTimeout as pause } from 'node:timers/promises'
import { isKafkaError } from 'kafkawire'

// Longer than every outage of a schedule.
const LIMIT_MS = 60_000
const PAUSE_MS = 500

/** Does something until it succeeds: calls may fail while faults last. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + LIMIT_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > untilMs || !isKafkaError(error)) throw error
      await pause(PAUSE_MS)
    }
  }
}
