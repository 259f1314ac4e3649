import { describe, expect, test } from 'vitest'
import { absentValues, aclOperations, connect, throwIfError } from '../../../src/index.ts'
import { Metadata, type MetadataRequest } from '../../../src/messages.ts'
import { firstAddress } from '../support/address.ts'
import { brokers } from '../support/brokers.ts'
import { createTopic } from '../support/topics.ts'
import { offeredVersions, sharedVersions, versionsBetween } from '../support/versions.ts'

const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'
const MAY_DESCRIBE = 1 << aclOperations.DESCRIBE
const NEWEST: Record<string, number> = { '4.4.0': 13, '3.9.2': 12 }

for (const broker of brokers()) {
  const versions = sharedVersions(await offeredVersions(broker), Metadata)
  const address = firstAddress(broker.bootstrap)

  describe(`Metadata of ${broker.name}`, () => {
    test(`the tests send Metadata in every version that the broker offers: ${versions.join(' ')}`, async () => {
      if (broker.version !== undefined) expect(versions).toEqual(versionsBetween(0, NEWEST[broker.version] ?? Number.NaN))
      await using connection = await connect(address)
      expect(connection.versions.of(Metadata)).toEqual({ min: versions[0], max: versions.at(-1) })
    })

    test.each(versions)('Metadata v%i describes one topic by name, its partitions, the brokers and the cluster', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection, { partitions: 3 })
      const answer = throwIfError(await connection.send(Metadata, askFor(topic.name, version), { version }))

      const self = answer.brokers.find(({ nodeId }) => nodeId === topic.nodeId)
      expect(self).toMatchObject({ host: expect.any(String), port: connection.broker.port })
      if (broker.version !== undefined) expect(self?.rack).toBe(version >= 1 ? 'rack1' : null)
      expect(answer.clusterId).toEqual(version >= 2 ? expect.stringMatching(/^[\w-]{22}$/) : null)
      expect(version >= 1 ? answer.brokers.map(({ nodeId }) => nodeId) : [-1]).toContain(answer.controllerId)
      expect(answer.throttleTimeMs).toBe(0)
      expect(answer.clusterAuthorizedOperations).toEqual(
        version >= 8 && version <= 10 ? expect.toSatisfy(mayDescribe) : absentValues.AUTHORIZED_OPERATIONS_OMITTED
      )

      expect(answer.topics).toEqual([
        {
          errorCode: 0,
          name: topic.name,
          topicId: version >= 10 ? topic.topicId : ZERO_UUID,
          isInternal: false,
          partitions: expect.any(Array),
          topicAuthorizedOperations: version >= 8 ? expect.toSatisfy(mayDescribe) : absentValues.AUTHORIZED_OPERATIONS_OMITTED
        }
      ])
      const partitions = answer.topics[0]?.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      expect(partitions).toEqual(
        [0, 1, 2].map(partitionIndex => ({
          errorCode: 0,
          partitionIndex,
          leaderId: topic.nodeId,
          leaderEpoch: version >= 7 ? 0 : absentValues.NO_PARTITION_LEADER_EPOCH,
          replicaNodes: [topic.nodeId],
          isrNodes: [topic.nodeId],
          offlineReplicas: []
        }))
      )
    })

    test.each(versions)('Metadata v%i lists all topics for null, and no topic for an empty list', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const all = await connection.send(Metadata, { topics: version === 0 ? [] : null }, { version })
      expect(all.topics.map(({ name }) => name)).toContain(topic.name)
      // Version 0 cannot ask for no topic.
      if (version === 0) return
      const none = await connection.send(Metadata, { topics: [] }, { version })
      expect({ topics: none.topics, brokers: none.brokers }).toEqual({ topics: [], brokers: all.brokers })
    })

    test.each(versions.filter(version => version >= 12))('Metadata v%i describes a topic by its id', async version => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const { topicId } = topic
      const answer = throwIfError(await connection.send(Metadata, { topics: [{ topicId, name: null }] }, { version }))
      expect(answer.topics.map(({ name }) => name)).toEqual([topic.name])
    })

    test('Metadata goes in the newest version when no version is given', async () => {
      await using connection = await connect(address)
      await using topic = await createTopic(connection)
      const { topics } = await connection.send(Metadata, { topics: [{ name: topic.name }] })
      expect(topics[0]?.topicId === ZERO_UUID).toBe((versions.at(-1) ?? 0) < 10)
    })
  })
}

function askFor(name: string, version: number): MetadataRequest {
  return {
    topics: [{ name }],
    ...(version >= 4 && { allowAutoTopicCreation: false }),
    ...(version >= 8 && { includeTopicAuthorizedOperations: true }),
    ...(version >= 8 && version <= 10 && { includeClusterAuthorizedOperations: true })
  }
}

function mayDescribe(operations: number): boolean {
  return (operations & MAY_DESCRIBE) !== 0
}
