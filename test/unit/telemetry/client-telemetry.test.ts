import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type Api,
  type Cluster,
  type ClusterOptions,
  compressionTypes,
  connectCluster,
  type Decoded,
  errorCodes,
  isKafkaError
} from '../../../src/index.ts'
import { Fetch, GetTelemetrySubscriptions, Metadata, Produce, PushTelemetry } from '../../../src/messages.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { turns, until } from '../../support/process/gate.ts'
import { type ReadPoint, readOtlp } from '../../support/telemetry/read-otlp.ts'
import { listenToTelemetry, subscribeTo } from '../../support/telemetry/telemetry-client.ts'
import { produceTo } from '../cluster/orders.ts'

const INTERVAL_MS = 100 // the shortest one that Kafka accepts
const PRODUCER = 'org.apache.kafka.producer.'
const EVERYTHING = { metrics: '*', 'interval.ms': String(INTERVAL_MS) }

const start = (options: TestingClusterOptions = {}): Promise<TestingCluster> =>
  startTestingCluster({ telemetry: true, topics: { orders: 3 }, ...options })

function open(kafka: TestingCluster, telemetry: ClusterOptions['telemetry'] = true, more: Partial<ClusterOptions> = {}): Promise<Cluster> {
  return connectCluster({ bootstrapServers: kafka.bootstrap, telemetry, ...more })
}

// Subscriptions are made before the client connects: it asks for them at once, and then only after
// the interval that it was told.
async function started(
  configs: Readonly<Record<string, string>> = EVERYTHING,
  options: TestingClusterOptions = {}
): Promise<TestingCluster> {
  const kafka = await start(options)
  await using admin = await connectCluster({ bootstrapServers: kafka.bootstrap })
  await subscribeTo(admin, configs)
  return kafka
}

// Notes the requests of an API, which the brokers answer as ever.
function noteRequests<Req, Res>(kafka: TestingCluster, api: Api<Req, Res>): Decoded<Req>[] {
  const noted: Decoded<Req>[] = []
  kafka.on(api, ({ message }, next) => {
    noted.push(message)
    return next()
  })
  return noted
}

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

describe('Errors of telemetry', () => {
  test.each([
    ['UNKNOWN_SUBSCRIPTION_ID', 'asks again at once', errorCodes.UNKNOWN_SUBSCRIPTION_ID, 0],
    ['UNSUPPORTED_COMPRESSION_TYPE', 'asks again at once', errorCodes.UNSUPPORTED_COMPRESSION_TYPE, 0],
    ['TELEMETRY_TOO_LARGE', 'goes on after the interval', errorCodes.TELEMETRY_TOO_LARGE, INTERVAL_MS],
    ['THROTTLING_QUOTA_EXCEEDED', 'goes on after the interval', errorCodes.THROTTLING_QUOTA_EXCEEDED, INTERVAL_MS],
    ['INVALID_RECORD', 'stops', errorCodes.INVALID_RECORD, Number.POSITIVE_INFINITY],
    ['INVALID_REQUEST', 'stops', errorCodes.INVALID_REQUEST, Number.POSITIVE_INFINITY],
    ['UNSUPPORTED_VERSION', 'stops', errorCodes.UNSUPPORTED_VERSION, Number.POSITIVE_INFINITY],
    ['CLUSTER_AUTHORIZATION_FAILED', 'rests for five minutes', errorCodes.CLUSTER_AUTHORIZATION_FAILED, 300_000]
  ])('After %s a client %s', async (errorName, _, errorCode, retryInMs) => {
    const heard = listenToTelemetry()
    await using kafka = await started()
    kafka.on(PushTelemetry, { times: 1 }, () => ({ errorCode }))
    const asks = noteRequests(kafka, GetTelemetrySubscriptions)
    const pushes = noteRequests(kafka, PushTelemetry)
    await using cluster = await open(kafka)

    await until(() => heard.some(({ event }) => event === 'failure'))

    expect(heard.at(-1)).toMatchObject({ event: 'failure', retryInMs, error: { code: 'KAFKA_BROKER', errorCode, errorName } })
    if (retryInMs > INTERVAL_MS) {
      await new Promise(resolve => setTimeout(resolve, 2 * INTERVAL_MS))
      expect(kafka.telemetry).toEqual([])
      return
    }
    await until(() => kafka.telemetry.length >= 1)
    // The hook has hidden the refusal from the broker, which may find that the client asks too soon.
    if (retryInMs === 0) expect(asks.length).toBeGreaterThanOrEqual(2)
    else expect(asks).toHaveLength(1)
    const [refused, taken] = pushes
    expect(taken?.clientInstanceId).toBe(cluster.clientInstanceId)
    if (errorCode === errorCodes.UNSUPPORTED_COMPRESSION_TYPE) expect(taken?.compressionType).not.toBe(refused?.compressionType)
    if (errorCode === errorCodes.TELEMETRY_TOO_LARGE) expect(taken?.metrics.length).toBeLessThanOrEqual((refused?.metrics.length ?? 0) / 2)
  })

  test('A broker that never knows the subscription is not asked in a loop', async () => {
    await using kafka = await started({ ...EVERYTHING, 'interval.ms': '3600000' })
    const answer = {
      errorCode: 0,
      clientInstanceId: 'AAAAAAAAAAAAAAAAAAAAAg',
      subscriptionId: 1,
      acceptedCompressionTypes: [],
      requestedMetrics: ['']
    }
    kafka.on(GetTelemetrySubscriptions, () => ({ ...answer, deltaTemporality: true, pushIntervalMs: 200, telemetryMaxBytes: 1_000 }))
    const asks = noteRequests(kafka, GetTelemetrySubscriptions)
    kafka.on(PushTelemetry, () => ({ errorCode: errorCodes.UNKNOWN_SUBSCRIPTION_ID }))
    await using _cluster = await open(kafka)

    await new Promise(resolve => setTimeout(resolve, 1_000))

    expect(asks.length).toBeLessThan(10)
  })

  test('Brokers without a plug-in for metrics are not asked', async () => {
    await using kafka = await startTestingCluster()
    const heard = listenToTelemetry()
    await using cluster = await open(kafka)
    await cluster.send(Metadata, { topics: [] })
    await turns(50)

    expect(cluster.clientInstanceId).toBeUndefined()
    expect(heard).toEqual([])
  })

  test('When the broker of the pushes fails, another one gets them, under the same client instance id', async () => {
    await using kafka = await started(EVERYTHING, { brokers: 2 })
    await using cluster = await open(kafka, true, { retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } })
    await until(() => kafka.telemetry.length >= 1)
    const first = kafka.telemetry[0]

    await kafka.broker(first?.nodeId ?? 0).stop()
    await until(() => kafka.telemetry.some(({ nodeId }) => nodeId !== first?.nodeId))

    expect(kafka.telemetry.at(-1)?.clientInstanceId).toBe(first?.clientInstanceId)
    expect(cluster.clientInstanceId).toBe(first?.clientInstanceId)
  })

  test.each([
    ['the first', 0],
    ['the last', 0.999]
  ])('When the broker of the pushes fails, another one is taken at random: here %s', async (_, random) => {
    await using kafka = await started(EVERYTHING, { brokers: 3 })
    await using cluster = await open(kafka, true, { retry: { initialMs: 1, maxMs: 4 }, metadata: { minAgeMs: 1 } })
    await cluster.pool.warmUp()
    await until(() => kafka.telemetry.length >= 1)
    const first = kafka.telemetry[0]?.nodeId ?? 0
    const lane = cluster.pool.laneOf(PushTelemetry)
    const others = [...cluster.pool.connections()].filter(each => each.lane === lane && each.nodeId !== first)
    vi.spyOn(Math, 'random').mockReturnValue(random)
    onTestFinished(() => void vi.restoreAllMocks())

    await kafka.broker(first).stop()
    await until(() => kafka.telemetry.some(({ nodeId }) => nodeId !== first))

    expect(others).toHaveLength(2)
    expect(kafka.telemetry.at(-1)?.nodeId).toBe(others.at(random === 0 ? 0 : -1)?.nodeId)
  })

  test('Wrong options are refused with one sentence each', async () => {
    const wrong = { attributes: { a: 1 }, metrics: 7, name: 'x' } as never
    const error = await connectCluster({ bootstrapServers: 'localhost:1', telemetry: wrong }).catch(each => each)
    expect(isKafkaError(error, 'KAFKA_CONFIGURATION') && error.problems).toEqual([
      'telemetry.name is not an option: there are telemetry.attributes, telemetry.metrics',
      'telemetry.attributes must be an object of strings, not an object',
      'telemetry.metrics must be a function, not 7'
    ])
    const other = await connectCluster({ bootstrapServers: 'localhost:1', telemetry: 'on' as never }).catch(each => each)
    expect(other).toMatchObject({
      code: 'KAFKA_CONFIGURATION',
      problems: ['telemetry must be true, false or an object of options, not a string']
    })
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
