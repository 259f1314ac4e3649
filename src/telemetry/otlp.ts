import { VERSION } from '../version.ts'
import { doubleField, doublesField, type Field, fixed64Field, fixed64sField, messageField, numberField, stringField } from './protobuf.ts'
import type { Series } from './series.ts'

/** What the values of sums and histograms count: since the last push, or since the beginning. */
export type Temporality = 'delta' | 'cumulative'

/** The numbers of temporalities in OTLP: `AggregationTemporality`. */
const TEMPORALITIES: Readonly<Record<Temporality, number>> = { delta: 1, cumulative: 2 }

/** What surrounds the metrics of one push. */
export interface MetricsFrame {
  /** The attributes of the resource. */
  readonly attributes: Readonly<Record<string, string>>
  readonly temporality: Temporality
  /** The beginning of what sums and histograms count, in nanoseconds since 1970. */
  readonly startNanos: bigint
  /** The time of the values, in nanoseconds since 1970. */
  readonly nowNanos: bigint
}

/**
 * Encodes series as `MetricsData` of the OpenTelemetry protocol (OTLP), version 1, the format that
 * KIP-714 asks for: https://github.com/open-telemetry/opentelemetry-proto. Series of one metric
 * must follow each other.
 */
export function encodeMetrics(series: readonly Series[], frame: MetricsFrame): Uint8Array {
  const resource = messageField(1, attributeFields(1, frame.attributes))
  const scope = messageField(1, [stringField(1, 'kafkawire'), stringField(2, VERSION)])
  const metrics = groups(series).map(group => messageField(2, metricFields(group, frame)))
  return messageField(1, [resource, messageField(2, [scope, ...metrics])])
}

// The numbers of the fields are those of metrics.proto.
function metricFields(group: readonly Series[], frame: MetricsFrame): Field[] {
  const [first] = group
  if (first === undefined) return []
  const head = [stringField(1, first.name), stringField(2, first.description), stringField(3, first.unit)]
  const points = group.map(each => messageField(1, pointFields(each, frame)))
  if (first.kind === 'gauge') return [...head, messageField(5, points)]
  const temporality = numberField(2, TEMPORALITIES[frame.temporality])
  if (first.kind === 'histogram') return [...head, messageField(9, [...points, temporality])]
  return [...head, messageField(7, [...points, temporality, numberField(3, 1)])] // a sum that only grows
}

function pointFields(series: Series, { startNanos, nowNanos }: MetricsFrame): Field[] {
  const times = [fixed64Field(2, startNanos), fixed64Field(3, nowNanos)]
  if (series.kind !== 'histogram') {
    const time = series.kind === 'gauge' ? times.slice(1) : times // the value of a gauge has no beginning
    return [...time, doubleField(4, series.value), ...attributeFields(7, series.attributes)]
  }
  const counts = series.counts.map(count => BigInt(Math.round(count)))
  return [
    ...[...times, fixed64Field(4, BigInt(Math.round(series.count))), doubleField(5, series.sum)],
    ...[fixed64sField(6, counts), doublesField(7, series.bounds), ...attributeFields(9, series.attributes)]
  ]
}

function attributeFields(number: number, attributes: Readonly<Record<string, string>>): Field[] {
  return Object.entries(attributes).map(([key, value]) => {
    const any = messageField(2, [stringField(1, value)])
    return messageField(number, [stringField(1, key), any])
  })
}

function groups(series: readonly Series[]): Series[][] {
  const found: Series[][] = []
  for (const each of series) {
    const last = found.at(-1)
    if (last?.[0]?.name === each.name && last[0].kind === each.kind) last.push(each)
    else found.push([each])
  }
  return found
}
