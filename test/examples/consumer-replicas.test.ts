import { absentValues, acks, type Cluster, connectCluster, errorCodes, specialOffsets } from 'kafkawire'
import { CreateTopics, Produce } from 'kafkawire/messages'
import { batchBuilder } from 'kafkawire/records'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Consumer, type ConsumerOptions } from '../../examples/consumer/consumer.ts'
import { Fetch } from '../../src/messages.ts'
import { startTestingCluster, type TestingCluster } from '../../src/testing/index.ts'

const [LEADER, NEAR] = [1, 2]
let kafka: TestingCluster
let cluster: Cluster
let asked: number[]

beforeEach(async () => {
  kafka = await startTestingCluster({ brokers: 3, racks: ['a', 'b', 'c'] })
  cluster = await connectCluster({ bootstrapServers: kafka.bootstrap })
  const assignments = [{ partitionIndex: 0, brokerIds: [LEADER, NEAR, 3] }]
  await cluster.send(CreateTopics, {
    topics: [
      {
        name: 'orders',
        numPartitions: absentValues.NO_NUM_PARTITIONS,
        replicationFactor: absentValues.NO_REPLICATION_FACTOR,
        assignments,
        configs: []
      }
    ]
  })
  asked = []
  kafka.on(Fetch, ({ nodeId }, next) => {
    asked.push(nodeId)
    return next()
  })
})
afterEach(async () => {
  await cluster.close()
  await kafka.close()
})

describe('examples/consumer in a rack', () => {
  test('a consumer reads from the replica in its rack, which the leader has named', async () => {
    expect(await readOneByOne(5, { rack: 'b' })).toEqual(['0', '1', '2', '3', '4'])
    expect(asked[0]).toBe(LEADER)
    expect(new Set(asked.slice(1))).toEqual(new Set([NEAR]))
  })

  test('a consumer without a rack reads from the leader', async () => {
    expect(await readOneByOne(3, {})).toEqual(['0', '1', '2'])
    expect(new Set(asked)).toEqual(new Set([LEADER]))
  })

  test('a consumer goes back to the leader when the replica in its rack stops', async () => {
    const seen = await readOneByOne(4, { rack: 'b' }, async count => {
      if (count === 2) await kafka.broker(NEAR).stop()
    })
    expect(seen).toEqual(['0', '1', '2', '3'])
  })

  test('a consumer goes back to the leader when the replica lacks its offset, and loses no record', async () => {
    let fetches = 0
    kafka.on(Fetch, ({ nodeId, message }, next) => {
      if (nodeId !== NEAR || ++fetches !== 2) return next()
      return {
        responses: message.topics.map(({ topic, partitions }) => ({
          topic: topic ?? '',
          partitions: partitions.map(({ partition }) => ({
            partitionIndex: partition,
            errorCode: errorCodes.OFFSET_OUT_OF_RANGE,
            highWatermark: specialOffsets.INVALID_HIGH_WATERMARK,
            records: null
          }))
        }))
      }
    })
    expect(await readOneByOne(4, { rack: 'b' })).toEqual(['0', '1', '2', '3'])
    expect(fetches).toBeGreaterThan(1)
    expect(asked.filter(nodeId => nodeId === LEADER).length).toBeGreaterThan(1)
  })
})

// Writes a record, reads it, and so on, so that each record needs a Fetch of its own.
async function readOneByOne(count: number, options: Partial<ConsumerOptions>, each?: (count: number) => Promise<void>): Promise<string[]> {
  const seen: string[] = []
  await write(0)
  for await (const { record } of new Consumer(cluster, { topic: 'orders', ...options })) {
    seen.push(Buffer.from(record.value ?? '').toString())
    await each?.(seen.length)
    if (seen.length === count) break
    await write(seen.length)
  }
  return seen
}

async function write(value: number): Promise<void> {
  const builder = batchBuilder()
  builder.append({ value: String(value) })
  const topicData = [{ name: 'orders', partitionData: [{ index: 0, records: builder.build() }] }]
  await cluster.send(Produce, { acks: acks.ALL, topicData })
}
