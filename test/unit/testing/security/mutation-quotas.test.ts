import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AlterClientQuotas, ApiVersions, CreatePartitions, CreateTopics, DeleteTopics, Metadata } from '../../../../src/messages.ts'
import { errorCodes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

const BURST = 22 // partitions, at 2 a second: what eleven seconds bring
const RATE = 2
const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA'
const { NONE, THROTTLING_QUOTA_EXCEEDED } = errorCodes

interface Answer {
  readonly throttleTimeMs: number
  readonly codes: number[]
}

let kafka: TestingCluster
let client: RawClient

beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 2 })
  client = await connectRaw(kafka.broker(1).port)
  const entity = [{ entityType: 'client-id', entityName: 'raw' }]
  await client.call(AlterClientQuotas, 1, { entries: [{ entity, ops: [{ key: 'controller_mutation_rate', value: RATE }] }] })
})

afterEach(async () => {
  client[Symbol.dispose]()
  await kafka.close()
})

async function create(version: number, topics: Record<string, number>, from = client, validateOnly = false): Promise<Answer> {
  const wanted = Object.entries(topics).map(([name, numPartitions]) => ({
    ...{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
  }))
  const answer = await from.call(CreateTopics, version, { topics: wanted, timeoutMs: 1_000, validateOnly })
  return { throttleTimeMs: answer.throttleTimeMs, codes: answer.topics.map(({ errorCode }) => errorCode) }
}

async function remove(version: number, ...names: string[]): Promise<Answer> {
  const topics = version >= 6 ? { topics: names.map(name => ({ name, topicId: ZERO_ID })) } : { topicNames: names }
  const answer = await client.call(DeleteTopics, version, { ...topics, timeoutMs: 1_000 })
  return { throttleTimeMs: answer.throttleTimeMs, codes: answer.responses.map(({ errorCode }) => errorCode) }
}

async function grow(version: number, name: string, count: number): Promise<Answer> {
  const answer = await client.call(CreatePartitions, version, { topics: [{ name, count, assignments: null }], timeoutMs: 1_000 })
  return { throttleTimeMs: answer.throttleTimeMs, codes: answer.results.map(({ errorCode }) => errorCode) }
}

// About this time: some of it has passed since the request before.
const about = (ms: number): unknown => expect.closeTo(ms, -2.5)

describe('A client with a quota of changed partitions', () => {
  test('CreateTopics v6 creates what the bucket has begun to pay for, and refuses the rest until the bucket is full again', async () => {
    expect(await create(6, { a: BURST + 10, b: 1 })).toEqual({ throttleTimeMs: about(5_000), codes: [NONE, THROTTLING_QUOTA_EXCEEDED] })
    kafka.advance(5_000)
    expect(await create(6, { b: 1 })).toEqual({ throttleTimeMs: 0, codes: [NONE] })
  })

  test('The client is not heard for the throttle time', async () => {
    await create(6, { a: BURST + 200, b: 1 })
    using other = await connectRaw(kafka.broker(1).port)
    let isAnswered = false
    const answered = client.call(ApiVersions, 0, {}).then(() => {
      isAnswered = true
    })

    await other.call(Metadata, 13, { topics: null })
    await other.call(Metadata, 13, { topics: null })
    expect(isAnswered).toBe(false)
    kafka.advance(100_000)
    await answered
  })

  test('Before version 6 CreateTopics does all, and throttles the client afterwards', async () => {
    expect(await create(5, { a: BURST + 10, b: 2 })).toEqual({ throttleTimeMs: about(6_000), codes: [NONE, NONE] })
  })

  test.each([
    [4, NONE],
    [5, THROTTLING_QUOTA_EXCEEDED],
    [6, THROTTLING_QUOTA_EXCEEDED]
  ])('DeleteTopics v%i of a topic after the quota was used up answers %i', async (version, errorCode) => {
    await create(6, { a: BURST + 2 })
    const deletedMs = errorCode === NONE ? ((BURST + 2) / RATE) * 1_000 : 0

    expect(await remove(version, 'a')).toEqual({ throttleTimeMs: about(deletedMs + 1_000), codes: [errorCode] })
  })

  test.each([
    [2, NONE],
    [3, THROTTLING_QUOTA_EXCEEDED]
  ])('CreatePartitions v%i after the quota was used up answers %i', async (version, errorCode) => {
    await create(6, { a: BURST + 2 })

    expect(await grow(version, 'a', BURST + 4)).toEqual({ throttleTimeMs: about(errorCode === NONE ? 2_000 : 1_000), codes: [errorCode] })
  })

  test('All brokers count together, also what is only validated', async () => {
    using elsewhere = await connectRaw(kafka.broker(2).port)
    await create(6, { a: BURST + 2 }, elsewhere, true)

    expect((await create(6, { a: 1 })).codes).toEqual([THROTTLING_QUOTA_EXCEEDED])
  })

  test('Partitions that are refused for another reason do not count', async () => {
    await create(6, { 'not/legal': 1_000 })

    expect((await create(6, { a: 1, b: 1 })).codes).toEqual([NONE, NONE])
  })
})
