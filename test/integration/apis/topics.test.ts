import { describe, expect, test } from 'vitest'
import { absentValues, type Connection, configResourceTypes, connect, type Decoded, errorFor, throwIfError } from '../../../src/index.ts'
import { CreateTopics, type CreateTopicsResponse, DeleteTopics, DescribeConfigs, Metadata } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { eventually } from '../support/eventually.ts'
import { createTopic, deleteTopic, describeTopic, nodeIdOf, uniqueName } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const FIRST_TO_VALIDATE = 1
const FIRST_TO_DELETE_BY_ID = 6
const OFFERED: Record<string, Record<string, readonly number[]>> = {
  '4.4.0': { CreateTopics: versionsBetween(2, 7), DeleteTopics: versionsBetween(1, 6) },
  '3.9.2': { CreateTopics: versionsBetween(0, 7), DeleteTopics: versionsBetween(0, 6) }
}

for (const broker of brokers()) {
  const offered = await offeredVersions(broker)
  const creating = sharedVersions(offered, CreateTopics)
  const deleting = sharedVersions(offered, DeleteTopics)
  const address = firstAddress(broker.bootstrap)

  describe(`CreateTopics and DeleteTopics of ${broker.name}`, () => {
    test(`the tests create topics in versions ${creating.join(' ')} and delete them in ${deleting.join(' ')}: all that the broker offers`, () => {
      if (broker.version !== undefined) expect({ CreateTopics: creating, DeleteTopics: deleting }).toEqual(OFFERED[broker.version])
    })

    test.each(creating)(
      'CreateTopics v%i creates a topic with the partitions, the replicas and the configuration of the request',
      async version => {
        await using connection = await connect(address)
        const name = uniqueName()
        const result = await create(connection, name, version)
        expect(result).toMatchObject({ name, errorCode: 0, topicConfigErrorCode: 0 })
        expect(result).toMatchObject(
          version >= 5
            ? { numPartitions: 2, replicationFactor: 1 }
            : { numPartitions: absentValues.NO_NUM_PARTITIONS, replicationFactor: absentValues.NO_REPLICATION_FACTOR }
        )
        const retention = version >= 5 ? [expect.objectContaining({ value: '12345', readOnly: false, isSensitive: false })] : []
        expect(result.configs?.filter(config => config.name === 'retention.ms')).toEqual(retention)

        const topic = await describeTopic(connection, name)
        expect(result.topicId).toBe(version >= 7 ? topic.topicId : ZERO_UUID)
        expect(topic.partitions.map(({ partitionIndex }) => partitionIndex).sort()).toEqual([0, 1])
        expect(topic.partitions.map(({ replicaNodes }) => replicaNodes.length)).toEqual([1, 1])
        const resources = [{ resourceType: configResourceTypes.TOPIC, resourceName: name, configurationKeys: ['retention.ms'] }]
        const { results } = await connection.send(DescribeConfigs, { resources })
        expect(results[0]?.configs).toMatchObject([{ name: 'retention.ms', value: '12345' }])
        await deleteTopic(connection, name)
      }
    )

    test.each(creating)('CreateTopics v%i answers TOPIC_ALREADY_EXISTS for a topic that exists', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const { errorCode, errorMessage, topicId } = await create(connection, topic.name, version)
      expect(errorFor(errorCode).name).toBe('TOPIC_ALREADY_EXISTS')
      expect(errorMessage).toEqual(version >= 1 ? expect.stringContaining(topic.name) : '')
      expect(topicId).toBe(ZERO_UUID)
    })

    test.each(creating.filter(version => version >= FIRST_TO_VALIDATE))(
      'CreateTopics v%i with validateOnly creates nothing',
      async version => {
        await using connection = await connect(address)
        const name = uniqueName()
        expect(await create(connection, name, version, true)).toMatchObject({ name, errorCode: 0 })
        expect(await create(connection, name, version, true)).toMatchObject({ name, errorCode: 0 })
      }
    )

    test.each(deleting)('DeleteTopics v%i deletes a topic by name, and Metadata no longer knows it', async version => {
      await using connection = await connect(address)
      const { name } = await createNamed(connection)
      const which = version >= FIRST_TO_DELETE_BY_ID ? { topics: [{ name, topicId: ZERO_UUID }] } : { topicNames: [name] }
      const answer = await connection.send(DeleteTopics, { ...which, timeoutMs: 10_000 }, { version })
      expect(answer.responses).toMatchObject([{ name, errorCode: 0 }])
      await untilGone(connection, name)
    })

    test.each(deleting.filter(version => version >= FIRST_TO_DELETE_BY_ID))('DeleteTopics v%i deletes a topic by its id', async version => {
      await using connection = await connect(address)
      const { name, topicId } = await createNamed(connection)
      const answer = await connection.send(DeleteTopics, { topics: [{ name: null, topicId }], timeoutMs: 10_000 }, { version })
      expect(answer.responses).toMatchObject([{ name, topicId, errorCode: 0 }])
      await untilGone(connection, name)
    })
  })
}

async function create(
  connection: Connection,
  name: string,
  version: number,
  validateOnly = false
): Promise<Decoded<CreateTopicsResponse>['topics'][number]> {
  const nodeId = await nodeIdOf(connection)
  const assignments = [0, 1].map(partitionIndex => ({ partitionIndex, brokerIds: [nodeId] }))
  const configs = [{ name: 'retention.ms', value: '12345' }]
  const topics = [
    { name, numPartitions: absentValues.NO_NUM_PARTITIONS, replicationFactor: absentValues.NO_REPLICATION_FACTOR, assignments, configs }
  ]
  const answer = await connection.send(CreateTopics, { topics, timeoutMs: 10_000, ...(validateOnly && { validateOnly }) }, { version })
  const [result] = answer.topics
  if (result === undefined) throw new Error(`CreateTopics v${version} was answered without a topic`)
  return result
}

async function createNamed(connection: Connection): Promise<{ name: string; topicId: string }> {
  const { name, topicId } = await createTopic(connection)
  return { name, topicId }
}

async function untilGone(connection: Connection, name: string): Promise<void> {
  await eventually(async () => {
    const answer = await connection.send(Metadata, { topics: [{ name }], allowAutoTopicCreation: false })
    expect(() => throwIfError(answer)).toThrow(expect.objectContaining({ errorName: 'UNKNOWN_TOPIC_OR_PARTITION' }))
  })
}
