import type { BatchObservableResult, Meter, MetricOptions, Observable } from '@opentelemetry/api'
import type { Metric } from '../metrics/families.ts'
import { type LabelledSnapshot, readMetrics } from '../metrics/read-metrics.ts'
import type { PoolSnapshot } from '../pool/pool-snapshot.ts'

/** Pools by the name that tells their metrics apart. */
export type NamedPools = Readonly<Record<string, { snapshot(): PoolSnapshot }>>

const UNITS = { seconds: 's', bytes: 'By', ratio: '1' } as const

/**
 * Reports the metrics of pools whenever the SDK collects. Returns a function that ends it. They are
 * the metrics of `readMetrics`, by names with dots.
 */
export function reportPools(meter: Meter, pools: NamedPools): () => void {
  const instruments = new Map<string, Observable>()
  const read = (): Metric[] => readMetrics(snapshotsOf(pools))
  for (const metric of read()) {
    for (const name of samplesNamesOf(metric)) instruments.set(name, instrumentOf(meter, metric, name))
  }
  const observe = (result: BatchObservableResult): void => {
    for (const { samples } of read()) {
      for (const { name, labels, value } of samples) {
        const instrument = instruments.get(name)
        if (instrument !== undefined) result.observe(instrument, value, labels)
      }
    }
  }
  const observed = [...instruments.values()]
  meter.addBatchObservableCallback(observe, observed)
  return () => meter.removeBatchObservableCallback(observe, observed)
}

const snapshotsOf = (pools: NamedPools): LabelledSnapshot[] =>
  Object.entries(pools).map(([pool, each]) => ({ snapshot: each.snapshot(), labels: { pool } }))

// A counter without a sample yet has its instrument from the start.
function samplesNamesOf({ name, type }: Metric): readonly string[] {
  if (type === 'summary') return [`${name}_count`, `${name}_sum`]
  return [type === 'counter' ? `${name}_total` : name]
}

function instrumentOf(meter: Meter, { type, unit, help, name: family }: Metric, sample: string): Observable {
  const isCount = sample.endsWith('_count')
  const options: MetricOptions = { description: help, unit: isCount || unit === undefined ? '1' : UNITS[unit] }
  const name = family.replace('kafkawire_pool_', 'kafkawire.pool.').replace(/_seconds$/, '')
  if (type === 'counter') return meter.createObservableCounter(name, options)
  if (type === 'summary') return meter.createObservableCounter(`${name}.${isCount ? 'count' : 'sum'}`, options)
  return meter.createObservableGauge(name, options)
}
