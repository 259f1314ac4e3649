import { afterEach, beforeEach, vi } from 'vitest'

/**
 * Gives every test of a suite its own clock, which only {@link pass} moves. Sockets, and turns of the
 * event loop, are real.
 */
export function useOwnClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/**
 * Moves the clock, and then waits for the turn of the event loop in which the driver checks what is
 * due.
 */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await new Promise(resolve => setImmediate(resolve))
}
