import { expect, test } from 'vitest'
import { acks, connectCluster, type KafkaError, replicaIds, specialTimestamps } from '../../../../src/index.ts'
import { ListOffsets, Produce } from '../../../../src/messages.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { rejectionOf } from '../../../support/brokers/link.ts'
import { Network } from '../../../support/brokers/movable-network.ts'

const WORLD = { brokers: 2, topics: { orders: 2 } }
// The first bytes of a connection are ApiVersions v3 with 40 bytes, or v5 with 67.
const MORE_THAN_V3 = 60

test('a broker that answers an old version of ApiVersions only is asked for its cluster before it gets a request', async () => {
  await using first = await startTestingCluster(WORLD)
  await using second = await startTestingCluster(WORLD)
  await using network = new Network(first)
  await using cluster = await network.connect({ bootstrapServers: '127.0.0.1:20001' })
  await cluster.partition('orders', 1)
  network.replace(2, second)
  second.broker(2).fault({ after: { receivedBytes: MORE_THAN_V3 }, do: 'reset', times: 2 })
  const builder = batchBuilder()
  builder.append({ value: 'x' })
  const topicData = [{ name: 'orders', partitionData: [{ index: 1, records: builder.build() }] }]
  const error = await rejectionOf(cluster.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }, { timeoutMs: 300 }))
  expect((error as KafkaError).delivery).toBe('not-sent')
  await using direct = await connectCluster({ bootstrapServers: second.bootstrap })
  const { topics } = await direct.send(ListOffsets, {
    replicaId: replicaIds.CONSUMER,
    topics: [{ name: 'orders', partitions: [{ partitionIndex: 1, timestamp: specialTimestamps.LATEST }] }]
  })
  expect(topics[0]?.partitions[0]?.offset).toBe(0n)
})
