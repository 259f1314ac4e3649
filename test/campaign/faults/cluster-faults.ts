import { throwIfError, upgradeTypes } from 'kafkawire'
import { AlterClientQuotas, UpdateFeatures } from 'kafkawire/messages'
import { again } from '../work/again.ts'
import { CLIENT_ID, type FaultKind, MISSED, type Target } from './fault.ts'

const TRANSACTION_VERSION = 'transaction.version'
const MIN_QUOTA = 2_000
const MORE_QUOTA = 20_000

/** The cluster finalizes the other level of `transaction.version`, 1 or 2. */
export const finalizedFeature: FaultKind = async ({ cluster, observer, settings }) => {
  if (settings.profile !== 'kafka-4.4') return MISSED
  const level = cluster.features.get(TRANSACTION_VERSION)?.max === 1 ? 2 : 1
  const featureUpdates = [{ feature: TRANSACTION_VERSION, maxVersionLevel: level, upgradeType: upgradeTypes.SAFE_DOWNGRADE }]
  await again(async () => throwIfError(await observer.send(UpdateFeatures, { timeoutMs: 1_000, featureUpdates })))
  return undefined
}

/** The driver has quotas of bytes, and is throttled above them. */
export const quota: FaultKind = async target => {
  const rate = MIN_QUOTA + target.random.below(MORE_QUOTA)
  await alterQuotas(target, rate)
  return () => alterQuotas(target, undefined)
}

async function alterQuotas({ observer }: Target, rate: number | undefined): Promise<void> {
  const ops = ['producer_byte_rate', 'consumer_byte_rate'].map(key => ({ key, value: rate ?? 0, remove: rate === undefined }))
  const entries = [{ entity: [{ entityType: 'client-id', entityName: CLIENT_ID }], ops }]
  await again(async () => throwIfError(await observer.send(AlterClientQuotas, { entries, validateOnly: false })))
}

/** The program asks for new metadata. */
export const refresh: FaultKind = ({ cluster }) => {
  void cluster.refresh().catch(() => undefined)
  return undefined
}

/** The program replaces all connections, as after new certificates: the old ones answer what they have. */
export const recycle: FaultKind = ({ cluster }) => {
  cluster.pool.recycle()
  return undefined
}
