import { describe, expect, test } from 'vitest'
import {
  AlterClientQuotas,
  type AlterClientQuotasRequestEntryData,
  ApiVersions,
  Fetch,
  Metadata,
  Produce
} from '../../../../src/messages.ts'
import { acks, sessionEpochs } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { ByteQuotas } from '../../../../src/testing/security/byte-quotas.ts'
import { ClientQuotas, type QuotaEntity } from '../../../../src/testing/security/client-quotas.ts'
import { WindowedRate } from '../../../../src/testing/security/windowed-rate.ts'
import { TestingClock } from '../../../../src/testing/testing-clock.ts'
import { connectRaw, type RawClient, requestFrame } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'
import { as } from './secured.ts'

const BYTES_PER_SECOND = 1_000
const WINDOW_MS = 10_000 // that of a client that begins
const EXPIRED_MS = 11_000
const CLIENT_ID = 'raw' // that of the raw client

async function setQuota(client: RawClient, names: Record<string, string | null>, key: string, value = BYTES_PER_SECOND): Promise<void> {
  const entity: AlterClientQuotasRequestEntryData['entity'] = Object.entries(names).map(([entityType, entityName]) => ({
    entityType,
    entityName
  }))
  const { entries } = await client.call(AlterClientQuotas, 1, { entries: [{ entity, ops: [{ key, value }] }] })
  expect(entries).toMatchObject([{ errorCode: 0 }])
}

async function topicIdOf(client: RawClient): Promise<string> {
  return (await client.call(Metadata, 13, { topics: [{ name: 't' }] })).topics[0]?.topicId ?? ''
}

const records = (bytes: number): Uint8Array => batchOf(['x'.repeat(bytes)])

const produce = (topicId: string, bytes: number, required: number = acks.ALL) => ({
  acks: required as 1,
  timeoutMs: 1_000,
  topicData: [{ name: 't', topicId, partitionData: [{ index: 0, records: records(bytes) }] }]
})

describe('a producer with a byte rate quota', () => {
  test.each([3, 13])('is told in Produce v%i how long it must wait until its rate is the quota', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const request = produce(await topicIdOf(client), 15_000)
    await setQuota(client, { 'client-id': CLIENT_ID }, 'producer_byte_rate')
    const sizeBytes = requestFrame(Produce, version, 1, request).length - 4
    const { throttleTimeMs, responses } = await client.call(Produce, version, request)

    expect(throttleTimeMs).toBe(sizeBytes - WINDOW_MS)
    expect(responses[0]?.partitionResponses[0]?.errorCode).toBe(0)
  })

  test.each([
    ['all', acks.ALL],
    ['0', acks.NONE]
  ])('is not heard for this time after a Produce with acks=%s, unlike other clients (KIP-219)', async (_, required) => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    using other = await connectRaw(kafka.broker(1).port)
    const topicId = await topicIdOf(client)
    await setQuota(other, { 'client-id': CLIENT_ID }, 'producer_byte_rate')
    client.send(Produce, 13, produce(topicId, 300_000, required))
    await kafka.received(Produce)
    if (required !== acks.NONE) await client.frame()
    let isAnswered = false
    client.send(ApiVersions, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })
    const answered = client.frame().then(() => {
      isAnswered = true
    })

    for (let round = 0; round < 3; round++) await topicIdOf(other)
    kafka.advance(280_000)
    for (let round = 0; round < 3; round++) await topicIdOf(other)
    expect(isAnswered).toBe(false)
    kafka.advance(30_000)
    await answered
  })

  test('shares its quota with the other connections of its client id, and other brokers count for themselves', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    using first = await connectRaw(kafka.broker(1).port)
    using second = await connectRaw(kafka.broker(1).port)
    using elsewhere = await connectRaw(kafka.broker(2).port)
    const request = produce(await topicIdOf(first), 8_000)
    await setQuota(first, { 'client-id': null }, 'producer_byte_rate')
    const throttled = []
    for (const client of [first, second, elsewhere]) throttled.push((await client.call(Produce, 13, request)).throttleTimeMs > 0)

    expect(throttled).toEqual([false, true, false])
  })

  test('has the quota of its user before that of its client id, and none after the removal', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 }, sasl: { alice: 'secret', bob: 'secret' } })
    using alice = await as(kafka, 'alice')
    using bob = await as(kafka, 'bob')
    const request = produce(await topicIdOf(alice), 15_000)
    await setQuota(alice, { 'client-id': CLIENT_ID }, 'producer_byte_rate', 1_000_000)
    await setQuota(alice, { user: 'alice' }, 'producer_byte_rate')

    expect((await bob.call(Produce, 13, request)).throttleTimeMs).toBe(0)
    expect((await alice.call(Produce, 13, request)).throttleTimeMs).toBeGreaterThan(0)
    const ops = [{ key: 'producer_byte_rate', value: 0, remove: true }]
    await bob.call(AlterClientQuotas, 1, { entries: [{ entity: [{ entityType: 'user', entityName: 'alice' }], ops }] })
    kafka.advance(EXPIRED_MS)
    expect((await alice.call(Produce, 13, request)).throttleTimeMs).toBe(0)
  })
})

describe('a consumer with a byte rate quota', () => {
  test.each([4, 18])('gets no records by Fetch v%i while it is above its quota, and gets them later', async version => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = await topicIdOf(client)
    const batchBytes = records(6_000).length // two are more than the quota allows in ten seconds
    for (let count = 0; count < 2; count++) await client.call(Produce, 13, produce(topicId, 6_000))
    await setQuota(client, { user: null, 'client-id': CLIENT_ID }, 'consumer_byte_rate')
    const fetch = async (fetchOffset: bigint): Promise<unknown> => {
      const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: batchBytes }]
      const topics = [{ topic: 't', topicId, partitions }]
      const { throttleTimeMs, errorCode, sessionId, responses } = await client.call(Fetch, version, {
        ...{ maxWaitMs: 0, minBytes: 1, topics, forgottenTopicsData: [] },
        ...(version >= 7 && { sessionId: 0, sessionEpoch: sessionEpochs.INITIAL })
      })
      expect(errorCode).toBe(0)
      const bytes = responses.map(topic => topic.partitions[0]?.records?.length)
      return { isThrottled: throttleTimeMs > 0, opensSession: sessionId > 0, bytes }
    }

    expect(await fetch(0n)).toEqual({ isThrottled: false, opensSession: version >= 7, bytes: [batchBytes] })
    expect(await fetch(1n)).toEqual({ isThrottled: true, opensSession: false, bytes: [] })
    kafka.advance(EXPIRED_MS)
    expect(await fetch(1n)).toEqual({ isThrottled: false, opensSession: version >= 7, bytes: [batchBytes] })
  })

  test('gets at most what its quota allows in ten seconds, so that it is not throttled for ever', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = await topicIdOf(client)
    for (let count = 0; count < 2; count++) await client.call(Produce, 13, produce(topicId, 6_000))
    await setQuota(client, { 'client-id': CLIENT_ID }, 'consumer_byte_rate')
    const topics = [{ topicId, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 << 20 }] }]
    const wait = { maxWaitMs: 60_000, minBytes: 20_000, forgottenTopicsData: [] }
    const { throttleTimeMs, responses } = await client.call(Fetch, 18, { ...wait, topics })

    expect(throttleTimeMs).toBe(0)
    expect(responses[0]?.partitions[0]?.records).toHaveLength(10 * BYTES_PER_SECOND)
  })

  test('is not charged for records that it did not get', () => {
    const [quotas, user] = [new ClientQuotas(), { nodeId: 1, principal: 'User:u', clientId: 'c' }]
    quotas.alter(new Map([['user', 'u']]), new Map([['consumer_byte_rate', BYTES_PER_SECOND]]))
    const bytes = new ByteQuotas(quotas, new TestingClock())

    expect(bytes.fetched(user, 6_000)).toBe(0)
    expect(bytes.fetched(user, 6_000)).toBeGreaterThan(0)
    expect(bytes.fetched(user, 4_000)).toBe(0)
  })

  test('keeps its fetch session while it is throttled', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicId = await topicIdOf(client)
    const fetch = (sessionId: number, sessionEpoch: number, fetchOffset?: bigint) => {
      const partitions = fetchOffset === undefined ? [] : [{ partition: 0, fetchOffset, partitionMaxBytes: 1 << 20 }]
      const topics = partitions.length === 0 ? [] : [{ topicId, partitions }]
      return client.call(Fetch, 18, { maxWaitMs: 0, minBytes: 1, sessionId, sessionEpoch, topics, forgottenTopicsData: [] })
    }
    const { sessionId } = await fetch(0, sessionEpochs.INITIAL, 0n)
    await client.call(Produce, 13, produce(topicId, 15_000))
    await setQuota(client, { 'client-id': CLIENT_ID }, 'consumer_byte_rate')
    const throttled = await fetch(sessionId, 1)

    expect(throttled).toMatchObject({ errorCode: 0, sessionId, responses: [], throttleTimeMs: records(15_000).length - WINDOW_MS })
    kafka.advance(throttled.throttleTimeMs)
    await setQuota(client, { 'client-id': CLIENT_ID }, 'consumer_byte_rate', 10 * BYTES_PER_SECOND)
    const next = await fetch(sessionId, 2)
    expect(next).toMatchObject({ errorCode: 0, sessionId, throttleTimeMs: 0 })
    expect(next.responses[0]?.partitions[0]?.records).toHaveLength(records(15_000).length)
  })
})

describe('the quota that counts', () => {
  const levels: [string, [type: string, name: string | null][]][] = [
    [
      'of the user with the client id',
      [
        ['user', 'u'],
        ['client-id', 'c']
      ]
    ],
    [
      'of the user with any client id',
      [
        ['user', 'u'],
        ['client-id', null]
      ]
    ],
    ['of the user', [['user', 'u']]],
    [
      'of any user with the client id',
      [
        ['user', null],
        ['client-id', 'c']
      ]
    ],
    [
      'of any user with any client id',
      [
        ['user', null],
        ['client-id', null]
      ]
    ],
    ['of any user', [['user', null]]],
    ['of the client id', [['client-id', 'c']]],
    ['of any client id', [['client-id', null]]]
  ]

  test.each(levels.map(([title], level) => [title, level] as const))('is that %s if no quota of higher precedence is set', (_, level) => {
    const quotas = new ClientQuotas()
    for (const [index, [, names]] of [...levels.entries()].reverse()) {
      const entity: QuotaEntity = new Map(names)
      if (index >= level) quotas.alter(entity, new Map([['producer_byte_rate', index + 1]]))
    }

    expect(quotas.limitOf('producer_byte_rate', 'u', 'c')?.limit).toBe(level + 1)
    expect(quotas.limitOf('consumer_byte_rate', 'u', 'c')).toBeUndefined()
  })

  test('is a default for each client alone, and a client without an id has none by client id', () => {
    const quotas = new ClientQuotas()
    quotas.alter(new Map([['client-id', null]]), new Map([['producer_byte_rate', 1]]))

    expect(quotas.limitOf('producer_byte_rate', 'u', 'a')?.sharedBy).not.toBe(quotas.limitOf('producer_byte_rate', 'u', 'b')?.sharedBy)
    expect(quotas.limitOf('producer_byte_rate', 'u', 'a')).toEqual(quotas.limitOf('producer_byte_rate', 'v', 'a'))
    expect(quotas.limitOf('producer_byte_rate', 'u', '')).toBeUndefined()
  })
})

describe('the rate of a client', () => {
  test('is measured over ten seconds at least, and forgets what is eleven seconds old', () => {
    const rate = new WindowedRate()
    rate.record(10_000, 5)
    expect(rate.excessMs(1_000, 5)).toBe(0)
    rate.record(2_000, 5)
    expect(rate.excessMs(1_000, 5)).toBe(2_000)
    rate.record(0, 1_505)
    expect(rate.excessMs(1_000, 1_505)).toBe(1_500) // 1.5 s, and 9 s in place of the full seconds that are missing
    expect(rate.excessMs(1_000, 11_004)).toBe(1_001)
    expect(rate.excessMs(1_000, 11_005)).toBe(0)
  })

  test('asks for no longer time than an int32 can say', () => {
    const rate = new WindowedRate()
    rate.record(1e9, 0)
    expect(rate.excessMs(1, 0)).toBe(2 ** 31 - 1)
  })
})
