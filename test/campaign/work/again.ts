import { setTimeout as pause } from 'node:timers/promises'
import { isKafkaError } from 'kafkawire'

// Longer than every outage of a schedule. A process that was suspended has attempts left after it.
const LIMIT_MS = 60_000
const ATTEMPTS = 20
const PAUSE_MS = 500

/** Does something until it succeeds: calls may fail while faults last. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + LIMIT_MS
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isOver = attempt >= ATTEMPTS && performance.now() > untilMs
      if (isOver || !isKafkaError(error)) throw error
      await pause(PAUSE_MS)
    }
  }
}
