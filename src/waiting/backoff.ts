/** How long to leave a broker alone after a failure. */
export interface BackoffLimits {
  readonly initialMs: number
  readonly maxMs: number
}

const JITTER = 0.2 // so that clients which lost a broker together do not come back together

/** The wait after so many failures in a row: doubled with each, 20 % more or less, and never above `maxMs`. */
export function backoffMs(failures: number, { initialMs, maxMs }: BackoffLimits): number {
  const exact = Math.min(initialMs * 2 ** (failures - 1), maxMs)
  return Math.min(exact * (1 - JITTER + 2 * JITTER * Math.random()), maxMs)
}
