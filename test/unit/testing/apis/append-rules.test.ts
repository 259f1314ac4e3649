import { describe, expect, test } from 'vitest'
import {
  CreateTopics,
  type Decoded,
  Fetch,
  ListOffsets,
  Produce,
  type ProduceResponsePartitionProduceResponse
} from '../../../../src/messages.ts'
import { absentValues, acks, errorCodes, specialOffsets, specialTimestamps } from '../../../../src/protocol/codes/index.ts'
import { batchBuilder, readBatches } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf } from '../../../support/vectors/records.ts'

const FUTURE_MS = 3_600_000n

async function create(client: RawClient, configs: Record<string, string>): Promise<void> {
  const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [] }
  const topics = [{ ...topic, configs: Object.entries(configs).map(([name, value]) => ({ name, value })) }]
  expect((await client.call(CreateTopics, 5, { topics, timeoutMs: 1_000 })).topics[0]?.errorCode).toBe(0)
}

async function produce(client: RawClient, records: Uint8Array, version = 9): Promise<Decoded<ProduceResponsePartitionProduceResponse>> {
  const topicData = [{ name: 't', partitionData: [{ index: 0, records }] }]
  const { responses } = await client.call(Produce, version, { acks: acks.ALL, timeoutMs: 1_000, topicData })
  return responses[0]?.partitionResponses[0] as Decoded<ProduceResponsePartitionProduceResponse>
}

describe('a topic with message.timestamp.type LogAppendTime', () => {
  test.each([3, 12])('a topic with message.timestamp.type LogAppendTime sets the times of records (Produce v%i)', async version => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await create(client, { 'message.timestamp.type': 'LogAppendTime' })
    const batch = batchOf(['a', 'b'], { timestamp: 5n, producerId: 7n, producerEpoch: 0, baseSequence: 0 })

    const { logAppendTimeMs } = await produce(client, batch, version)

    expect(Number(logAppendTimeMs)).toBeGreaterThan(Date.now() - 60_000)
    kafka.advance(1_000)
    expect((await produce(client, batch, version)).logAppendTimeMs, 'the time of the first attempt').toBe(logAppendTimeMs)
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000 }] }]
    const { responses } = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics })
    const [read] = readBatches(responses[0]?.partitions[0]?.records ?? null)
    expect(read).toMatchObject({ timestampType: 'LogAppendTime', maxTimestamp: logAppendTimeMs, crcValid: true })
    expect([...(read?.records() ?? [])].map(({ timestamp }) => timestamp)).toEqual([logAppendTimeMs, logAppendTimeMs])
    const newest = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.MAX_TIMESTAMP }] }]
    expect((await client.call(ListOffsets, 7, { topics: newest })).topics[0]?.partitions[0]).toMatchObject({
      timestamp: logAppendTimeMs,
      offset: 0n
    })
  })
})

describe('records that break a rule of their topic', () => {
  test('records that break a rule of their topic, the time of the producer, are named in the answer', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const nowMs = BigInt(Date.now())
    await create(client, { 'message.timestamp.before.max.ms': '1000000' })

    const builder = batchBuilder()
    for (const timestamp of [nowMs, nowMs + FUTURE_MS + 100_000n, 5n]) builder.append({ value: 'x', timestamp })
    const refused = await produce(client, builder.build())

    expect(refused).toMatchObject({
      errorCode: errorCodes.INVALID_TIMESTAMP,
      baseOffset: specialOffsets.INVALID_OFFSET,
      logStartOffset: 0n
    })
    expect(refused.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([1, 2])
    expect((await produce(client, batchOf(['a'], { timestamp: nowMs }))).errorCode).toBe(0)
    expect((await produce(client, batchOf(['a'], { timestamp: absentValues.NO_TIMESTAMP + 1n }), 3)).errorCode).toBe(
      errorCodes.INVALID_TIMESTAMP
    )
  })

  test('records that break a rule of their topic, the hour by which their time may be ahead, are refused', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)
    const ahead = batchOf(['a'], { timestamp: BigInt(Date.now()) + FUTURE_MS + 60_000n })

    expect((await produce(client, ahead)).errorCode).toBe(errorCodes.INVALID_TIMESTAMP)
    kafka.advance(120_000)
    expect((await produce(client, ahead)).errorCode).toBe(0)
  })

  test('records that break a rule of their topic, the key of compaction, are named in the answer', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await create(client, { 'cleanup.policy': 'compact,delete' })
    const builder = batchBuilder()
    builder.append({ key: 'k', value: 'a' })
    builder.append({ value: 'b' })

    expect(await produce(client, builder.build())).toMatchObject({
      errorCode: errorCodes.INVALID_RECORD,
      recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: 'Compacted topic cannot accept message without key in topic partition t-0' }],
      errorMessage: expect.stringMatching(/^One or more records have been rejected due to 1 record errors in total/)
    })
    builder.append({ key: 'k', value: 'a' })
    expect((await produce(client, builder.build())).errorCode).toBe(0)
  })

  test('records that break a rule of their topic, max.message.bytes, are refused', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['a'])
    await create(client, { 'max.message.bytes': `${batch.length}` })

    expect((await produce(client, batch)).errorCode).toBe(0)
    expect((await produce(client, batchOf(['ab']))).errorCode).toBe(errorCodes.MESSAGE_TOO_LARGE)
  })
})

const firstBatch = async (client: RawClient) => {
  const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
  const { responses } = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 1, topics })
  const [batch] = readBatches(responses[0]?.partitions[0]?.records ?? null)
  return batch
}

describe('a batch that a producer marks with LogAppendTime', () => {
  const marked = (compression: 'none' | 'gzip' = 'none'): Uint8Array => {
    const builder = batchBuilder({ compression })
    builder.append({ value: 'a', timestamp: 5n })
    return builder.build({ timestampType: 'LogAppendTime', maxTimestamp: 5n })
  }

  test('a batch that a producer marks with LogAppendTime keeps its times in a topic with CreateTime', async () => {
    await using kafka = await startTestingCluster({ topics: { t: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    expect((await produce(client, marked())).errorCode).toBe(0)
    expect(await firstBatch(client)).toMatchObject({ timestampType: 'CreateTime', maxTimestamp: 5n, crcValid: true })
  })

  test('a batch that a producer marks with LogAppendTime is refused by a topic with LogAppendTime', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await create(client, { 'message.timestamp.type': 'LogAppendTime' })
    const message = 'DefaultRecord(offset=0, timestamp=5, key=0 bytes, value=1 bytes)'

    expect(await produce(client, marked())).toMatchObject({
      errorCode: errorCodes.INVALID_TIMESTAMP,
      errorMessage: 'One or more records have been rejected due to invalid timestamp',
      recordErrors: [
        { batchIndexErrorMessage: `Invalid timestamp type in message ${message}. Producer should not set timestamp type to LogAppendTime.` }
      ]
    })
    const compressed = (await produce(client, marked('gzip'))).recordErrors[0]?.batchIndexErrorMessage
    expect(compressed).toContain('message PartialDefaultRecord(offset=0, timestamp=5, key=-1 bytes, value=1 bytes).')
  })
})

describe('compression.type of a topic', () => {
  test.each(['gzip', 'snappy', 'lz4', 'uncompressed'])('compression.type %s of a topic makes the broker compress again', async type => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await create(client, { 'compression.type': type })
    const builder = batchBuilder({ compression: type === 'gzip' ? 'lz4' : 'gzip' })
    builder.append({ key: 'k', value: 'a', timestamp: 5n })
    builder.append({ value: null, headers: [['h', 'x']], timestamp: 7n })

    await produce(client, builder.build({ producerId: 7n, producerEpoch: 0, baseSequence: 3 }))

    const batch = await firstBatch(client)
    const compression = type === 'uncompressed' ? 'none' : type
    expect(batch).toMatchObject({ compression, producerId: 7n, baseSequence: 3, maxTimestamp: 7n, crcValid: true })
    expect([...(batch?.records() ?? [])].map(({ timestamp, headers }) => [timestamp, headers.length])).toEqual([
      [5n, 0],
      [7n, 1]
    ])
  })

  test('compression.type of a topic can make a batch too large', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    await create(client, { 'compression.type': 'uncompressed', 'max.message.bytes': '500' })
    const builder = batchBuilder({ compression: 'gzip' })
    builder.append({ value: 'x'.repeat(1_000) })

    expect((await produce(client, builder.build())).errorCode).toBe(errorCodes.MESSAGE_TOO_LARGE)
  })
})
