import type { Metric, MetricSample } from '../metrics/families.ts'

/** What all values of one metric have in common. */
interface SeriesInfo {
  /** The name with dots, such as `org.apache.kafka.producer.connection.creation.total`. */
  readonly name: string
  readonly description: string
  /** The unit in UCUM, such as `s`. */
  readonly unit: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A value at this moment, or a sum that only grows. */
export interface NumberSeries extends SeriesInfo {
  readonly kind: 'gauge' | 'sum'
  readonly value: number
}

/** The number of values in each bucket. */
export interface HistogramSeries extends SeriesInfo {
  readonly kind: 'histogram'
  /** The upper bounds of all buckets but the last one, which has none. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly count: number
  readonly sum: number
}

/** One metric with one set of attributes: what OpenTelemetry calls a data point. */
export type Series = NumberSeries | HistogramSeries

const UNITS = { seconds: 's', bytes: 'By', ratio: '1' } as const

/** The series of a metric in the form of `readMetrics`. */
export function seriesOf(metric: Metric): Series[] {
  if (metric.type === 'histogram') return histogramsOf(metric)
  const grows = metric.type === 'counter' || metric.type === 'summary'
  return metric.samples.map(sample => ({
    ...infoOf(metric, sample, metric.type === 'counter' ? metric.name : sample.name),
    kind: grows ? 'sum' : 'gauge',
    value: sample.value
  }))
}

/** The key by which a series is found again in the next push. */
export const keyOf = ({ name, attributes }: Series): string => JSON.stringify([name, ...Object.entries(attributes).sort()])

function infoOf(metric: Metric, { labels }: Pick<MetricSample, 'labels'>, name: string): SeriesInfo {
  const isCount = name.endsWith('_count')
  return {
    name: name.replaceAll('_', '.'),
    description: String(metric.help ?? ''),
    unit: metric.unit === undefined || isCount ? '1' : UNITS[metric.unit],
    attributes: Object.fromEntries(Object.entries(labels ?? {}).map(([label, value]) => [label, String(value)]))
  }
}

// Buckets of OpenMetrics count the values up to their bound `le`; those of OpenTelemetry only the
// values above the bound before.
function histogramsOf(metric: Metric): HistogramSeries[] {
  const sets = new Map<string, MetricSample[]>()
  for (const sample of metric.samples) {
    const { le: _, ...labels } = sample.labels
    const key = JSON.stringify(Object.entries(labels).sort())
    sets.set(key, [...(sets.get(key) ?? []), sample])
  }
  return [...sets.values()].map(samples => {
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket'))
    const { le: _, ...labels } = samples[0]?.labels ?? {}
    return {
      ...infoOf(metric, { labels }, metric.name),
      kind: 'histogram',
      bounds: buckets.slice(0, -1).map(bucket => Number(bucket.labels['le'])),
      counts: buckets.map((bucket, i) => bucket.value - (buckets[i - 1]?.value ?? 0)),
      count: sampleOf(samples, '_count'),
      sum: sampleOf(samples, '_sum')
    }
  })
}

const sampleOf = (samples: readonly MetricSample[], suffix: string): number => samples.find(({ name }) => name.endsWith(suffix))?.value ?? 0
