import { strictEqual } from 'node:assert'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../../src/index.ts'
import {
  AddRaftVoter,
  AlterClientQuotas,
  ApiVersions,
  CreateAcls,
  DescribeAcls,
  DescribeClientQuotas,
  FindCoordinator,
  IncrementalAlterConfigs,
  InitProducerId,
  JoinGroup,
  Metadata,
  OffsetCommit,
  UpdateFeatures
} from '../../../../src/messages.ts'
import {
  aclOperations,
  aclPermissions,
  configOperations,
  configResourceTypes,
  patternTypes,
  resourceTypes,
  upgradeTypes
} from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { TransactionalClient } from '../transactions/transactional-client.ts'

const anyAcl = {
  ...{ resourceTypeFilter: resourceTypes.ANY, patternTypeFilter: patternTypes.ANY },
  ...{ operation: aclOperations.ANY, permissionType: aclPermissions.ANY }
}

describe('reset', () => {
  test('brings back the topics of the options, with new ids, and removes records, groups and other topics', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: 3 } })
    const fresh = kafka.snapshot()
    const client = await connectRaw(kafka.broker(1).port)
    const idOf = async (raw: typeof client): Promise<string | undefined> =>
      (await raw.call(Metadata, 12, { topics: [{ name: 'orders' }] })).topics[0]?.topicId
    const before = await idOf(client)
    kafka.produce('orders', { value: 'a' })
    kafka.produce('other', { value: 'b' })
    kafka.moveLeader('orders', 0, 2)
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: null }] }]
    kafka.moveCoordinator('readers', 1)
    await client.call(OffsetCommit, 2, { groupId: 'readers', topics })
    expect(kafka.snapshot().groups).toHaveLength(1)
    await kafka.reset()

    expect(kafka.snapshot()).toEqual(fresh)
    expect(await client.closed).toBe(false)
    using again = await connectRaw(kafka.broker(1).port)
    expect(await idOf(again)).not.toBe(before)
    expect(kafka.produce('orders', { value: 'c', partition: 0 })).toEqual([{ partition: 0, offset: 0n }])
  })

  test('takes back settings, ACLs, quotas, features and transactional ids', async () => {
    await using kafka = await startTestingCluster({ authorizer: { superUsers: ['User:ANONYMOUS'] }, topics: { t: 1 } })
    using before = await TransactionalClient.connect(kafka.broker(1).port)
    const configs = [{ name: 'message.max.bytes', configOperation: configOperations.SET, value: '100' }]
    await before.raw.call(IncrementalAlterConfigs, 1, {
      resources: [{ resourceType: configResourceTypes.BROKER, resourceName: '', configs }],
      validateOnly: false
    })
    const ofT = { resourceType: resourceTypes.TOPIC, resourceName: 't', resourcePatternType: patternTypes.LITERAL }
    const creation = { ...ofT, principal: 'User:a', host: '*', operation: aclOperations.READ, permissionType: aclPermissions.DENY }
    await before.raw.call(CreateAcls, 3, { creations: [creation] })
    const entity = [{ entityType: 'user', entityName: null }]
    const ops = [{ key: 'producer_byte_rate', value: 1_000, remove: false }]
    await before.raw.call(AlterClientQuotas, 1, { entries: [{ entity, ops }], validateOnly: false })
    const featureUpdates = [{ feature: 'transaction.version', maxVersionLevel: 1, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
    await before.raw.call(UpdateFeatures, 2, { timeoutMs: 1_000, featureUpdates, validateOnly: false })
    const producer = await before.begin()
    await kafka.reset()

    kafka.produce('t', { value: 'x'.repeat(200) })
    using after = await TransactionalClient.connect(kafka.broker(1).port)
    expect((await after.raw.call(DescribeAcls, 3, anyAcl)).resources).toEqual([])
    expect((await after.raw.call(DescribeClientQuotas, 1, { components: [], strict: false })).entries).toEqual([])
    const versions = await after.raw.call(ApiVersions, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
    expect(versions.finalizedFeatures.find(({ name }) => name === 'transaction.version')?.maxVersionLevel).toBe(2)
    expect(await after.end(producer, true)).toMatchObject({ errorCode: errorCodes.INVALID_PRODUCER_ID_MAPPING })
    expect((await after.begin()).producerId).toBeGreaterThan(producer.producerId)
  })

  test('removes hooks, faults, recorded requests and APIs that only a hook answered', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(Metadata, { times: 1 }, (_, next) => next())
    kafka.on(InitProducerId, () => ({ errorCode: errorCodes.NOT_COORDINATOR, producerId: 0n, producerEpoch: 0 }))
    kafka.on(AddRaftVoter, (_, next) => next())
    kafka.fault({ api: 'Metadata', do: 'disconnect' })
    kafka.broker(1).fault({ after: { bytes: 1 }, do: 'reset', times: Number.POSITIVE_INFINITY })
    using before = await connectRaw(kafka.broker(1).port)
    before.send(Metadata, 12, { topics: [] })
    await before.closed
    await kafka.reset()

    using client = await connectRaw(kafka.broker(1).port)
    await client.call(Metadata, 9, { topics: [] })
    expect((await kafka.received(Metadata)).header.apiVersion).toBe(9)
    expect((await client.call(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 0 })).errorCode).toBe(errorCodes.NONE)
    const { apiKeys } = await client.call(ApiVersions, 3, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
    expect(apiKeys.map(({ apiKey }) => apiKey)).not.toContain(AddRaftVoter.key)
  })

  test('starts brokers that were stopped, brings back those that were removed, and removes those that were added', async () => {
    await using kafka = await startTestingCluster({ brokers: 3, topics: { orders: { partitions: 3, replicationFactor: 2 } } })
    const fresh = kafka.snapshot()
    const { port } = kafka.broker(1)
    await kafka.addBroker()
    await kafka.removeBroker(2)
    await kafka.broker(1).kill()
    kafka.moveController(3)
    kafka.moveCoordinator('g', 3)
    const { port: coordinator } = kafka.broker(3)
    await kafka.reset()

    expect(kafka.brokers.map(({ nodeId, isRunning }) => [nodeId, isRunning])).toEqual([
      [1, true],
      [2, true],
      [3, true]
    ])
    expect(kafka.broker(1).port).toBe(port)
    expect(kafka.snapshot()).toEqual(fresh)
    using client = await connectRaw(kafka.broker(2).port)
    const { brokers, controllerId, topics } = await client.call(Metadata, 12, { topics: null })
    expect([brokers.length, controllerId]).toEqual([3, 1])
    expect((await client.call(FindCoordinator, 2, { key: 'g' })).port).not.toBe(coordinator)
    expect(topics[0]?.partitions.map(({ isrNodes }) => isrNodes)).toEqual([
      [1, 2],
      [2, 3],
      [3, 1]
    ])
  })

  test('ends requests, iterators and helpers that wait', async () => {
    await using kafka = await startTestingCluster({ topics: { orders: 1 } })
    const client = await connectRaw(kafka.broker(1).port)
    const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }]
    const joining = {
      groupId: 'g',
      sessionTimeoutMs: 45_000,
      rebalanceTimeoutMs: 45_000,
      memberId: '',
      protocolType: 'consumer',
      protocols
    }
    await client.call(JoinGroup, 2, joining)
    client.send(JoinGroup, 2, joining) // it waits for the first member
    await setTimeout(10)
    const received = kafka.received(Metadata).catch((error: Error) => error.message)
    const waited = kafka.waitForRecords('orders', 1).catch((error: Error) => error.message)
    const seen = (async (): Promise<number> => {
      let count = 0
      for await (const _ of kafka.records('orders')) count++
      return count
    })()
    await kafka.reset()

    expect(await received).toBe('The testing cluster was reset before a Metadata request was received')
    expect(await waited).toBe('waitForRecords: the testing cluster was reset meanwhile')
    expect(await seen).toBe(0)
    expect(await client.closed).toBe(false)
    kafka.advance(60_000) // no timer of the old group is left
    expect(kafka.snapshot().groups).toEqual([])
  })

  test('rejects with the first mistake of a hook after everything is done, and forgets it', async () => {
    await using kafka = await startTestingCluster()
    kafka.on(Metadata, () => {
      strictEqual(1, 2)
      return undefined
    })
    using client = await connectRaw(kafka.broker(1).port)
    client.send(Metadata, 12, { topics: [] })
    await client.closed
    kafka.produce('other', { value: 'a' })
    expect(kafka.hookErrors).toHaveLength(1)

    await expect(kafka.reset()).rejects.toThrow('1 !== 2')
    expect([kafka.hookErrors.length, kafka.snapshot().topics.length]).toEqual([0, 0])
    await kafka.reset()
  })
})
