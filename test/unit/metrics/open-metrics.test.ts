import { tracingChannel } from 'node:diagnostics_channel'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { formatFamily } from '../../../src/metrics/families.ts'
import { formatOpenMetrics } from '../../../src/metrics/open-metrics.ts'
import { measureRequests } from '../../../src/metrics/request-durations.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'
import { type ParsedFamily, parseOpenMetrics } from './parse-open-metrics.ts'

const ANY = { topics: null }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the text for a pool', () => {
  test('the text of a pool follows the rules of OpenMetrics and has the counters of the pool', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    await using pool = new Pool({ connection: {} })
    pool.setBrokers([...kafka.brokers, { nodeId: 9, host: '127.0.0.1', port: 1 }])
    const [busy, , first] = await Promise.all([pool.acquire(1, 'produce'), pool.acquire(1, 'other'), pool.acquire(2, 'produce')])
    await rejectionOf(pool.acquire(9, 'produce'))
    pool.retire(2)
    await first.closed
    await pool.acquire(2, 'produce')
    pool.countRetry()
    kafka.on(Metadata, () => new Promise(() => undefined))
    const lost = rejectionOf(busy.send(Metadata, ANY))
    await kafka.received(Metadata)

    const families = parseOpenMetrics(formatOpenMetrics(pool.snapshot()))
    const { totals } = pool.snapshot()
    expect(valuesOf(families, 'connections')).toMatchObject({
      '_{node_id="1",state="open"}': 2,
      '_{node_id="2",state="open"}': 1,
      '_{node_id="9",state="open"}': 0,
      '_{node_id="9",state="connecting"}': 0
    })
    expect(valuesOf(families, 'active_connections')).toEqual({ '_{node_id="1"}': 1, '_{node_id="2"}': 0, '_{node_id="9"}': 0 })
    expect(valuesOf(families, 'idle_ratio')).toEqual({ _: 2 / 3 })
    expect(valuesOf(families, 'requests_in_flight')).toMatchObject({ '_{node_id="1"}': 1 })
    expect(valuesOf(families, 'failures_in_a_row')).toMatchObject({ '_{node_id="9"}': 1, '_{node_id="1"}': 0 })
    expect(valuesOf(families, 'breaker')).toMatchObject({ '_{node_id="9",kafkawire_pool_breaker="closed"}': 1 })
    expect(valuesOf(families, 'opened_connections')).toEqual({ _total: 4 })
    expect(valuesOf(families, 'closed_connections')).toEqual({ '_total{reason="superseded"}': 1 })
    expect(valuesOf(families, 'connect_failures')).toEqual({ '_total{phase="tcp"}': 1 })
    expect(valuesOf(families, 'reconnections')).toEqual({ _total: 1 })
    expect(valuesOf(families, 'retries')).toEqual({ _total: 1 })
    expect(valuesOf(families, 'requests')).toEqual({ _total: totals.requests })
    expect(valuesOf(families, 'sent_bytes')).toEqual({ _total: totals.sentBytes })
    expect(valuesOf(families, 'received_bytes')).toEqual({ _total: totals.receivedBytes })
    expect(valuesOf(families, 'connect_duration_seconds')).toEqual({ _count: 4, _sum: totals.connects.totalMs / 1_000 })
    expect(valuesOf(families, 'dial_wait_seconds')).toEqual({ _count: 4, _sum: totals.dialWaits.totalMs / 1_000 })
    await pool.close({ timeoutMs: 1 })
    await lost
  })

  test('the text of a new pool follows the rules of OpenMetrics', () => {
    const families = parseOpenMetrics(formatOpenMetrics(new Pool({ connection: {} }).snapshot()))
    expect(families.size).toBeGreaterThan(15)
    expect(valuesOf(families, 'idle_ratio')).toEqual({ _: 0 })
  })

  test('characters that labels and help texts must not hold are escaped', () => {
    const text = formatFamily({ name: 'a', type: 'gauge', help: 'one\ntwo "\\"', samples: [{ labels: { b: 'x"\\\ny' }, value: 1 }] })
    expect(text).toBe('# TYPE a gauge\n# HELP a one\\ntwo \\"\\\\\\"\na{b="x\\"\\\\\\ny"} 1')
  })
})

describe('the durations of requests', () => {
  test('request durations are measured until close, as a histogram by API', async () => {
    await using kafka = await startTestingCluster()
    await using connection = await connect({ host: kafka.bootstrap })
    await connection.send(Metadata, ANY)
    const requests = measureRequests()
    for (let i = 0; i < 3; i++) await connection.send(Metadata, ANY)
    requests.close()
    await connection.send(Metadata, ANY)

    const text = formatOpenMetrics(new Pool({ connection: {} }).snapshot(), { requests })
    const histogram = parseOpenMetrics(text).get('kafkawire_request_duration_seconds')
    expect(histogram).toMatchObject({ type: 'histogram', unit: 'seconds' })
    expect(histogram?.samples.get('_count{api="Metadata"}')).toBe(3)
    expect(histogram?.samples.get('_bucket{api="Metadata",le="+Inf"}')).toBe(3)
    expect(histogram?.samples.get('_sum{api="Metadata"}')).toBeGreaterThan(0)
  })

  test('a request duration is in the first bucket whose bound it does not exceed', () => {
    using requests = measureRequests()
    publish('A', 0.5, 0.5)
    publish('A', 1, 1)
    publish('A', 60_000, 0)
    const samples = parseOpenMetrics(`${requests.format()}\n# EOF\n`).get('kafkawire_request_duration_seconds')?.samples
    expect(samples?.get('_bucket{api="A",le="0.001"}')).toBe(1)
    expect(samples?.get('_bucket{api="A",le="0.0025"}')).toBe(2)
    expect(samples?.get('_bucket{api="A",le="30.0"}')).toBe(2)
    expect(samples?.get('_bucket{api="A",le="+Inf"}')).toBe(3)
    expect(samples?.get('_sum{api="A"}')).toBe(60.003)
  })

  test('request durations by broker have the address of the broker as a label', async () => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    const addressOf = (nodeId: number) => `${kafka.broker(nodeId).host}:${kafka.broker(nodeId).port}`
    using requests = measureRequests({ byBroker: true })
    const counts = [1, 2]
    for (const [i, count] of counts.entries()) {
      await using connection = await connect({ host: addressOf(i + 1) })
      for (let sent = 0; sent < count; sent++) await connection.send(Metadata, ANY)
    }
    const samples = parseOpenMetrics(`${requests.format()}\n# EOF\n`).get('kafkawire_request_duration_seconds')?.samples
    const countOf = (i: number) => samples?.get(`_count{api="Metadata",broker="${addressOf(i)}"}`)
    expect([countOf(1), countOf(2), samples?.get('_count{api="Metadata"}')]).toEqual([1, 2, undefined])
  })

  test('an unknown option of measureRequests is refused', () => {
    expect(() => measureRequests({ byTopic: true } as never)).toThrow('measureRequests: byTopic is not an option: there are byBroker')
    expect(() => measureRequests({ byBroker: 'yes' } as never)).toThrow('byBroker must be a boolean')
  })
})

function valuesOf(families: ReadonlyMap<string, ParsedFamily>, name: string): Record<string, number> {
  const samples = families.get(`kafkawire_pool_${name}`)?.samples ?? new Map<string, number>()
  return Object.fromEntries([...samples].map(([key, value]) => [key.startsWith('_') ? key : `_${key}`, value]))
}

function publish(api: string, waitMs: number, readMs: number): void {
  tracingChannel('kafkawire:request').asyncEnd.publish({ api, waitMs, readMs })
}

describe('a page for several pools', () => {
  test('a page for several pools has each metric once, with the samples of each pool under its labels', () => {
    const pools = [new Pool({ connection: {} }), new Pool({ connection: {} })]
    for (const [i, pool] of pools.entries()) pool.setBrokers([{ nodeId: i, host: 'broker.test', port: 1 }])
    const page = pools.map((pool, i) => ({ snapshot: pool.snapshot(), labels: { cluster: `c${i}`, zone: undefined } }))
    const families = parseOpenMetrics(formatOpenMetrics(page, { labels: { service: 'shop' } }))
    expect(valuesOf(families, 'failures_in_a_row')).toEqual({
      '_{service="shop",cluster="c0",node_id="0"}': 0,
      '_{service="shop",cluster="c1",node_id="1"}': 0
    })
    expect(valuesOf(families, 'opened_connections')).toEqual({
      '_total{service="shop",cluster="c0"}': 0,
      '_total{service="shop",cluster="c1"}': 0
    })
    const alone = parseOpenMetrics(formatOpenMetrics((pools[0] as Pool).snapshot()))
    expect([...families.keys()]).toEqual([...alone.keys()])
  })

  test('a page may have no pool, and its labels are on the request durations too', async () => {
    expect(formatOpenMetrics([])).toBe('# EOF\n')
    await using kafka = await startTestingCluster()
    using requests = measureRequests()
    await using connection = await connect({ host: kafka.bootstrap })
    await connection.send(Metadata, ANY)
    const families = parseOpenMetrics(formatOpenMetrics([], { requests, labels: { service: 'shop' } }))
    const { samples } = families.get('kafkawire_request_duration_seconds') as ParsedFamily
    expect([...samples.keys()]).toContain('_count{service="shop",api="Metadata"}')
  })

  test('the values of labels on a page are escaped', () => {
    const { snapshot } = { snapshot: new Pool({ connection: {} }).snapshot() }
    const text = formatOpenMetrics(snapshot, { labels: { cluster: 'a"b\\c\nd' } })
    expect(text).toContain('kafkawire_pool_retries_total{cluster="a\\"b\\\\c\\nd"} 0\n')
    parseOpenMetrics(text)
  })

  test.each([
    ['a label with an invalid name', [{ labels: { 'a-b': 'x' } }], 'snapshots[0].labels has "a-b", which is not a valid name of a label'],
    ['a label with a reserved name', [{ labels: { __a: 'x' } }], 'snapshots[0].labels has "__a"'],
    ['a label of the metrics themselves', [{ labels: { node_id: 'x' } }], 'snapshots[0].labels.node_id is a label that the metrics have'],
    ['a value that is no text', [{ labels: { cluster: 5 } }], 'snapshots[0].labels.cluster must be well-formed text, not 5'],
    ['labels that are no object', [{ labels: 'x' }], 'snapshots[0].labels must be an object of labels, not a string'],
    ['two snapshots without labels', [{}, {}], 'snapshots[1] has the same labels as snapshots[0]'],
    ['two snapshots with the same labels', [{ labels: { a: 'x', b: '' } }, { labels: { a: 'x' } }], 'snapshots[1] has the same labels'],
    ['a value that is not a snapshot', [{ snapshot: {} }], 'snapshots[0].snapshot must be the result of pool.snapshot()']
  ])('formatOpenMetrics refuses %s', (_, page, problem) => {
    const { snapshot } = { snapshot: new Pool({ connection: {} }).snapshot() }
    const given = page.map(each => ({ snapshot, ...each })) as never
    expect(() => formatOpenMetrics(given)).toThrow(problem)
  })

  test('formatOpenMetrics refuses page labels that are not valid', () => {
    const snapshot = new Pool({ connection: {} }).snapshot()
    expect(() => formatOpenMetrics(snapshot, { labels: { le: '1' } })).toThrow('labels.le is a label that the metrics have themselves')
  })
})
