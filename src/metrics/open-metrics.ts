import { refuseIfAny } from '../options.ts'
import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { formatFamily, type MetricFamily } from './families.ts'
import { type Labels, labelsProblems, pageProblems, withLabels } from './labels.ts'
import { poolFamilies } from './pool-families.ts'
import type { RequestDurations } from './request-durations.ts'

/** The media type of the text, for the header `content-type` of whoever serves it. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/** The snapshot of one pool among several on a page, and the labels that tell it from the others. */
export interface LabelledSnapshot {
  readonly snapshot: PoolSnapshot
  readonly labels?: Labels | undefined
}

/** What else a page of metrics has. */
export interface OpenMetricsOptions {
  /** The durations of requests, if they are measured: those of the whole process, whichever cluster they went to. */
  readonly requests?: RequestDurations | undefined
  /** Labels of every sample on the page, such as `{ service: 'billing' }`. */
  readonly labels?: Labels | undefined
}

/**
 * A snapshot, or those of several pools, as OpenMetrics text 1.0, which Prometheus reads. Each metric stands there once, with the samples of all pools.
 * Throws `KAFKA_CONFIGURATION` if a label is not one, or if the labels of two snapshots are the same.
 */
export function formatOpenMetrics(snapshots: PoolSnapshot | readonly LabelledSnapshot[], options: OpenMetricsOptions = {}): string {
  const { requests, labels = {} } = options
  const all: readonly LabelledSnapshot[] = isList(snapshots) ? snapshots : [{ snapshot: snapshots }]
  refuseIfAny('formatOpenMetrics', [...labelsProblems(labels, 'labels'), ...pageProblems(all, labels)])
  const families = new Map<string, MetricFamily>()
  for (const { snapshot, labels: own = {} } of all) {
    for (const family of poolFamilies(snapshot)) {
      const before = families.get(family.name)?.samples ?? []
      families.set(family.name, { ...family, samples: [...before, ...withLabels(family.samples, { ...labels, ...own })] })
    }
  }
  const texts = [...families.values()].map(formatFamily)
  if (requests !== undefined) texts.push(requests.format(labels))
  return [...texts, '# EOF\n'].join('\n')
}

const isList = (snapshots: PoolSnapshot | readonly LabelledSnapshot[]): snapshots is readonly LabelledSnapshot[] => Array.isArray(snapshots)
