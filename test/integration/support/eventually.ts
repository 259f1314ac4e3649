import { setTimeout as after } from 'node:timers/promises'

const DEADLINE_MS = 20_000
const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 200

/**
 * Kafka answers before all of its parts have heard: asks again until `attempt` no longer throws, and rejects with its last error
 * if that takes longer than the deadline.
 */
export async function eventually<T>(attempt: () => Promise<T>, deadlineMs: number = DEADLINE_MS): Promise<T> {
  const endMs = performance.now() + deadlineMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() + pauseMs > endMs) throw error
      await after(pauseMs)
    }
  }
}
