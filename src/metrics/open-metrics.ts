import { refuseIfAny } from '../options.ts'
import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { formatFamily, type MetricFamily } from './families.ts'
import { type Labels, labelsProblems, pageProblems, withLabels } from './labels.ts'
import { poolFamilies } from './pool-families.ts'
import type { RequestDurations } from './request-durations.ts'

/** The media type of OpenMetrics text, for the header `content-type` of the HTTP response. */
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

/**
 * The snapshot of one of several pools on a page, with the labels by which its samples differ from
 * the others.
 */
export interface LabelledSnapshot {
  /** The result of `pool.snapshot()`. */
  readonly snapshot: PoolSnapshot
  /** Labels of this pool's samples, such as `{ cluster: 'billing' }`. */
  readonly labels?: Labels | undefined
}

/** The options of `formatOpenMetrics`. */
export interface OpenMetricsOptions {
  /**
   * The durations of requests, as `measureRequests` measures them: all requests of this process, to
   * whichever cluster. Default: none.
   */
  readonly requests?: RequestDurations | undefined
  /** Labels of all samples on the page, such as `{ service: 'billing' }`. */
  readonly labels?: Labels | undefined
}

/**
 * Formats the snapshot of one pool, or of several, as OpenMetrics text 1.0, which Prometheus reads.
 * Each metric appears once, with the samples of all pools. Throws `KAFKA_CONFIGURATION` if a label
 * is not valid, or two snapshots have the same labels.
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
