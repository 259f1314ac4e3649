import { setTimeout as pause } from 'node:timers/promises'
import { isKafkaError } from 'kafkawire'

const ATTEMPTS = 20
const PAUSE_MS = 500

/** Does something until it succeeds: calls may fail while faults end. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !isKafkaError(error)) throw error
      await pause(PAUSE_MS)
    }
  }
}
