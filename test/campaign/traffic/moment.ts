const STEP_MS = 1e-6
const STEPS = 500_000
let calls = 0

/**
 * The present time in milliseconds, plus a millionth of a millisecond for each earlier call. So
 * events of one moment of virtual time keep their order.
 */
export const momentNow = (): number => performance.now() + (calls++ % STEPS) * STEP_MS
