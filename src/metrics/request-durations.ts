import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import { formatAddress } from '../conn/address.ts'
import type { RequestTrace } from '../conn/requests/request-trace.ts'
import { checkOptions, type OptionRule } from '../options.ts'
import { formatFamily, type Metric, type MetricFamily, type Sample, toMetric } from './families.ts'
import { type Labels, withLabels } from './labels.ts'

const BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, Number.POSITIVE_INFINITY]

/** The options of `measureRequests`. */
export interface MeasureOptions {
  /**
   * Whether each broker has durations of its own, with its address as the label `broker`. There are
   * as many more samples as there are brokers. Default: false.
   */
  readonly byBroker?: boolean
}

const RULES: Record<keyof MeasureOptions, OptionRule> = {
  byBroker: ['a boolean', value => typeof value === 'boolean']
}

interface Histogram {
  /** The API, and the broker if each has durations of its own. */
  readonly labels: Readonly<Record<string, string>>
  /** The number of requests in each bucket, without those of lower buckets. */
  readonly counts: number[]
  count: number
  sumS: number
}

/**
 * The durations of all requests of this process, by API and on demand by broker, from the call to
 * the outcome. `close`, or `using`, ends the measurement.
 */
export interface RequestDurations extends Disposable {
  /**
   * Formats the metric as OpenMetrics text, with these labels beside its own. The text
   * has no end mark: `formatOpenMetrics` adds it to the metrics of pools.
   */
  format(labels?: Labels): string
  /** Reads the metric, with these labels beside its own. `readMetrics` and others call it. */
  read(labels?: Labels): Metric
  /** Ends the measurement. */
  close(): void
}

/**
 * Begins to measure the durations of all requests of this process, for `formatOpenMetrics`. It
 * subscribes to the diagnostics channel `kafkawire:request`, which makes each request a little
 * slower, so nothing is measured unless you call this. Throws `KAFKA_CONFIGURATION` if the options
 * are wrong.
 */
export function measureRequests(options: MeasureOptions = {}): RequestDurations {
  checkOptions('measureRequests', options, RULES)
  const { byBroker = false } = options
  const channel: TracingChannel<string, RequestTrace> = tracingChannel('kafkawire:request')
  const histograms = new Map<string, Histogram>()
  const record = (trace: unknown): void => add(histograms, trace as RequestTrace, byBroker)
  channel.asyncEnd.subscribe(record)
  const close = (): void => void channel.asyncEnd.unsubscribe(record)
  const family = (labels: Labels = {}): MetricFamily => withLabelsOf(describe(histograms), labels)
  return { format: labels => formatFamily(family(labels)), read: labels => toMetric(family(labels)), close, [Symbol.dispose]: close }
}

function add(histograms: Map<string, Histogram>, trace: RequestTrace, byBroker: boolean): void {
  const { api, queueMs = 0, writeMs = 0, waitMs = 0, readMs = 0 } = trace
  const seconds = (queueMs + writeMs + waitMs + readMs) / 1_000
  // The address, and not the id: a bootstrap server has no id, and two clusters may have the same.
  const broker = byBroker ? formatAddress(trace.broker) : undefined
  const key = broker === undefined ? api : `${api} ${broker}`
  let histogram = histograms.get(key)
  if (histogram === undefined) {
    const labels = broker === undefined ? { api } : { api, broker }
    histograms.set(key, (histogram = { labels, counts: BOUNDS_S.map(() => 0), count: 0, sumS: 0 }))
  }
  const bucket = BOUNDS_S.findIndex(bound => seconds <= bound)
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1
  histogram.count++
  histogram.sumS += seconds
}

const withLabelsOf = (family: MetricFamily, labels: Labels): MetricFamily => ({ ...family, samples: withLabels(family.samples, labels) })

function describe(histograms: ReadonlyMap<string, Histogram>): MetricFamily {
  return {
    name: 'kafkawire_request_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from a request to its outcome, by API',
    samples: [...histograms.values()].flatMap(samplesOf)
  }
}

function samplesOf({ labels, counts, count, sumS }: Histogram): Sample[] {
  let below = 0
  const buckets = BOUNDS_S.map((bound, i) => {
    below += counts[i] ?? 0
    return { suffix: '_bucket', labels: { ...labels, le: nameOf(bound) }, value: below }
  })
  return [...buckets, { suffix: '_count', labels, value: count }, { suffix: '_sum', labels, value: sumS }]
}

// The form of OpenMetrics, in which all clients write a bucket's bound in the same way.
function nameOf(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf'
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}
