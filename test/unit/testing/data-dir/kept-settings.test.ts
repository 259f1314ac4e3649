import { pbkdf2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../../src/index.ts'
import {
  AlterClientQuotas,
  AlterUserScramCredentials,
  ApiVersions,
  CreateAcls,
  DescribeAcls,
  DescribeClientQuotas,
  IncrementalAlterConfigs,
  UpdateFeatures
} from '../../../../src/messages.ts'
import {
  aclOperations,
  aclPermissions,
  configOperations,
  configResourceTypes,
  patternTypes,
  resourceTypes,
  scramMechanisms,
  upgradeTypes
} from '../../../../src/protocol/codes/index.ts'
import { scramSha256 } from '../../../../src/sasl/index.ts'
import { startTestingCluster, type TestingCluster, type TestingClusterOptions } from '../../../../src/testing/index.ts'
import { connectRaw } from '../../../support/brokers/raw-client.ts'
import { newFolder } from './folders.ts'

async function rerun(dataDir: string, options: TestingClusterOptions = {}): Promise<TestingCluster> {
  return startTestingCluster({ dataDir, ...options })
}

describe('settings of a cluster with a data directory', () => {
  const salt = Buffer.from('some salt of a test')
  const upsertion = {
    ...{ name: 'carol', mechanism: scramMechanisms.SCRAM_SHA_256, iterations: 4_096, salt },
    saltedPassword: pbkdf2Sync('new', salt, 4_096, 32, 'sha256')
  }
  const creation = {
    ...{ resourceType: resourceTypes.TOPIC, resourceName: 't', resourcePatternType: patternTypes.LITERAL },
    ...{ principal: 'User:ANONYMOUS', host: '*', operation: aclOperations.READ, permissionType: aclPermissions.DENY }
  }
  const anyAcl = {
    ...{ resourceTypeFilter: resourceTypes.ANY, patternTypeFilter: patternTypes.ANY },
    ...{ operation: aclOperations.ANY, permissionType: aclPermissions.ANY }
  }
  const superUsers = ['User:ANONYMOUS']

  test('configurations, quotas and features of the first run count in the second', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, topics: { t: 1 } })
    using before = await connectRaw(first.broker(1).port)
    const configs = [{ name: 'message.max.bytes', configOperation: configOperations.SET, value: '100' }]
    await before.call(IncrementalAlterConfigs, 1, {
      resources: [{ resourceType: configResourceTypes.BROKER, resourceName: '', configs }],
      validateOnly: false
    })
    const entries = [
      { entity: [{ entityType: 'user', entityName: null }], ops: [{ key: 'producer_byte_rate', value: 1_000, remove: false }] }
    ]
    await before.call(AlterClientQuotas, 1, { entries, validateOnly: false })
    const featureUpdates = [{ feature: 'transaction.version', maxVersionLevel: 1, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
    await before.call(UpdateFeatures, 2, { timeoutMs: 1_000, featureUpdates, validateOnly: false })
    await first.close()

    await using second = await rerun(dataDir)
    using after = await connectRaw(second.broker(1).port)
    expect(() => second.produce('t', { value: 'x'.repeat(200) })).toThrow('max.message.bytes')
    const quotas = await after.call(DescribeClientQuotas, 1, { components: [], strict: false })
    expect(quotas.entries).toMatchObject([{ entity: [{ entityType: 'user', entityName: null }], values: [{ value: 1_000 }] }])
    const { finalizedFeatures } = await after.call(ApiVersions, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
    expect(finalizedFeatures.find(({ name }) => name === 'transaction.version')?.maxVersionLevel).toBe(1)
  })

  test('ACLs of the first run count in the second, also if a run without the authorizer was between them', async () => {
    const dataDir = newFolder()
    const first = await startTestingCluster({ dataDir, authorizer: { superUsers } })
    using before = await connectRaw(first.broker(1).port)
    await before.call(CreateAcls, 3, { creations: [creation] })
    await first.close()
    await (await rerun(dataDir)).close()

    await using third = await rerun(dataDir, { authorizer: { superUsers } })
    using after = await connectRaw(third.broker(1).port)
    const { resources } = await after.call(DescribeAcls, 3, anyAcl)
    expect(resources).toMatchObject([{ resourceName: 't', acls: [{ principal: 'User:ANONYMOUS', operation: aclOperations.READ }] }])
  })

  test('a SCRAM user that was added can log in to the second run, and passwords are those of its options', async () => {
    const dataDir = newFolder()
    const logIn = async (kafka: TestingCluster, username: string, password: string): Promise<void> =>
      (await connect({ host: kafka.bootstrap, sasl: scramSha256({ username, password }) })).close()
    const first = await startTestingCluster({ dataDir, sasl: { alice: 'secret' } })
    const connection = await connect({ host: first.bootstrap, sasl: scramSha256({ username: 'alice', password: 'secret' }) })
    await connection.send(AlterUserScramCredentials, { deletions: [], upsertions: [upsertion] })
    await connection.close()
    await first.close()

    await using second = await rerun(dataDir, { sasl: { alice: 'changed' } })
    await logIn(second, 'carol', 'new')
    await logIn(second, 'alice', 'changed')
    await expect(logIn(second, 'alice', 'secret')).rejects.toThrow()
  })
})
