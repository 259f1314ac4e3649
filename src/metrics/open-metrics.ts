import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { formatFamily } from './families.ts'
import { gatherFamilies, type LabelledSnapshot, type MetricsOptions } from './read-metrics.ts'

/** The media type of OpenMetrics text, for the header `content-type` of the HTTP response. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/**
 * Formats the snapshot of one pool, or of several, as OpenMetrics text 1.0, which Prometheus reads.
 * Each metric appears once, with the samples of all pools. Throws `KAFKA_CONFIGURATION` if a label
 * is not valid, or two snapshots have the same labels.
 */
export function formatOpenMetrics(snapshots: PoolSnapshot | readonly LabelledSnapshot[], options: MetricsOptions = {}): string {
  return [...gatherFamilies('formatOpenMetrics', snapshots, options).map(formatFamily), '# EOF\n'].join('\n')
}
