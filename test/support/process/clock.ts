import { afterEach, beforeEach, vi } from 'vitest'

/** Gives every test of a suite a clock of its own, which stands still but for {@link pass}. Sockets, and turns of the event loop, are real. */
export function useOwnClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
}

/** Lets time pass, and then the turn that a deadline gives the loop before it judges. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await new Promise(resolve => setImmediate(resolve))
}
