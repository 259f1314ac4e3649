import { errorCodes, upgradeTypes } from '../protocol/codes/index.ts'
import type { BrokerProfile, SupportedFeature } from './profiles/broker-profile.ts'
import { type Refusal, refuse } from './storage/refusal.ts'

/** A level that a request wants a feature to have. Level 0 takes the feature away. */
export interface FeatureUpdate {
  readonly feature: string
  readonly maxVersionLevel: number
  /** One of `upgradeTypes`. */
  readonly upgradeType: number
}

const METADATA_VERSION = 'metadata.version'

// What Kafka 4.4.0 supports, and the levels of a cluster that was made with it.
const SUPPORTED: readonly SupportedFeature[] = [
  { name: 'group.version', minVersion: 0, maxVersion: 1 },
  { name: 'kraft.version', minVersion: 0, maxVersion: 1 },
  { name: METADATA_VERSION, minVersion: 7, maxVersion: 33 },
  { name: 'share.version', minVersion: 0, maxVersion: 2 },
  { name: 'streams.version', minVersion: 0, maxVersion: 1 },
  { name: 'transaction.version', minVersion: 0, maxVersion: 2 },
  { name: 'eligible.leader.replicas.version', minVersion: 0, maxVersion: 1 }
]
const FIRST_LEVELS: Readonly<Record<string, number>> = {
  'group.version': 1,
  'streams.version': 1,
  'transaction.version': 2,
  'eligible.leader.replicas.version': 1,
  'share.version': 2,
  [METADATA_VERSION]: 33
}

/** The features of a cluster, and the levels that are finalized (KIP-584). */
export class ClusterFeatures {
  readonly supported: readonly SupportedFeature[]
  readonly #firstLevels: ReadonlyMap<string, number>
  #levels: ReadonlyMap<string, number>
  #epoch: bigint

  /** By default the features of Kafka 4.4.0. A broker without features has no changes of them. */
  constructor({ features, levels = features === undefined ? FIRST_LEVELS : {} }: Pick<BrokerProfile, 'features' | 'levels'> = {}) {
    this.supported = features ?? SUPPORTED
    this.#firstLevels = new Map(Object.entries(levels))
    this.#levels = this.#firstLevels
    this.#epoch = this.#firstEpoch
  }

  /** Takes back all changes. */
  clear(): void {
    this.#levels = this.#firstLevels
    this.#epoch = this.#firstEpoch
  }

  get #firstEpoch(): bigint {
    return this.supported.length > 0 ? 1n : 0n
  }

  /** The number of the last change. */
  get epoch(): bigint {
    return this.#epoch
  }

  /** The finalized levels, by name. A feature that is missing has level 0. */
  get levels(): ReadonlyMap<string, number> {
    return this.#levels
  }

  /**
   * Takes over the levels of a cluster that was kept. Returns the feature that these brokers do not
   * support at its level; undefined if there is none.
   */
  restore(levels: ReadonlyMap<string, number>, epoch: bigint): string | undefined {
    for (const [feature, level] of levels) {
      const range = this.supported.find(({ name }) => name === feature)
      if (range === undefined || level < range.minVersion || level > range.maxVersion) return `${feature} at level ${level}`
    }
    this.#levels = new Map(levels)
    this.#epoch = epoch
    return undefined
  }

  /** Makes all these changes, or none of them if one is refused. */
  update(updates: readonly FeatureUpdate[], nodeId: number, validateOnly: boolean): Refusal | undefined {
    const next = new Map(this.#levels)
    for (const each of updates) {
      const problem = this.#problemOf(each, nodeId)
      if (problem !== undefined) {
        const start = 'The update failed for all features since the following feature had an error'
        return refuse(errorCodes.INVALID_UPDATE_VERSION, `${start}: ${problem}`)
      }
      if (each.maxVersionLevel === 0) next.delete(each.feature)
      else next.set(each.feature, each.maxVersionLevel)
    }
    if (validateOnly) return undefined
    this.#levels = next
    this.#epoch++
    return undefined
  }

  #problemOf({ feature, maxVersionLevel: level, upgradeType }: FeatureUpdate, nodeId: number): string | undefined {
    const start = `Invalid update version ${level} for feature ${feature}.`
    const isKnownType = upgradeType >= upgradeTypes.UPGRADE && upgradeType <= upgradeTypes.UNSAFE_DOWNGRADE
    if (!isKnownType) return `${start} The controller does not support the given upgrade type.`
    if (level < 0) return `${start} A feature version cannot be less than 0.`
    const range = this.supported.find(({ name }) => name === feature)
    if (range === undefined) return `${start} Local controller ${nodeId} does not support this feature.`
    if (level < range.minVersion || level > range.maxVersion)
      return `${start} Local controller ${nodeId} only supports versions ${range.minVersion}-${range.maxVersion}`
    const present = this.#levels.get(feature) ?? 0
    if (level >= present) return undefined
    if (upgradeType === upgradeTypes.UPGRADE)
      return `${start} Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.`
    if (feature !== METADATA_VERSION) return undefined
    const isSafe = upgradeType === upgradeTypes.SAFE_DOWNGRADE
    const reason = isSafe
      ? 'Refusing to perform the requested downgrade because it might delete metadata information.'
      : 'Unsafe metadata downgrade is not supported in this version.'
    return `Unsupported ${feature} downgrade from ${present} to ${level}. ${reason}`
  }
}
