import { describe, expect, test } from 'vitest'
import { compressionTypes } from '../../../src/index.ts'
import { acceptedCompression } from '../../../src/telemetry/accepted-compression.ts'
import { Deltas } from '../../../src/telemetry/deltas.ts'
import { encodeMetrics } from '../../../src/telemetry/otlp.ts'
import { encodePayload, isRequested, UNCOMPRESSED } from '../../../src/telemetry/payload.ts'
import { type HistogramSeries, type NumberSeries, seriesOf } from '../../../src/telemetry/series.ts'
import { VERSION } from '../../../src/version.ts'
import { readOtlp } from '../../support/telemetry/read-otlp.ts'

const sum = (value: number, name = 'a.b'): NumberSeries => ({
  kind: 'sum',
  name,
  description: 'd',
  unit: '1',
  attributes: { k: 'v' },
  value
})
const histogram = (counts: readonly number[]): HistogramSeries => {
  const count = counts.reduce((total, each) => total + each, 0)
  return { kind: 'histogram', name: 'h', description: '', unit: 's', attributes: {}, bounds: [1], counts, count, sum: 2 * count }
}
const FRAME = { attributes: { r: 's' }, temporality: 'delta', startNanos: 1n, nowNanos: 2n } as const

describe('Metrics in OTLP', () => {
  // These bytes were written by hand, from the numbers in metrics.proto.
  test('A sum is encoded field by field as metrics.proto says', () => {
    const version = Buffer.from(VERSION)
    const text = (tag: number, bytes: Buffer): Buffer => Buffer.concat([Buffer.from([tag, bytes.length]), bytes])
    const pair = (tag: number, key: string, value: string): Buffer =>
      text(tag, Buffer.concat([text(0x0a, Buffer.from(key)), text(0x12, text(0x0a, Buffer.from(value)))]))
    const fixed = (tag: number, last: readonly number[]): Buffer => Buffer.from([tag, ...last])
    const point = Buffer.concat([
      fixed(0x11, [1, 0, 0, 0, 0, 0, 0, 0]), // start_time_unix_nano
      fixed(0x19, [2, 0, 0, 0, 0, 0, 0, 0]), // time_unix_nano
      fixed(0x21, [0, 0, 0, 0, 0, 0, 0x1c, 0x40]), // as_double: 7
      pair(0x3a, 'k', 'v') // attributes
    ])
    const data = Buffer.concat([text(0x0a, point), Buffer.from([0x10, 1, 0x18, 1])]) // delta, monotonic
    const metric = Buffer.concat([
      ...[text(0x0a, Buffer.from('a.b')), text(0x12, Buffer.from('d')), text(0x1a, Buffer.from('1'))],
      text(0x3a, data)
    ])
    const scope = text(0x0a, Buffer.concat([text(0x0a, Buffer.from('kafkawire')), text(0x12, version)]))
    const scopeMetrics = text(0x12, Buffer.concat([scope, text(0x12, metric)]))
    const expected = text(0x0a, Buffer.concat([text(0x0a, pair(0x0a, 'r', 's')), scopeMetrics]))

    expect(Buffer.from(encodeMetrics([sum(7)], FRAME)).toString('hex')).toBe(expected.toString('hex'))
  })

  test('Series of one metric become the points of one metric', () => {
    const gauge = (value: number): NumberSeries => ({ ...sum(value, 'g'), kind: 'gauge', attributes: { n: String(value) } })
    const { points } = readOtlp(encodeMetrics([sum(300), gauge(1), gauge(2)], FRAME))
    expect(points.map(({ name, value, kind, attributes }) => [name, value, kind, attributes])).toEqual([
      ['a.b', 300, 'sum', { k: 'v' }],
      ['g', 1, 'gauge', { n: '1' }],
      ['g', 2, 'gauge', { n: '2' }]
    ])
  })
})

describe('Deltas', () => {
  test('Sums and histograms grow from the values that were taken, and a counter that began again counts from 0', () => {
    const deltas = new Deltas()
    deltas.take([sum(5), histogram([1, 2])])
    expect(deltas.since([sum(7), histogram([1, 4])])).toMatchObject([{ value: 2 }, { counts: [0, 2], count: 2, sum: 4 }])
    expect(deltas.since([sum(3), histogram([0, 1])])).toMatchObject([{ value: 3 }, { counts: [0, 1], count: 1 }])
    expect(deltas.since([{ ...sum(9), attributes: { k: 'other' } }])).toMatchObject([{ value: 9 }])
  })

  test('A gauge stays as it is', () => {
    const deltas = new Deltas()
    const gauge: NumberSeries = { ...sum(5), kind: 'gauge' }
    deltas.take([gauge])
    expect(deltas.since([gauge])).toEqual([gauge])
  })
})

describe('The payload of a push', () => {
  test('A metric is requested by a prefix of its name, by the empty prefix, or by *', () => {
    expect(isRequested('a.b', ['a.'])).toBe(true)
    expect(isRequested('a.b', ['b', ''])).toBe(true)
    expect(isRequested('a.b', ['*'])).toBe(true)
    expect(isRequested('a.b', ['a.b.c'])).toBe(false)
    expect(isRequested('a.b', [])).toBe(false)
  })

  test('As many series are kept as fit, the first ones', () => {
    const all = Array.from({ length: 100 }, (_, i) => sum(i, `metric.${i}`))
    const { bytes, series } = encodePayload(all, FRAME, UNCOMPRESSED, 1_000)
    expect(bytes.length).toBeLessThanOrEqual(1_000)
    expect(series.length).toBeGreaterThan(5)
    expect(series).toEqual(all.slice(0, series.length))
    expect(encodePayload(all, FRAME, UNCOMPRESSED, 10)).toMatchObject({ bytes: new Uint8Array(), series: [] })
  })

  test('The first compression that is accepted and known is taken, and none if there is none', () => {
    const { GZIP, LZ4, NONE } = compressionTypes
    expect(acceptedCompression([9, GZIP, LZ4]).type).toBe(GZIP)
    expect(acceptedCompression([NONE, LZ4]).type).toBe(LZ4)
    expect(acceptedCompression([])).toBe(UNCOMPRESSED)
  })

  test('A summary becomes two sums, and a state a gauge', () => {
    const samples = [
      { name: 'w_seconds_count', labels: {}, value: 2 },
      { name: 'w_seconds_sum', labels: {}, value: 0.5 }
    ]
    expect(seriesOf({ name: 'w_seconds', type: 'summary', unit: 'seconds', help: 'W', samples })).toMatchObject([
      { name: 'w.seconds.count', kind: 'sum', unit: '1', value: 2 },
      { name: 'w.seconds.sum', kind: 'sum', unit: 's', value: 0.5 }
    ])
    expect(seriesOf({ name: 'b', type: 'stateset', help: '', samples: [{ name: 'b', labels: { b: 'open' }, value: 1 }] })).toMatchObject([
      { kind: 'gauge', attributes: { b: 'open' } }
    ])
  })
})
