import { tracingChannel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import { formatOpenMetrics, formatPrometheus, measureRequests, Pool, readMetrics } from '../../../src/index.ts'
import { parseOpenMetrics } from './parse-open-metrics.ts'

const snapshotOf = (): ReturnType<Pool['snapshot']> => {
  const pool = new Pool({ connection: {} })
  pool.setBrokers([{ nodeId: 1, host: 'broker.test', port: 1 }])
  return pool.snapshot()
}

describe('the text for Prometheus', () => {
  test('the text names counters by their samples, and has neither units nor sets of states nor an end mark', () => {
    const text = formatPrometheus(snapshotOf(), { labels: { service: 'shop' } })
    expect(text).toContain('# TYPE kafkawire_pool_requests_total counter\n# HELP kafkawire_pool_requests_total ')
    expect(text).toContain('\nkafkawire_pool_requests_total{service="shop"} 0\n')
    expect(text).toContain('# TYPE kafkawire_pool_breaker gauge\n')
    expect(text).toMatch(/\n$/)
    expect(text).not.toMatch(/# UNIT|# EOF|stateset|\n\n/)
  })

  test('the text has the samples of the OpenMetrics text, in the same order', () => {
    const samplesOf = (text: string): string[] => text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
    using requests = measureRequests()
    tracingChannel('kafkawire:request').asyncEnd.publish({ api: 'Metadata', waitMs: 3, readMs: 0 })
    const snapshot = snapshotOf()
    expect(samplesOf(formatPrometheus(snapshot, { requests }))).toEqual(samplesOf(formatOpenMetrics(snapshot, { requests })))
  })

  test('a wrong label is refused, with the name of the function', () => {
    expect(() => formatPrometheus(snapshotOf(), { labels: { le: 'x' } })).toThrow(
      'formatPrometheus: labels.le is a label that the metrics have'
    )
  })
})

describe('metrics as numbers', () => {
  test('readMetrics gives each metric with its type, unit and samples, as the text has them', () => {
    using requests = measureRequests()
    tracingChannel('kafkawire:request').asyncEnd.publish({ api: 'Metadata', waitMs: 3, readMs: 0 })
    const page = [{ snapshot: snapshotOf(), labels: { cluster: 'billing' } }]
    const metrics = readMetrics(page, { requests, labels: { service: 'shop' } })
    expect(metrics.find(({ name }) => name === 'kafkawire_pool_sent_bytes')).toEqual({
      name: 'kafkawire_pool_sent_bytes',
      type: 'counter',
      unit: 'bytes',
      help: 'Bytes sent',
      samples: [{ name: 'kafkawire_pool_sent_bytes_total', labels: { service: 'shop', cluster: 'billing' }, value: 0 }]
    })
    expect(metrics.at(-1)?.samples.find(({ labels }) => labels['le'] === '0.005')).toEqual({
      name: 'kafkawire_request_duration_seconds_bucket',
      labels: { service: 'shop', api: 'Metadata', le: '0.005' },
      value: 1
    })
    const families = parseOpenMetrics(formatOpenMetrics(page, { requests }))
    expect(metrics.map(({ name }) => name)).toEqual([...families.keys()])
  })

  test('labels of readMetrics are text, node ids too', () => {
    const [connections] = readMetrics(snapshotOf())
    expect(connections?.samples[0]).toEqual({ name: 'kafkawire_pool_connections', labels: { node_id: '1', state: 'connecting' }, value: 0 })
  })
})
