import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acks, type Cluster, connectCluster } from '../../../../src/index.ts'
import { Fetch, OffsetCommit, OffsetFetch, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'

describe('a request that gives both the name and the id of a topic', () => {
  let kafka: TestingCluster
  let cluster: Cluster
  let topicId: string

  beforeEach(async () => {
    kafka = await startTestingCluster({ brokers: 2, topics: { orders: 2 } })
    cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
    topicId = (await cluster.topic('orders')).topicId
  })

  afterEach(async () => {
    await cluster.close()
    await kafka.close()
  })

  test('is answered with the offsets of its records, if it is a Produce', async () => {
    const builder = batchBuilder()
    builder.append({ value: 'x' })
    const records = builder.build()
    const partitionData = [0, 1].map(index => ({ index, records }))
    const answer = await cluster.send(Produce, { acks: acks.ALL, topicData: [{ name: 'orders', topicId, partitionData }] })
    expect(answer.responses.flatMap(topic => topic.partitionResponses.map(({ index, errorCode }) => [index, errorCode]))).toEqual([
      [0, 0],
      [1, 0]
    ])
  })

  test('is answered with the records, if it is a Fetch', async () => {
    kafka.produce(
      'orders',
      [0, 1].map(partition => ({ partition, value: 'x' }))
    )
    const partitions = [0, 1].map(partition => ({ partition, fetchOffset: 0n, partitionMaxBytes: 1_000 }))
    const answer = await cluster.send(Fetch, { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 'orders', topicId, partitions }] })
    const found = answer.responses.flatMap(topic =>
      topic.partitions.map(({ partitionIndex, records }) => [partitionIndex, records !== null])
    )
    expect(found).toEqual([
      [0, true],
      [1, true]
    ])
  })

  test('is answered without an error, if it commits or fetches offsets', async () => {
    const partitions = [{ partitionIndex: 0, committedOffset: 7n, committedMetadata: null }]
    await cluster.send(OffsetCommit, { groupId: 'billing', topics: [{ name: 'orders', topicId, partitions }] })
    const topics = [{ name: 'orders', topicId, partitionIndexes: [0] }]
    const answer = await cluster.send(OffsetFetch, { groups: [{ groupId: 'billing', topics }] })
    expect(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset).toBe(7n)
  })
})
