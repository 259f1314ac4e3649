import { LONGEST_DELAY_MS } from '../clock.ts'

/**
 * The delay of a timer that fires after `ms`, which can have a fraction. Node warns of a delay
 * below 0, and fires at once for one above 24.8 days.
 */
export const timerDelay = (ms: number): number => Math.min(Math.max(Math.ceil(ms), 0), LONGEST_DELAY_MS)
