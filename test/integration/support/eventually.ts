import { setTimeout as sleep } from 'node:timers/promises'

const DEADLINE_MS = 20_000
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 200

/**
 * Repeats `attempt` until it no longer throws, because Kafka answers before all of its brokers know
 * of a change. Rejects with the last error when the deadline has passed.
 */
export async function eventually<T>(attempt: () => Promise<T>, deadlineMs: number = DEADLINE_MS): Promise<T> {
  const endMs = performance.now() + deadlineMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() + pauseMs > endMs) throw error
      await sleep(pauseMs)
    }
  }
}
