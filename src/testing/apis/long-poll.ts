import type { Partition } from '../storage/partition.ts'
import type { TestingClock } from '../testing-clock.ts'

/** An answer that may have to wait until a partition changes. */
export interface LongPoll<T> {
  /** Makes the answer from the present state. */
  attempt(): T
  /** Whether the answer can be sent without waiting. */
  isDue(answer: T): boolean
  /** The partitions whose changes may change the answer. */
  readonly partitions: readonly Partition[]
  readonly clock: TestingClock
  /** The longest time to wait, by the clock of the cluster. */
  readonly waitMs: number
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal
}

/**
 * Waits for the first answer that is due. When the time is over or the client has gone, it returns
 * the last answer.
 */
export async function longPoll<T>({ attempt, isDue, partitions, clock, waitMs, signal }: LongPoll<T>): Promise<T> {
  const deadline = clock.nowMs + waitMs
  let answer = attempt()
  for (let leftMs = waitMs; !isDue(answer) && leftMs > 0 && !signal.aborted; leftMs = deadline - clock.nowMs) {
    await change(partitions, clock, leftMs, signal)
    answer = attempt()
  }
  return answer
}

function change(partitions: readonly Partition[], clock: TestingClock, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const stopWatching = partitions.map(partition => partition.watch(done))
    const cancelTimer = clock.schedule(done, waitMs)
    signal.addEventListener('abort', done)
    function done(): void {
      for (const stop of stopWatching) stop()
      cancelTimer()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
