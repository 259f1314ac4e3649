import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import { FindCoordinator, Metadata, Produce } from '../../../../src/messages.ts'
import { acks, coordinatorTypes, errorCodes } from '../../../../src/protocol/codes/index.ts'
import { batchBuilder } from '../../../../src/records/index.ts'
import { startTestingCluster, type TestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

interface ListedTopic {
  readonly name: string | null
  readonly isInternal: boolean
  readonly partitions: readonly { readonly replicaNodes: readonly number[] }[]
}

async function list(client: RawClient): Promise<readonly ListedTopic[]> {
  return (await client.call(Metadata, 12, { topics: null })).topics
}

const types = [
  { name: '__consumer_offsets', keyType: coordinatorTypes.GROUP, key: 'g' },
  { name: '__transaction_state', keyType: coordinatorTypes.TRANSACTION, key: 't' },
  { name: '__share_group_state', keyType: coordinatorTypes.SHARE, key: 'a:AAAAAAAAAAAAAAAAAAAAAQ:0' }
]

describe('An internal topic', () => {
  test.each(types)('$name is created by the first FindCoordinator of its type, and by no later one', async ({ name, keyType, key }) => {
    await using kafka = await startTestingCluster({ brokers: 4, autoCreateTopics: false })
    using client = await connectRaw(kafka.broker(1).port)
    expect(await list(client)).toEqual([])

    for (const _ of [1, 2]) await client.call(FindCoordinator, 6, { keyType, coordinatorKeys: [key] })

    const [topic, ...others] = await list(client)
    expect(topic).toMatchObject({ name, isInternal: true })
    expect(topic?.partitions.map(({ replicaNodes }) => replicaNodes.length)).toEqual(Array(50).fill(3))
    expect(others).toEqual([])
  })

  test('is created by FindCoordinator v0, on a cluster of one broker with one replica', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    await client.call(FindCoordinator, 0, { key: 'g' })

    expect((await list(client))[0]?.partitions[49]).toMatchObject({ leaderId: 1, replicaNodes: [1] })
  })

  test('is created by Metadata that names it, with the partitions of an internal topic', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    await client.call(Metadata, 12, { topics: [{ name: '__consumer_offsets' }], allowAutoTopicCreation: true })

    expect((await list(client))[0]?.partitions).toHaveLength(50)
  })

  test('does not move the leaders of topics that are created later', async () => {
    const leaders = async (kafka: TestingCluster): Promise<number | undefined> => {
      using client = await connectRaw(kafka.broker(1).port)
      await client.call(Metadata, 12, { topics: [{ name: 'orders' }], allowAutoTopicCreation: true })
      return (await client.call(Metadata, 12, { topics: [{ name: 'orders' }] })).topics[0]?.partitions[0]?.leaderId
    }
    await using kafka = await startTestingCluster({ brokers: 3 })
    await using other = await startTestingCluster({ brokers: 3 })
    using client = await connectRaw(other.broker(1).port)
    await client.call(FindCoordinator, 0, { key: 'g' })

    expect(await leaders(other)).toBe(await leaders(kafka))
  })

  test('is not in a snapshot', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    using client = await connectRaw(kafka.broker(1).port)

    await client.call(FindCoordinator, 0, { key: 'g' })

    expect(kafka.snapshot().topics.map(({ name }) => name)).toEqual(['orders'])
  })

  test.each([3, 12])('refuses the records of clients, except for those of an admin client (Produce v%i)', async version => {
    await using kafka = await startTestingCluster()
    const batch = batchBuilder()
    batch.append({ key: Buffer.from('k'), value: Buffer.from('v'), timestamp: 0n })
    const records = batch.build()
    const produce = async (clientId: string): Promise<number | undefined> => {
      const { host, port } = kafka.broker(1)
      await using client = await connect({ host, port, clientId })
      await client.send(FindCoordinator, { coordinatorKeys: ['g'] })
      const topicData = [{ name: '__consumer_offsets', partitionData: [{ index: 0, records }] }]
      const { responses } = await client.send(Produce, { acks: acks.ALL, timeoutMs: 1_000, topicData }, { version })
      return responses[0]?.partitionResponses[0]?.errorCode
    }

    expect(await produce('orders-service')).toBe(errorCodes.INVALID_TOPIC_EXCEPTION)
    expect(await produce('__admin_client')).toBe(errorCodes.NONE)
  })
})
