import { describe, expect, test } from 'vitest'
import { CreateTopics, InitProducerId, Produce } from '../../../../src/messages.ts'
import { acks } from '../../../../src/protocol/codes/index.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'

async function create(kafka: TestingCluster, configs: Record<string, string>): Promise<void> {
  using client = await connectRaw(kafka.broker(1).port)
  const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [] }
  const topics = [{ ...topic, configs: Object.entries(configs).map(([name, value]) => ({ name, value })) }]
  expect((await client.call(CreateTopics, 5, { topics, timeoutMs: 1_000 })).topics[0]?.errorCode).toBe(0)
}

async function contents(kafka: TestingCluster, count: number): Promise<string[]> {
  const records = await kafka.waitForRecords('t', count)
  const text = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : Buffer.from(bytes).toString())
  return records.map(({ offset, key, value }) => `${offset} ${text(key)}=${text(value)}`)
}

const DAY_MS = 86_400_000

describe('applyRetention', () => {
  test('applyRetention deletes the batches that are older than retention.ms', async () => {
    await using kafka = await startTestingCluster()
    await create(kafka, { 'retention.ms': `${DAY_MS}` })
    kafka.produce('t', [{ value: 'a' }, { value: 'b' }])
    kafka.advance(DAY_MS)
    kafka.produce('t', { value: 'c' })
    kafka.advance(1_000)

    expect(kafka.applyRetention()).toBe(2)
    expect(kafka.applyRetention('t')).toBe(0)
    expect(await contents(kafka, 1)).toEqual(['2 null=c'])
    expect(kafka.snapshot().topics[0]?.partitions[0]).toMatchObject({ startOffset: 2n, endOffset: 3n })
  })

  test('applyRetention keeps at least retention.bytes', async () => {
    await using kafka = await startTestingCluster()
    const builder = batchBuilder()
    builder.append({ value: 'a', timestamp: 1n })
    await create(kafka, { 'retention.bytes': `${builder.sizeBytes * 2}`, 'retention.ms': '-1' })
    for (const value of ['a', 'b', 'c', 'd']) kafka.produce('t', { value })

    expect(kafka.applyRetention('t')).toBe(2)
    expect(await contents(kafka, 2)).toEqual(['2 null=c', '3 null=d'])
  })

  test('applyRetention and compact refuse an unknown topic and a topic with another policy', async () => {
    await using kafka = await startTestingCluster({ topics: { d: 1 } })
    await create(kafka, { 'cleanup.policy': 'compact' })

    expect(() => kafka.applyRetention('none')).toThrow('there is no topic "none"')
    expect(() => kafka.applyRetention('t')).toThrow('cleanup.policy of topic "t" is compact, without delete')
    expect(() => kafka.compact('none')).toThrow('there is no topic "none"')
    expect(() => kafka.compact('d')).toThrow('cleanup.policy of topic "d" is delete, without compact')
    expect(kafka.applyRetention(), 'all topics').toBe(0)
  })
})

describe('compact', () => {
  test('compact keeps the latest record of each key, at its offset', async () => {
    await using kafka = await startTestingCluster()
    await create(kafka, { 'cleanup.policy': 'compact' })
    kafka.produce('t', [
      { key: 'k', value: 'old' },
      { key: 'l', value: 'only', headers: [['h', 'v']] },
      { key: 'k', value: 'older' }
    ])
    kafka.produce('t', { key: 'k', value: 'new' })

    kafka.compact('t')

    expect(await contents(kafka, 2)).toEqual(['1 l=only', '3 k=new'])
    expect(kafka.snapshot().topics[0]?.partitions[0]).toMatchObject({ startOffset: 0n, endOffset: 4n })
    kafka.produce('t', { key: 'l', value: 'next' })
    kafka.compact('t')
    expect(await contents(kafka, 2)).toEqual(['3 k=new', '4 l=next'])
  })

  test('compact removes a tombstone when delete.retention.ms is over since the first compaction', async () => {
    await using kafka = await startTestingCluster()
    await create(kafka, { 'cleanup.policy': 'compact' })
    kafka.produce('t', { key: 'k', value: 'a' })
    kafka.produce('t', { key: 'k', value: null })
    kafka.produce('t', { key: 'l', value: 'b' })

    kafka.compact('t')
    expect(await contents(kafka, 2)).toEqual(['1 k=null', '2 l=b'])
    kafka.advance(DAY_MS - 60_000)
    kafka.compact('t')
    expect(await contents(kafka, 2)).toEqual(['1 k=null', '2 l=b'])
    kafka.advance(60_000)
    kafka.compact('t')
    expect(await contents(kafka, 1)).toEqual(['2 l=b'])
  })

  test('compact leaves records of an open transaction alone', async () => {
    await using kafka = await startTestingCluster()
    await create(kafka, { 'cleanup.policy': 'compact' })
    using client = await connectRaw(kafka.broker(1).port)
    const { producerId, producerEpoch } = await client.call(InitProducerId, 4, { transactionalId: 'x', transactionTimeoutMs: 60_000 })
    const builder = batchBuilder()
    for (const value of ['a', 'b']) builder.append({ key: 'k', value })
    const records = builder.build({ producerId, producerEpoch, baseSequence: 0, isTransactional: true })
    const topicData = [{ name: 't', partitionData: [{ index: 0, records }] }]
    await client.call(Produce, 12, { transactionalId: 'x', acks: acks.ALL, timeoutMs: 1_000, topicData })

    kafka.compact('t')

    expect(await contents(kafka, 2)).toEqual(['0 k=a', '1 k=b'])
  })
})
