import { refuseIfAny } from '../options.ts'
import type { PoolSnapshot } from '../pool/pool-snapshot.ts'
import { type Metric, type MetricFamily, toFamily, toMetric } from './families.ts'
import { type Labels, labelsProblems, pageProblems, withLabels } from './labels.ts'
import { poolFamilies } from './pool-families.ts'
import type { RequestDurations } from './request-durations.ts'

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

/** The options of `readMetrics`, `formatOpenMetrics` and `formatPrometheus`. */
export interface MetricsOptions {
  /**
   * The durations of requests, as `measureRequests` measures them: all requests of this process, to
   * whichever cluster. Default: none.
   */
  readonly requests?: RequestDurations | undefined
  /** Labels of all samples, such as `{ service: 'billing' }`. */
  readonly labels?: Labels | undefined
}

/**
 * Reads the metrics of one pool, or of several, as numbers, for a library of metrics of your own.
 * Names and labels are those of `formatOpenMetrics`. Throws `KAFKA_CONFIGURATION` if a label is not
 * valid, or two snapshots have the same labels.
 */
export function readMetrics(snapshots: PoolSnapshot | readonly LabelledSnapshot[], options: MetricsOptions = {}): Metric[] {
  return gatherFamilies('readMetrics', snapshots, options).map(toMetric)
}

/** All metrics of a page: each one once, with the samples of all pools. */
export function gatherFamilies(
  caller: string,
  snapshots: PoolSnapshot | readonly LabelledSnapshot[],
  { requests, labels = {} }: MetricsOptions
): MetricFamily[] {
  const all: readonly LabelledSnapshot[] = isList(snapshots) ? snapshots : [{ snapshot: snapshots }]
  refuseIfAny(caller, [...labelsProblems(labels, 'labels'), ...pageProblems(all, labels)])
  const families = new Map<string, MetricFamily>()
  for (const { snapshot, labels: own = {} } of all) {
    for (const family of poolFamilies(snapshot)) {
      const before = families.get(family.name)?.samples ?? []
      families.set(family.name, { ...family, samples: [...before, ...withLabels(family.samples, { ...labels, ...own })] })
    }
  }
  return [...families.values(), ...(requests === undefined ? [] : [toFamily(requests.read(labels))])]
}

const isList = (snapshots: PoolSnapshot | readonly LabelledSnapshot[]): snapshots is readonly LabelledSnapshot[] => Array.isArray(snapshots)
