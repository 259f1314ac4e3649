import { describe, expect, test } from 'vitest'
import { compressionTypes, errorCodes } from '../../../src/index.ts'
import { Fetch, GetTelemetrySubscriptions, Metadata, Produce, PushTelemetry } from '../../../src/messages.ts'
import type { TestingCluster } from '../../../src/testing/index.ts'
import { turns, until } from '../../support/process/gate.ts'
import { type ReadPoint, readOtlp } from '../../support/telemetry/read-otlp.ts'
import { listenToTelemetry } from '../../support/telemetry/telemetry-client.ts'
import { produceTo } from '../cluster/orders.ts'
import { EVERYTHING, noteRequests, open, PRODUCER, started } from './running.ts'

const pointsOf = (kafka: TestingCluster, push: number): readonly ReadPoint[] =>
  readOtlp(kafka.telemetry[push]?.metrics ?? new Uint8Array()).points
const find = (points: readonly ReadPoint[], name: string): ReadPoint | undefined => points.find(point => point.name === name)

describe('Telemetry of a cluster', () => {
  test('A cluster without the option sends no request about telemetry', async () => {
    await using kafka = await started()
    const asks = noteRequests(kafka, GetTelemetrySubscriptions)
    await using cluster = await open(kafka, false)

    await cluster.send(Metadata, { topics: [] })
    await turns(50)

    expect(cluster.clientInstanceId).toBeUndefined()
    expect(asks).toEqual([])
  })

  test('The metrics that a subscription asks for are pushed in its interval, with the id that the broker gave', async () => {
    const heard = listenToTelemetry()
    await using kafka = await started()
    await using cluster = await open(kafka)
    await until(() => heard.some(({ event }) => event === 'subscription'))
    await cluster.send(Produce, produceTo([0, 1]))

    const isOfProducer = (push: number): boolean => find(pointsOf(kafka, push), `${PRODUCER}connection.creation.total`) !== undefined
    await until(() => kafka.telemetry.length >= 2 && kafka.telemetry.some((_, push) => isOfProducer(push)))

    const [first] = kafka.telemetry
    expect(first).toMatchObject({ clientInstanceId: cluster.clientInstanceId, isTerminating: false })
    const points = pointsOf(
      kafka,
      kafka.telemetry.findIndex((_, push) => isOfProducer(push))
    )
    expect(find(points, `${PRODUCER}connection.creation.total`)).toMatchObject({
      kind: 'sum',
      temporality: 1,
      attributes: {}
    })
    expect(find(points, `${PRODUCER}connection.creation.rate`)?.value).toBeGreaterThanOrEqual(0)
    expect(find(points, `${PRODUCER}node.request.latency.avg`)).toMatchObject({
      kind: 'gauge',
      attributes: { node_id: '1' }
    })
    expect(find(points, `${PRODUCER}node.request.latency.max`)?.value).toBeGreaterThan(0)
    expect(find(points, `${PRODUCER}produce.throttle.time.avg`)?.value).toBe(0)
    expect(find(points, 'kafkawire.request.latency.avg')?.attributes).toHaveProperty('api')
    expect(find(points, 'kafkawire.pool.requests')?.value).toBeGreaterThan(0)
    expect(points.some(({ name }) => name.startsWith('org.apache.kafka.consumer.'))).toBe(false)
    await until(() => heard.length >= 3)
    expect(heard.map(({ event }) => event).slice(0, 3)).toEqual(['subscription', 'push', 'push'])
    expect(heard.at(-1)).toMatchObject({ broker: { nodeId: 1 }, isLast: false })
  })

  test('A cluster that fetches is a consumer, and one that neither fetches nor produces is an admin client', async () => {
    await using kafka = await started()
    await using consumer = await open(kafka)
    await until(() => consumer.clientInstanceId !== undefined)
    await turns(5)
    await consumer.send(Fetch, {
      maxWaitMs: 1,
      minBytes: 0,
      topics: [{ topic: 'orders', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }] }]
    })
    const latency = (push: number): number | undefined =>
      find(pointsOf(kafka, push), 'org.apache.kafka.consumer.fetch.manager.fetch.latency.avg')?.value
    await until(() => kafka.telemetry.some((_, push) => (latency(push) ?? 0) > 0))
    await consumer.close()
    const before = kafka.telemetry.length

    await using admin = await open(kafka)
    await until(() => kafka.telemetry.length > before)
    expect(kafka.telemetry[before]?.clientInstanceId).toBe(admin.clientInstanceId)
    expect(find(pointsOf(kafka, before), 'org.apache.kafka.admin.client.connection.creation.total')?.value).toBeGreaterThan(0)
  })

  test('Only metrics whose names begin with a requested prefix are pushed', async () => {
    await using kafka = await started({ ...EVERYTHING, metrics: 'org.apache.kafka.admin.client.connection,kafkawire.pool.sent' })
    await using _cluster = await open(kafka)

    await until(() => kafka.telemetry.length >= 1)

    expect(pointsOf(kafka, 0).map(({ name }) => name)).toEqual([
      'org.apache.kafka.admin.client.connection.creation.rate',
      'org.apache.kafka.admin.client.connection.creation.total',
      'kafkawire.pool.sent.bytes'
    ])
  })

  test('The empty prefix asks for all metrics, and an empty list for none', async () => {
    await using kafka = await started()
    const answer = {
      errorCode: 0,
      clientInstanceId: 'AAAAAAAAAAAAAAAAAAAAAg',
      subscriptionId: 1,
      acceptedCompressionTypes: [],
      deltaTemporality: true
    }
    const limits = { pushIntervalMs: 20, telemetryMaxBytes: 100_000 }
    let asked = 0
    kafka.on(GetTelemetrySubscriptions, () => ({ ...answer, ...limits, requestedMetrics: ++asked === 1 ? [] : [''] }))
    const pushed: number[] = []
    kafka.on(PushTelemetry, ({ message }) => {
      pushed.push(readOtlp(message.metrics).points.length)
      return { errorCode: 0 }
    })
    await using _cluster = await open(kafka)

    await until(() => pushed.length >= 1)

    expect(asked).toBe(2)
    expect(pushed[0]).toBeGreaterThan(10)
  })

  test('Sums count from the last push that was taken, and all from the beginning if the broker wants cumulative values', async () => {
    await using kafka = await started()
    let deltaTemporality = true
    const answer = {
      errorCode: 0,
      clientInstanceId: 'AAAAAAAAAAAAAAAAAAAAAg',
      subscriptionId: 1,
      acceptedCompressionTypes: [],
      requestedMetrics: ['kafkawire.pool.requests']
    }
    kafka.on(GetTelemetrySubscriptions, () => ({ ...answer, deltaTemporality, pushIntervalMs: 10, telemetryMaxBytes: 100_000 }))
    const answers = [0, errorCodes.THROTTLING_QUOTA_EXCEEDED, 0, errorCodes.UNKNOWN_SUBSCRIPTION_ID]
    const pushed: ReadPoint[] = []
    kafka.on(PushTelemetry, ({ message }) => {
      pushed.push(...readOtlp(message.metrics).points.filter(({ name }) => name === 'kafkawire.pool.requests'))
      if (pushed.length === 3) deltaTemporality = false
      return { errorCode: answers[pushed.length - 1] ?? 0 }
    })
    await using cluster = await open(kafka)
    await until(() => pushed.length >= 5)
    await cluster.close()

    const [first, failed, second, third, total] = pushed
    expect(second?.startNanos).toBe(failed?.startNanos)
    expect(second?.startNanos).toBeGreaterThan(first?.startNanos ?? 0n)
    expect(second?.value).toBe((failed?.value ?? 0) + 1) // the push that was throttled, and the one more
    expect(third?.temporality).toBe(1)
    expect(total).toMatchObject({ temporality: 2, startNanos: first?.startNanos })
    expect(total?.value).toBeGreaterThan((first?.value ?? 0) + (second?.value ?? 0))
  })

  test('Attributes and metrics of the program are pushed with the others', async () => {
    await using kafka = await started()
    const metrics = () => [
      {
        name: 'shop_orders',
        type: 'counter' as const,
        help: 'Orders',
        samples: [{ name: 'shop_orders_total', labels: { country: 'SE' }, value: 7 }]
      },
      {
        ...{ name: 'shop_wait_seconds', type: 'histogram' as const, unit: 'seconds' as const, help: 'Waits' },
        samples: [
          { name: 'shop_wait_seconds_bucket', labels: { le: '1.0' }, value: 1 },
          { name: 'shop_wait_seconds_bucket', labels: { le: '+Inf' }, value: 3 },
          { name: 'shop_wait_seconds_count', labels: {}, value: 3 },
          { name: 'shop_wait_seconds_sum', labels: {}, value: 9 }
        ]
      }
    ]
    await using _cluster = await open(kafka, { attributes: { client_rack: 'a' }, metrics })

    await until(() => kafka.telemetry.length >= 1)

    const { resource, points } = readOtlp(kafka.telemetry[0]?.metrics ?? new Uint8Array())
    expect(resource).toEqual({ client_rack: 'a' })
    expect(find(points, 'shop.orders')).toMatchObject({ kind: 'sum', value: 7, attributes: { country: 'SE' } })
    expect(find(points, 'shop.wait.seconds')).toMatchObject({ kind: 'histogram', attributes: {} })
  })

  test('A function for metrics that throws costs only its own metrics', async () => {
    await using kafka = await started()
    await using _cluster = await open(kafka, {
      metrics: () => {
        throw new Error('a mistake of the program')
      }
    })

    await until(() => kafka.telemetry.length >= 1)

    expect(pointsOf(kafka, 0).length).toBeGreaterThan(10)
  })

  test('The first accepted compression that Node has is used', async () => {
    await using kafka = await started()
    await using _cluster = await open(kafka)
    await until(() => kafka.telemetry.length >= 1)

    const { message } = await kafka.received(PushTelemetry)
    expect([compressionTypes.ZSTD, compressionTypes.LZ4]).toContain(message.compressionType)
  })

  test('Metrics that do not fit into the limit of the broker are left out, the required ones last', async () => {
    await using kafka = await started(EVERYTHING, { configs: { 'telemetry.max.bytes': '400' } })
    await using _cluster = await open(kafka)

    await until(() => kafka.telemetry.length >= 1)

    const [{ name } = { name: '' }] = pointsOf(kafka, 0)
    expect(name).toBe('org.apache.kafka.admin.client.connection.creation.rate')
    expect((await kafka.received(PushTelemetry)).message.metrics.length).toBeLessThanOrEqual(400)
  })
})

describe('The end of telemetry', () => {
  test('A cluster that closes pushes its metrics a last time', async () => {
    const heard = listenToTelemetry()
    await using kafka = await started({ ...EVERYTHING, 'interval.ms': '3600000' })
    const cluster = await open(kafka)
    await until(() => heard.some(({ event }) => event === 'subscription'))
    await turns(5)

    await cluster.close()

    expect(kafka.telemetry).toHaveLength(1)
    expect(kafka.telemetry[0]).toMatchObject({ isTerminating: true, clientInstanceId: cluster.clientInstanceId })
    expect(heard.at(-1)).toMatchObject({ event: 'push', isLast: true })
  })

  test('A broker that does not take the last push delays the end by one second at most', async () => {
    const heard = listenToTelemetry()
    await using kafka = await started({ ...EVERYTHING, 'interval.ms': '3600000' })
    kafka.on(PushTelemetry, () => new Promise(() => {}))
    const cluster = await open(kafka)
    await until(() => heard.some(({ event }) => event === 'subscription'))
    await turns(5)
    const beganMs = performance.now()

    await cluster.close()

    expect(performance.now() - beganMs).toBeLessThan(1_500)
    expect(heard.at(-1)).toMatchObject({ event: 'failure', retryInMs: Number.POSITIVE_INFINITY, error: { code: 'KAFKA_TIMEOUT' } })
  })
})
