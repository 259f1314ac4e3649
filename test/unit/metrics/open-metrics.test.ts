import { tracingChannel } from 'node:diagnostics_channel'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { connect } from '../../../src/index.ts'
import { Metadata } from '../../../src/messages.ts'
import { formatFamily } from '../../../src/metrics/families.ts'
import { formatOpenMetrics } from '../../../src/metrics/open-metrics.ts'
import { measureRequests } from '../../../src/metrics/request-durations.ts'
import { Pool } from '../../../src/pool/pool.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/link.ts'
import { type ParsedFamily, parseOpenMetrics } from './parse-open-metrics.ts'

const ANY = { topics: null }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the text for a pool', () => {
  it('follows the rules of OpenMetrics and has what happened', async () => {
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

  it('follows them for a pool in which nothing has happened', () => {
    const families = parseOpenMetrics(formatOpenMetrics(new Pool({ connection: {} }).snapshot()))
    expect(families.size).toBeGreaterThan(15)
    expect(valuesOf(families, 'idle_ratio')).toEqual({ _: 0 })
  })

  it('escapes what labels and help may not hold as it is', () => {
    const text = formatFamily({ name: 'a', type: 'gauge', help: 'one\ntwo "\\"', samples: [{ labels: { b: 'x"\\\ny' }, value: 1 }] })
    expect(text).toBe('# TYPE a gauge\n# HELP a one\\ntwo \\"\\\\\\"\na{b="x\\"\\\\\\ny"} 1')
  })
})

describe('the durations of requests', () => {
  it('are measured from when one says so until it is closed, as a histogram by API', async () => {
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

  it('fall into the bucket whose bound they do not exceed', () => {
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
})

function valuesOf(families: ReadonlyMap<string, ParsedFamily>, name: string): Record<string, number> {
  const samples = families.get(`kafkawire_pool_${name}`)?.samples ?? new Map<string, number>()
  return Object.fromEntries([...samples].map(([key, value]) => [key.startsWith('_') ? key : `_${key}`, value]))
}

function publish(api: string, waitMs: number, readMs: number): void {
  tracingChannel('kafkawire:request').asyncEnd.publish({ api, waitMs, readMs })
}
