import { setImmediate } from '../../clock.ts'

/**
 * The bytes that a codec produces in one slice: about as many as it can in a few milliseconds, for
 * which the event loop can wait.
 */
export const SLICE_BYTES: number = 1 << 20

/**
 * Work in slices: a generator that yields after about every {@link SLICE_BYTES}, and returns the
 * result. It must not need tables or buffers that it shares with other jobs across a `yield`,
 * because other jobs may run in between.
 */
export type SlicedJob<T> = Generator<void, T, void>

/** Runs all slices of the job without a break. Throws what the job throws. */
export function runNow<T>(job: SlicedJob<T>): T {
  let step = job.next()
  while (step.done !== true) step = job.next()
  return step.value
}

/**
 * Runs the job slice by slice, and lets the event loop run between them. The first slice runs
 * before this function returns. Rejects with what the job throws.
 */
export async function runInSlices<T>(job: SlicedJob<T>): Promise<T> {
  let step = job.next()
  while (step.done !== true) {
    await new Promise<void>(resolve => setImmediate(resolve))
    step = job.next()
  }
  return step.value
}
