import type { PoolSnapshot } from '../pool/snapshot.ts'
import { formatFamily } from './families.ts'
import { poolFamilies } from './pool-families.ts'
import type { RequestDurations } from './request-durations.ts'

/** The media type of the text, for the header `content-type` of whoever serves it. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** A snapshot as OpenMetrics text 1.0, which Prometheus reads; with the durations of requests too, if they are measured. */
export function formatOpenMetrics(snapshot: PoolSnapshot, options: { readonly requests?: RequestDurations | undefined } = {}): string {
  const families = poolFamilies(snapshot).map(formatFamily)
  if (options.requests !== undefined) families.push(options.requests.format())
  return `${families.join('\n')}\n# EOF\n`
}
