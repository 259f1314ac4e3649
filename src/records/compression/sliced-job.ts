import { setImmediate } from '../../clock.ts'

/** Bytes that come out of a codec in one slice: about as much as it makes in the few milliseconds for which the event loop can wait. */
export const SLICE_BYTES: number = 1 << 20

/**
 * Work that can be laid down: a generator that yields wherever it has done another {@link SLICE_BYTES}, and returns what it made. What it
 * shares with other jobs (tables, buffers) must not be in use where it yields, for they may run meanwhile.
 */
export type SlicedJob<T> = Generator<void, T, void>

/** Does the job at one go. Throws what the job throws. */
export function runNow<T>(job: SlicedJob<T>): T {
  let step = job.next()
  while (step.done !== true) step = job.next()
  return step.value
}

/** Does the job slice by slice and lets the event loop run in between; the first slice is done before this returns. Rejects with what the job throws. */
export async function runInSlices<T>(job: SlicedJob<T>): Promise<T> {
  let step = job.next()
  while (step.done !== true) {
    await new Promise<void>(resolve => setImmediate(resolve))
    step = job.next()
  }
  return step.value
}
