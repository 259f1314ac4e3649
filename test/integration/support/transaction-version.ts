import { connect, connectCluster, throwIfError, upgradeTypes } from '../../../src/index.ts'
import { ApiVersions, UpdateFeatures } from '../../../src/messages.ts'
import { eventually } from './eventually.ts'
import type { OwnCluster } from './own-cluster.ts'

const FEATURE = 'transaction.version'
const { UPGRADE, SAFE_DOWNGRADE } = upgradeTypes

/**
 * Sets the level of transaction.version with the driver, and resolves when every broker reports it.
 */
export async function setTransactionVersion(own: OwnCluster, level: number): Promise<void> {
  await using cluster = await connectCluster({ bootstrapServers: own.bootstrap })
  const before = (await featuresOf(own, own.nodes[0] ?? 1))[FEATURE] ?? 0
  if (before !== level) {
    const update = { feature: FEATURE, maxVersionLevel: level, upgradeType: before < level ? UPGRADE : SAFE_DOWNGRADE }
    throwIfError(await cluster.send(UpdateFeatures, { featureUpdates: [update], timeoutMs: 10_000 }))
  }
  await eventually(async () => {
    for (const nodeId of own.nodes) {
      const found = (await featuresOf(own, nodeId))[FEATURE] ?? 0
      if (found !== level) throw new Error(`node ${nodeId} has ${FEATURE} ${found}, not ${level}`)
    }
  })
}

async function featuresOf(own: OwnCluster, nodeId: number): Promise<Record<string, number>> {
  await using connection = await connect(own.address(nodeId))
  const request = { clientSoftwareName: 'kafkawire', clientSoftwareVersion: '1' }
  const { finalizedFeatures } = throwIfError(await connection.send(ApiVersions, request))
  return Object.fromEntries(finalizedFeatures.map(({ name, maxVersionLevel }) => [name, maxVersionLevel]))
}
