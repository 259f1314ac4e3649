import { describe, expect, test } from 'vitest'
import { ApiVersions, DescribeQuorum, UnregisterBroker, UpdateFeatures } from '../../../../src/messages.ts'
import { errorCodes, upgradeTypes } from '../../../../src/protocol/codes/index.ts'
import { startTestingCluster } from '../../../../src/testing/index.ts'
import { connectRaw, type RawClient } from '../../../support/brokers/raw-client.ts'

async function levels(client: RawClient): Promise<{ epoch: bigint; transactions: number | undefined }> {
  const { finalizedFeatures, finalizedFeaturesEpoch } = await client.call(ApiVersions, 4, {
    clientSoftwareName: 'a',
    clientSoftwareVersion: '1'
  })
  const transactions = finalizedFeatures.find(({ name }) => name === 'transaction.version')
  return { epoch: finalizedFeaturesEpoch, transactions: transactions?.maxVersionLevel }
}

describe('UpdateFeatures', () => {
  test('changes the level that ApiVersions shows, and the epoch', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const update = (maxVersionLevel: number, validateOnly = false): Promise<{ errorCode: number }> => {
      const featureUpdates = [{ feature: 'transaction.version', maxVersionLevel, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
      return client.call(UpdateFeatures, 2, { featureUpdates, validateOnly })
    }

    const before = await levels(client)
    expect(await update(1, true)).toMatchObject({ errorCode: 0 })
    expect(await levels(client)).toEqual(before)
    expect(await update(1)).toMatchObject({ errorCode: 0 })
    expect(await levels(client)).toEqual({ epoch: before.epoch + 1n, transactions: 1 })
    expect(await update(0)).toMatchObject({ errorCode: 0 })
    expect((await levels(client)).transactions).toBeUndefined()
  })

  test('lists in v0 the result for each feature', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const update = async (allowDowngrade: boolean): Promise<unknown> =>
      client.call(UpdateFeatures, 0, { featureUpdates: [{ feature: 'transaction.version', maxVersionLevel: 1, allowDowngrade }] })

    expect(await update(false)).toMatchObject({ errorCode: errorCodes.INVALID_UPDATE_VERSION, results: [] })
    expect(await update(true)).toMatchObject({ errorCode: 0, results: [{ feature: 'transaction.version', errorCode: 0 }] })
  })

  test.each<[string, string, number, number]>([
    ['a level that is too high', 'group.version', 5, upgradeTypes.UPGRADE],
    ['a negative level', 'group.version', -1, upgradeTypes.UPGRADE],
    ['an unknown feature', 'nope.version', 1, upgradeTypes.UPGRADE],
    ['a downgrade that is called an upgrade', 'group.version', 0, upgradeTypes.UPGRADE],
    ['an unknown type of upgrade', 'group.version', 1, 9],
    ['a lower version of the metadata', 'metadata.version', 25, upgradeTypes.SAFE_DOWNGRADE]
  ])('refuses %s, and changes no other feature', async (_, feature, maxVersionLevel, upgradeType) => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)
    const good = { feature: 'transaction.version', maxVersionLevel: 1, upgradeType: upgradeTypes.SAFE_DOWNGRADE }

    const { errorCode } = await client.call(UpdateFeatures, 2, {
      featureUpdates: [good, { feature, maxVersionLevel, upgradeType: upgradeType as 1 }]
    })

    expect(errorCode).toBe(errorCodes.INVALID_UPDATE_VERSION)
    expect((await levels(client)).transactions).toBe(2)
  })
})

describe('UnregisterBroker', () => {
  test('knows the brokers of the cluster alone', async () => {
    await using kafka = await startTestingCluster()
    using client = await connectRaw(kafka.broker(1).port)

    expect(await client.call(UnregisterBroker, 0, { brokerId: 1 })).toMatchObject({ errorCode: 0 })
    expect(await client.call(UnregisterBroker, 0, { brokerId: 9 })).toMatchObject({ errorCode: errorCodes.BROKER_ID_NOT_REGISTERED })
  })
})

describe('DescribeQuorum', () => {
  test.each([0, 1, 2])('v%i says that all brokers are voters, and knows one partition alone', async version => {
    await using kafka = await startTestingCluster({ brokers: 2 })
    using client = await connectRaw(kafka.broker(2).port)
    const ask = async (topicName: string) =>
      (await client.call(DescribeQuorum, version, { topics: [{ topicName, partitions: [{ partitionIndex: 0 }] }] })).topics[0]
        ?.partitions[0]

    expect(await ask('__cluster_metadata')).toMatchObject({
      errorCode: 0,
      leaderId: 1,
      currentVoters: [{ replicaId: 1 }, { replicaId: 2 }]
    })
    expect(await ask('orders')).toMatchObject({ errorCode: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, currentVoters: [] })
  })
})
