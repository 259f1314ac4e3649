import { type HistogramSeries, keyOf, type Series } from './series.ts'

/**
 * The values that brokers have taken, so that the next push counts from there on (delta
 * temporality). A push that failed is not taken: the next one counts its values too.
 */
export class Deltas {
  readonly #taken = new Map<string, Series>()

  /** The growth of sums and histograms since the values that were taken. Gauges stay. */
  since(series: readonly Series[]): Series[] {
    return series.map(each => {
      const before = this.#taken.get(keyOf(each))
      if (each.kind === 'histogram') return before?.kind === 'histogram' ? histogramGrowth(each, before) : each
      if (each.kind === 'gauge' || before === undefined || before.kind === 'histogram') return each
      return { ...each, value: growth(each.value, before.value) }
    })
  }

  /** Notes that a broker has taken these values, which count from the beginning. */
  take(series: readonly Series[]): void {
    for (const each of series) if (each.kind !== 'gauge') this.#taken.set(keyOf(each), each)
  }
}

function histogramGrowth(now: HistogramSeries, before: HistogramSeries): HistogramSeries {
  if (now.count < before.count || now.counts.length !== before.counts.length) return now
  return {
    ...now,
    counts: now.counts.map((count, i) => count - (before.counts[i] ?? 0)),
    count: now.count - before.count,
    sum: now.sum - before.sum
  }
}

// A counter that is lower than before has begun again at 0.
const growth = (now: number, before: number): number => (now >= before ? now - before : now)
