import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ApiVersions,
  type Decoded,
  GetTelemetrySubscriptions,
  type GetTelemetrySubscriptionsResponse,
  IncrementalAlterConfigs,
  PushTelemetry,
  type PushTelemetryRequest
} from '../../../../src/messages.ts'
import { compressionTypes, configOperations, configResourceTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

const INTERVAL_MS = 10_000
const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const METRICS = Buffer.from('metrics in OTLP')

let kafka: TestingCluster
let client: RawClient

beforeEach(async () => {
  kafka = await startTestingCluster({ telemetry: true, configs: { 'telemetry.max.bytes': '20' } })
  client = await connectRaw(kafka.broker(1).port)
})

afterEach(async () => {
  client[Symbol.dispose]()
  await kafka.close()
})

async function subscribe(name: string, values: Record<string, string>): Promise<void> {
  const configs = Object.entries(values).map(([key, value]) => ({ name: key, configOperation: configOperations.SET, value }))
  const resource = { resourceType: configResourceTypes.CLIENT_METRICS, resourceName: name, configs }
  const { responses } = await client.call(IncrementalAlterConfigs, 1, { resources: [resource] })
  expect(responses[0]?.errorCode).toBe(errorCodes.NONE)
}

function get(clientInstanceId = ZERO_ID, from = client): Promise<Decoded<GetTelemetrySubscriptionsResponse>> {
  return from.call(GetTelemetrySubscriptions, 0, { clientInstanceId })
}

type Known = Pick<GetTelemetrySubscriptionsResponse, 'clientInstanceId' | 'subscriptionId'>

async function push({ clientInstanceId, subscriptionId }: Known, fields: Partial<PushTelemetryRequest> = {}): Promise<number> {
  const own = { clientInstanceId, subscriptionId, compressionType: compressionTypes.NONE, metrics: METRICS }
  return (await client.call(PushTelemetry, 0, { ...own, ...fields })).errorCode
}

describe('Client metrics', () => {
  test('A cluster without the option does not have the APIs', async () => {
    await using plain = await startTestingCluster()
    using other = await connectRaw(plain.broker(1).port)

    const { apiKeys } = await other.call(ApiVersions, 0, {})

    expect(apiKeys.some(({ apiKey }) => apiKey === PushTelemetry.key || apiKey === GetTelemetrySubscriptions.key)).toBe(false)
    await expect(get(ZERO_ID, other)).rejects.toThrow('Connection closed')
    expect(plain.telemetry).toEqual([])
  })

  test('A client without a subscription is told its id, and to push nothing every five minutes', async () => {
    const { apiKeys } = await client.call(ApiVersions, 0, {})
    expect(apiKeys).toContainEqual({ apiKey: PushTelemetry.key, minVersion: 0, maxVersion: 0 })

    const answer = await get()

    expect(answer).toMatchObject({
      ...{ errorCode: errorCodes.NONE, pushIntervalMs: 300_000, requestedMetrics: [], telemetryMaxBytes: 20, deltaTemporality: true },
      acceptedCompressionTypes: [compressionTypes.ZSTD, compressionTypes.LZ4, compressionTypes.GZIP, compressionTypes.SNAPPY]
    })
    expect(answer.clientInstanceId).not.toBe(ZERO_ID)
  })

  test('A client gets the metrics and the shortest interval of all subscriptions whose selectors match it', async () => {
    await client.call(ApiVersions, 3, { clientSoftwareName: 'kafkawire', clientSoftwareVersion: '1.2.3' })
    const port = String(client.socket.localPort)
    await subscribe('a', { metrics: 'one,two', 'interval.ms': '20000', match: `client_id=ra.,client_source_port=${port}` })
    await subscribe('b', { metrics: 'two,three', 'interval.ms': String(INTERVAL_MS), match: 'client_software_name=kafkawire' })
    await subscribe('c', { metrics: 'four', 'interval.ms': '100', match: 'client_software_version=1.2' })
    await subscribe('d', { metrics: 'five', 'interval.ms': '100', match: 'client_source_address=127.0.0.1,client_id=other' })

    expect(await get()).toMatchObject({ requestedMetrics: ['one', 'two', 'three'], pushIntervalMs: INTERVAL_MS })
    await subscribe('e', { metrics: 'six,*' })
    expect((await get()).requestedMetrics).toEqual(['*'])
  })

  test('Pushed metrics are decompressed, and the test finds them', async () => {
    await using other = await startTestingCluster({ telemetry: true })
    using raw = await connectRaw(other.broker(1).port)
    const mine = await get(ZERO_ID, raw)
    const own = { clientInstanceId: mine.clientInstanceId, subscriptionId: mine.subscriptionId }
    await raw.call(PushTelemetry, 0, { ...own, compressionType: compressionTypes.GZIP, metrics: gzipSync(METRICS), terminating: true })

    expect(other.telemetry).toEqual([
      {
        ...{ nodeId: 1, clientInstanceId: mine.clientInstanceId, clientId: 'raw', principal: 'User:ANONYMOUS', isTerminating: true },
        metrics: new Uint8Array(METRICS)
      }
    ])
  })

  test('A push is taken at once after the subscriptions, then only after the interval, and at any time when the client ends', async () => {
    const known = await get()

    expect(await push(known)).toBe(errorCodes.NONE)
    expect(await push(known)).toBe(errorCodes.THROTTLING_QUOTA_EXCEEDED)
    expect(await get(known.clientInstanceId)).toMatchObject({
      errorCode: errorCodes.THROTTLING_QUOTA_EXCEEDED,
      clientInstanceId: ZERO_ID
    })
    kafka.advance(300_000)
    expect(await push(known)).toBe(errorCodes.NONE)
    expect((await get(known.clientInstanceId)).errorCode).toBe(errorCodes.THROTTLING_QUOTA_EXCEEDED)
    expect(await push(known, { terminating: true })).toBe(errorCodes.NONE)
    expect(await push(known)).toBe(errorCodes.INVALID_REQUEST)
    expect(kafka.telemetry).toHaveLength(3)
  })

  test.each([
    ['another subscription', { subscriptionId: 7 }, errorCodes.UNKNOWN_SUBSCRIPTION_ID],
    ['an unknown compression', { compressionType: 5 }, errorCodes.UNSUPPORTED_COMPRESSION_TYPE],
    ['more bytes than allowed', { metrics: Buffer.alloc(21) }, errorCodes.TELEMETRY_TOO_LARGE],
    ['bytes that cannot be decompressed', { compressionType: compressionTypes.GZIP }, errorCodes.INVALID_RECORD],
    ['no client instance', { clientInstanceId: ZERO_ID }, errorCodes.INVALID_REQUEST]
  ])('A push with %s is refused', async (_, fields, errorCode) => {
    expect(await push(await get(), fields)).toBe(errorCode)
    expect(kafka.telemetry).toEqual([])
  })

  test('After UNKNOWN_SUBSCRIPTION_ID the client asks again without waiting', async () => {
    const known = await get()
    await subscribe('a', { metrics: 'one', 'interval.ms': String(INTERVAL_MS) })

    expect(await push(known)).toBe(errorCodes.UNKNOWN_SUBSCRIPTION_ID)
    const next = await get(known.clientInstanceId)

    expect(next).toMatchObject({ errorCode: errorCodes.NONE, clientInstanceId: known.clientInstanceId, requestedMetrics: ['one'] })
    expect(next.subscriptionId).not.toBe(known.subscriptionId)
    kafka.advance(INTERVAL_MS)
    expect(await push(next)).toBe(errorCodes.NONE)
  })

  test('A push without metrics is accepted, and is not kept', async () => {
    expect(await push(await get(), { metrics: Buffer.alloc(0) })).toBe(errorCodes.NONE)
    expect(kafka.telemetry).toEqual([])
  })

  test('The broker forgets a client with its connection', async () => {
    using other = await connectRaw(kafka.broker(1).port)
    const known = await get(ZERO_ID, other)
    expect((await get(known.clientInstanceId)).errorCode).toBe(errorCodes.THROTTLING_QUOTA_EXCEEDED)
    other.socket.destroy()
    await other.closed

    await expect.poll(async () => (await get(known.clientInstanceId)).errorCode).toBe(errorCodes.NONE)
  })
})
