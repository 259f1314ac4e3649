import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connectCluster, errorCodes, isKafkaError } from '../../../src/index.ts'
import { GetTelemetrySubscriptions, Metadata, PushTelemetry } from '../../../src/messages.ts'
import { startTestingCluster } from '../../../src/testing/index.ts'
import { turns, until } from '../../support/process/gate.ts'
import { listenToTelemetry } from '../../support/telemetry/telemetry-client.ts'
import { EVERYTHING, INTERVAL_MS, noteRequests, open, started } from './running.ts'

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
