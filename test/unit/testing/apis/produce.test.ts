import { describe, expect, test } from 'vitest'
import {
  CreateTopics,
  type Decoded,
  Fetch,
  Metadata,
  Produce,
  type ProduceResponsePartitionProduceResponse
} from '../../../../src/messages.ts'
import { type Acks, acks, errorCodes, specialOffsets } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'
import { batchOf, recordsIn } from '../../../support/vectors/records.ts'

type Result = Decoded<ProduceResponsePartitionProduceResponse>

async function produce(
  client: RawClient,
  records: Uint8Array | null,
  { version = 12, index = 0, name = 't', required = acks.ALL as Acks } = {}
): Promise<Result> {
  const topicData = [{ name, partitionData: [{ index, records }] }]
  const { responses } = await client.call(Produce, version, { acks: required, timeoutMs: 1_000, topicData })
  const result = responses[0]?.partitionResponses[0]
  if (result === undefined) throw new Error('no answer for the partition')
  return result
}

async function everything(client: RawClient): Promise<[bigint, string][]> {
  const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
  const { responses } = await client.call(Fetch, 12, { maxWaitMs: 0, minBytes: 0, topics })
  return recordsIn(responses[0]?.partitions[0]?.records ?? null)
}

async function idOf(client: RawClient, name: string): Promise<string> {
  return (await client.call(Metadata, 12, { topics: [{ name }] })).topics[0]?.topicId ?? ''
}

const start = (): Promise<TestingCluster> => startTestingCluster({ topics: { t: 2 } })

describe('Produce', () => {
  test.each([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('Produce v%i appends by topic name, and returns the offset', async version => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await produce(client, batchOf(['a', 'b']), { version })).toMatchObject({ index: 0, errorCode: 0, baseOffset: 0n })
    expect(await produce(client, batchOf(['c']), { version, required: acks.LEADER })).toMatchObject({ errorCode: 0, baseOffset: 2n })
    expect(await everything(client)).toEqual([
      [0n, 'a'],
      [1n, 'b'],
      [2n, 'c']
    ])
  })

  test('Produce v13 appends by topic id', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const topicIds = [await idOf(client, 't'), 'abcdefghijklmnopqrstuA']
    const topicData = topicIds.map(topicId => ({ topicId, partitionData: [{ index: 0, records: batchOf(['a']) }] }))

    const { responses } = await client.call(Produce, 13, { acks: acks.LEADER, timeoutMs: 1_000, topicData })

    expect(responses.map(({ topicId }) => topicId)).toEqual(topicIds)
    expect(responses.map(({ partitionResponses }) => partitionResponses[0]?.errorCode)).toEqual([0, 100])
    expect(await everything(client)).toEqual([[0n, 'a']])
  })

  test('Produce with acks 0 appends the records and sends no answer', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Produce, 9, {
      acks: acks.NONE,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData: [{ index: 0, records: batchOf(['a']) }] }]
    })

    expect(await everything(client)).toEqual([[0n, 'a']])
  })

  test('Produce with acks 0 closes the connection if it fails, because there is no answer', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Produce, 9, {
      acks: acks.NONE,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData: [{ index: 9, records: batchOf(['a']) }] }]
    })

    expect(await client.frame()).toBeUndefined()
  })

  test('Produce refuses the batches that Kafka refuses', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['a'])
    const patched = (at: number, byte: number): Uint8Array => Uint8Array.from(batch, (value, i) => (i === at ? byte : value))
    const code = async (records: Uint8Array | null, options = {}): Promise<number> => (await produce(client, records, options)).errorCode

    expect(await code(batch, { name: 'nowhere' }), 'unknown topic').toBe(3)
    expect(await code(batch, { index: 2 }), 'unknown partition').toBe(3)
    expect(await code(batch, { required: 2 as Acks }), 'acks 2').toBe(21)
    expect(await code(null), 'null').toBe(87)
    expect(await code(Buffer.concat([batch, batch])), 'two batches').toBe(87)
    expect(await code(patched(16, 1)), 'magic 1').toBe(87)
    expect(await code(patched(17, (batch[17] ?? 0) ^ 1)), 'bad CRC').toBe(2)
    expect(await code(patched(batch.length - 1, 9)), 'other bytes than the CRC is of').toBe(2)
    expect(await code(batch.subarray(0, batch.length - 1)), 'cut short').toBe(87)
    expect(await code(batch.subarray(0, 60)), 'shorter than a header').toBe(87)
    expect(await code(patched(11, 5)), 'a length below that of any message').toBe(2)
    expect(await code(patched(7, 1)), 'base offset 1').toBe(87)
    expect(await code(batchOf(['x'.repeat(1_048_588)])), 'too large').toBe(10)
    expect(await everything(client)).toEqual([])
  })

  test('Produce drops the bytes of an incomplete batch behind a complete one', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['a'])

    expect((await produce(client, Buffer.concat([batch, batch.subarray(0, 20)]))).errorCode).toBe(0)
    expect(await everything(client)).toEqual([[0n, 'a']])
  })

  test('Produce names the start of the log only if the log itself refuses a batch, and gives no text', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const batch = batchOf(['a'])
    const later = Uint8Array.from(batch, (value, at) => (at === 7 ? 1 : value)) // base offset 1
    const refused = { errorCode: errorCodes.INVALID_RECORD, errorMessage: null }

    expect(await produce(client, later)).toMatchObject({ ...refused, logStartOffset: 0n })
    expect(await produce(client, Buffer.concat([batch, batch]))).toMatchObject({
      ...refused,
      logStartOffset: specialOffsets.INVALID_LOG_START_OFFSET
    })
    expect(await produce(client, batch, { index: 9 })).toMatchObject({
      errorMessage: null,
      logStartOffset: specialOffsets.INVALID_LOG_START_OFFSET
    })
  })

  test('Produce refuses batches above max.message.bytes of the topic', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    const configs = [{ name: 'max.message.bytes', value: '100' }]
    await client.call(CreateTopics, 7, { topics: [{ name: 'small', numPartitions: 1, replicationFactor: 1, assignments: [], configs }] })

    expect((await produce(client, batchOf(['a']), { name: 'small' })).errorCode).toBe(0)
    expect((await produce(client, batchOf(['a'.repeat(50)]), { name: 'small' })).errorCode).toBe(errorCodes.MESSAGE_TOO_LARGE)
  })

  test('Produce tells a client of the wrong broker which broker is the leader', async () => {
    await using kafka = await startTestingCluster({ brokers: 2, topics: { t: 2 } })
    using client = await connectRaw(kafka.broker(1).port)
    const topicData = [{ name: 't', partitionData: [{ index: 1, records: batchOf(['a']) }] }]

    const { responses, nodeEndpoints } = await client.call(Produce, 10, { acks: acks.LEADER, timeoutMs: 1_000, topicData })

    expect(responses[0]?.partitionResponses).toMatchObject([
      {
        index: 1,
        errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
        baseOffset: specialOffsets.INVALID_OFFSET,
        currentLeader: { leaderId: 2, leaderEpoch: 0 }
      }
    ])
    expect(nodeEndpoints).toMatchObject([{ nodeId: 2, host: '127.0.0.1', port: kafka.broker(2).port }])
    expect((await produce(client, batchOf(['a']), { version: 9, index: 1 })).errorCode).toBe(errorCodes.NOT_LEADER_OR_FOLLOWER)
  })
})

describe('an idempotent producer', () => {
  const producer = { producerId: 7n, producerEpoch: 0 }

  test('an idempotent producer gets the first offset of a batch that it sends again', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    for (let i = 0; i < 5; i++) await produce(client, batchOf(['a', 'b'], { ...producer, baseSequence: i * 2 }))

    expect(await produce(client, batchOf(['a', 'b'], { ...producer, baseSequence: 0 }))).toMatchObject({ errorCode: 0, baseOffset: 0n })
    expect(await produce(client, batchOf(['a', 'b'], { ...producer, baseSequence: 8 }))).toMatchObject({ errorCode: 0, baseOffset: 8n })
    expect(await everything(client)).toHaveLength(10)
  })

  test('an idempotent producer cannot send a batch after a gap, or one that is too old to be remembered', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    for (let i = 0; i < 6; i++) await produce(client, batchOf(['a'], { ...producer, baseSequence: i }))

    expect((await produce(client, batchOf(['a'], { ...producer, baseSequence: 7 }))).errorCode).toBe(
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
    )
    expect((await produce(client, batchOf(['a'], { ...producer, baseSequence: 0 }))).errorCode).toBe(
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
    )
    expect(await produce(client, batchOf(['a'], { ...producer, baseSequence: 6 }))).toMatchObject({ errorCode: 0, baseOffset: 6n })
  })

  test('an idempotent producer begins at sequence number 0 in a new epoch, and is fenced in an old one', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, batchOf(['a'], { ...producer, baseSequence: 0 }))

    expect((await produce(client, batchOf(['a'], { ...producer, producerEpoch: 1, baseSequence: 1 }))).errorCode).toBe(
      errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER
    )
    expect((await produce(client, batchOf(['a'], { ...producer, producerEpoch: 1, baseSequence: 0 }))).errorCode).toBe(0)
    expect((await produce(client, batchOf(['a'], { ...producer, baseSequence: 1 }))).errorCode).toBe(errorCodes.INVALID_PRODUCER_EPOCH)
  })

  test('an idempotent producer goes on at sequence number 0 after 2147483647', async () => {
    await using kafka = await start()
    using client = await connectRaw(kafka.broker(1).port)
    await produce(client, batchOf(['a', 'b'], { ...producer, baseSequence: 2 ** 31 - 2 }))

    expect((await produce(client, batchOf(['c'], { ...producer, baseSequence: 0 }))).errorCode).toBe(0)
  })
})
