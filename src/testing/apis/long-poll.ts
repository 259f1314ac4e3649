import { clearTimeout, now, setTimeout } from '../../clock.ts'
import type { Partition } from '../storage/partition.ts'

/** An answer that may wait for partitions to change. */
export interface LongPoll<T> {
  attempt(): T
  isDue(answer: T): boolean
  readonly partitions: readonly Partition[]
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** The first answer that is due, or the one there is when the time has come or the client has gone. */
export async function longPoll<T>({ attempt, isDue, partitions, waitMs, signal }: LongPoll<T>): Promise<T> {
  const deadline = now() + waitMs
  let answer = attempt()
  for (let leftMs = waitMs; !isDue(answer) && leftMs > 0 && !signal.aborted; leftMs = deadline - now()) {
    await change(partitions, leftMs, signal)
    answer = attempt()
  }
  return answer
}

function change(partitions: readonly Partition[], waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const stopWatching = partitions.map(partition => partition.watch(done))
    const timer = setTimeout(done, waitMs)
    signal.addEventListener('abort', done)
    function done(): void {
      for (const stop of stopWatching) stop()
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
