const STEP_MS = 1e-8
let calls = 0

/**
 * The present time in milliseconds, plus a hundred millionth of a millisecond for each earlier call
 * of this run. So events of one moment of virtual time keep their order.
 */
export const momentNow = (): number => performance.now() + calls++ * STEP_MS

/** Begins to count calls again. To be called when a run begins. */
export function restartMoments(): void {
  calls = 0
}
