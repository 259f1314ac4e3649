/** The bounds of a backoff. */
export interface BackoffLimits {
  /** The backoff after the first failure, in milliseconds. */
  readonly initialMs: number
  /** The longest backoff, in milliseconds. */
  readonly maxMs: number
}

const JITTER = 0.2 // so that clients that lost a broker at the same time do not all return at the same time
const MAX_DOUBLINGS = 31 // keeps the product finite, also for an initialMs of 0 and a maxMs of Infinity

/**
 * The backoff after a number of failures in a row, in milliseconds: `initialMs`, doubled with each
 * further failure, 20 % more or less, and never above `maxMs`.
 */
export function backoffMs(failures: number, { initialMs, maxMs }: BackoffLimits): number {
  const exact = Math.min(initialMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS), maxMs)
  return Math.min(exact * (1 - JITTER + 2 * JITTER * Math.random()), maxMs)
}
