import type { TestingClock } from '../testing-clock.ts'

/** Waits by the clock of the cluster, but not longer than the connection of a request lives. */
export function pause(ms: number, clock: TestingClock, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.schedule(done, ms)
    signal.addEventListener('abort', done)
    function done(): void {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
