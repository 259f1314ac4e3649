import { describe, expect, test } from 'vitest'
import { absentValues, acks, connectCluster, replicaIds, specialTimestamps } from '../../../src/index.ts'
import { Fetch, FindCoordinator, ListOffsets, Metadata, OffsetCommit, Produce } from '../../../src/messages.ts'
import { batchBuilder, readBatches } from '../../../src/records/index.ts'
import { startTestingCluster, type TestingClusterOptions } from '../../../src/testing/index.ts'
import { rejectionOf } from '../../support/brokers/link.ts'

type Versions = NonNullable<TestingClusterOptions['versions']>

/**
 * The versions that servers list for the APIs that a producer and a consumer need, and the versions that the driver is to use with them. Minimums
 * below those of a testing broker (Produce 3, Fetch 4) are raised to these.
 */
const servers: readonly { readonly name: string; readonly versions: Versions; readonly spoken: readonly number[] }[] = [
  kafka('0.11', [3, 5, 2, 4, 3, 1, 1]),
  kafka('1.0', [5, 6, 2, 5, 3, 1, 1]),
  kafka('1.1', [5, 7, 2, 5, 3, 1, 1]),
  kafka('2.0', [6, 8, 3, 6, 4, 2, 2]),
  kafka('2.1', [7, 10, 4, 7, 6, 2, 2]),
  kafka('2.3', [7, 11, 5, 8, 7, 2, 2]),
  kafka('2.4', [8, 11, 5, 9, 8, 3, 3]),
  kafka('2.8', [9, 12, 6, 11, 8, 3, 3]),
  kafka('3.1', [9, 13, 7, 12, 8, 4, 3]),
  kafka('3.9', [11, 17, 9, 12, 9, 6, 4]),
  kafka('4.0', [12, 17, 10, 13, 9, 6, 4], { ListOffsets: 1, OffsetCommit: 2 }),
  kafka('4.4', [13, 18, 11, 13, 10, 6, 5], { ListOffsets: 1, OffsetCommit: 2 }),
  kafka('of Event Hubs', [7, 6, 2, 5, 3, 1, 1]),
  kafka('of MSK Serverless', [9, 12, 6, 11, 8, 3, 3], { Produce: 7, Fetch: 10, Metadata: 7, OffsetCommit: 6 })
]

describe.each(servers)('a broker $name', ({ versions, spoken }) => {
  test('a broker takes and returns records and commits offsets in versions that it has in common with the driver', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 }, versions })
    const asked = new Map<string, number>()
    kafka.on(OffsetCommit, ({ message, header }) => {
      asked.set('OffsetCommit', header.apiVersion)
      return {
        throttleTimeMs: 0,
        topics: message.topics.map(({ name, partitions }) => ({
          name,
          partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: 0 }))
        }))
      }
    })
    await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    for (const api of [Produce, Fetch, ListOffsets, Metadata, FindCoordinator]) {
      kafka.on<object, object>(api as typeof Metadata, ({ header }, next) => {
        asked.set(api.name, header.apiVersion)
        return next()
      })
    }
    const answer = await cluster.send(Produce, {
      acks: acks.ALL,
      timeoutMs: 1_000,
      topicData: [{ name: 'orders', partitionData: [0, 1].map(produced) }]
    })
    expect(answer.responses[0]?.partitionResponses).toMatchObject([
      { index: 0, errorCode: 0 },
      { index: 1, errorCode: 0 }
    ])
    const ends = {
      replicaId: replicaIds.CONSUMER,
      topics: [{ name: 'orders', partitions: [0, 1].map(partitionIndex => ({ partitionIndex, timestamp: specialTimestamps.LATEST })) }]
    }
    expect((await cluster.send(ListOffsets, ends)).topics[0]?.partitions).toMatchObject([{ offset: 1n }, { offset: 1n }])
    const wanted = [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 }))
    const fetched = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions: wanted }] })
    expect(fetched.responses[0]?.partitions.map(valueIn)).toEqual(['of 0', 'of 1'])
    const partitions = [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: '' }]
    const commit = {
      groupId: 'g',
      generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID,
      memberId: '',
      topics: [{ name: 'orders', partitions }]
    }
    expect(await cluster.send(OffsetCommit, commit)).toMatchObject({ topics: [{ partitions: [{ errorCode: 0 }] }] })
    // Versions with topic ids are not used, because these requests name topics.
    const highest: Readonly<Record<string, number>> = { Produce: 12, Fetch: 12, OffsetCommit: 9 }
    const names = ['Produce', 'Fetch', 'ListOffsets', 'Metadata', 'OffsetCommit', 'FindCoordinator']
    expect(names.map(name => asked.get(name))).toEqual(names.map((name, i) => Math.min(spoken[i] ?? 0, highest[name] ?? 99)))
  })
})

test('an API that the broker lacks is an error only when it is used, and the error names both ranges', async () => {
  await using kafka = await startTestingCluster({ topics: { orders: 1 }, versions: { Fetch: null, FindCoordinator: null } })
  await using cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }]
  const refused = await rejectionOf(cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', partitions }] }))
  expect(refused).toMatchObject({
    code: 'KAFKA_UNSUPPORTED_VERSION',
    retriable: false,
    delivery: 'not-sent',
    client: { min: 0, max: 18 },
    message: expect.stringContaining('does not offer it')
  })
  const group = { groupId: 'g', generationIdOrMemberEpoch: absentValues.UNKNOWN_GENERATION_ID, memberId: '', topics: [] }
  expect(await rejectionOf(cluster.send(OffsetCommit, group))).toMatchObject({
    retriable: false,
    message: expect.stringContaining('FindCoordinator')
  })
  expect(
    await cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData: [produced(0)] }] })
  ).toMatchObject({
    responses: [{ partitionResponses: [{ errorCode: 0 }] }]
  })
})

function kafka(name: string, spoken: readonly number[], raised: Readonly<Record<string, number>> = {}) {
  const lowest: Readonly<Record<string, number>> = { Produce: 3, Fetch: 4, ...raised }
  const names = ['Produce', 'Fetch', 'ListOffsets', 'Metadata', 'OffsetCommit', 'FindCoordinator', 'ApiVersions']
  const versions = Object.fromEntries(names.map((api, i) => [api, [lowest[api] ?? 0, spoken[i] ?? 0] as const]))
  return { name, versions, spoken }
}

function produced(index: number) {
  const builder = batchBuilder()
  builder.append({ value: `of ${index}` })
  return { index, records: builder.build() }
}

function valueIn({ records }: { records: Uint8Array | null }): string {
  for (const batch of readBatches(records ?? new Uint8Array()))
    for (const record of batch.records()) return Buffer.from(record.value ?? []).toString()
  return ''
}
