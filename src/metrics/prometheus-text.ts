import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { formatFamily, type MetricFamily } from './families.ts'
import { gatherFamilies, type LabelledSnapshot, type MetricsOptions } from './read-metrics.ts'

/** The media type of Prometheus text, for the header `content-type` of the HTTP response. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Formats the snapshot of one pool, or of several, as the older text of Prometheus (version 0.0.4),
 * for tools that do not read OpenMetrics. Throws as `formatOpenMetrics` does.
 */
export function formatPrometheus(snapshots: PoolSnapshot | readonly LabelledSnapshot[], options: MetricsOptions = {}): string {
  return gatherFamilies('formatPrometheus', snapshots, options)
    .map(family => `${formatFamily(asPrometheus(family))}\n`)
    .join('')
}

// The older text names a counter by its samples, and knows no units and no sets of states.
function asPrometheus({ name, type, help, samples }: MetricFamily): MetricFamily {
  if (type === 'counter') return { name: `${name}_total`, type, help, samples: samples.map(({ suffix: _, ...sample }) => sample) }
  return { name, type: type === 'stateset' ? 'gauge' : type, help, samples }
}
