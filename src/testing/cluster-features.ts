import { errorCodes, upgradeTypes } from '../protocol/codes/index.ts'
import type { SupportedFeature } from './profiles/broker-profile.ts'
import type { Releases } from './profiles/releases.ts'
import { type Refusal, refuse } from './storage/refusal.ts'

/** A level that a request wants a feature to have. Level 0 takes the feature away. */
export interface FeatureUpdate {
  readonly feature: string
  readonly maxVersionLevel: number
  /** One of `upgradeTypes`. */
  readonly upgradeType: number
}

const METADATA_VERSION = 'metadata.version'

/** The features of a cluster, and the levels that are finalized (KIP-584). */
export class ClusterFeatures {
  readonly #releases: Releases
  readonly #firstLevels: ReadonlyMap<string, number>
  #levels: ReadonlyMap<string, number>
  #epoch: bigint

  /**
   * @param releases what each broker supports
   * @param levels the levels of a new cluster. Brokers without features have no changes of them.
   */
  constructor(releases: Releases, levels: Readonly<Record<string, number>>) {
    this.#releases = releases
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
    return this.#releases.first.features.length > 0 ? 1n : 0n
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
   * Takes over the levels of a cluster that was kept. Returns the feature that the brokers do not
   * support at its level; undefined if there is none.
   */
  restore(levels: ReadonlyMap<string, number>, epoch: bigint): string | undefined {
    const unsupported = unsupportedLevel(levels, this.#releases.first.features)
    if (unsupported !== undefined) return unsupported
    this.#levels = new Map(levels)
    this.#epoch = epoch
    return undefined
  }

  /** The finalized feature that a broker with these features does not support at its level. */
  unsupportedBy(features: readonly SupportedFeature[]): string | undefined {
    return unsupportedLevel(this.#levels, features)
  }

  /**
   * Makes all these changes, or none of them if one is refused. All brokers must support the new
   * levels.
   */
  update(updates: readonly FeatureUpdate[], nodeId: number, nodeIds: readonly number[], validateOnly: boolean): Refusal | undefined {
    const next = new Map(this.#levels)
    for (const each of updates) {
      const problem = this.#problemOf(each, nodeId, nodeIds)
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

  #problemOf(
    { feature, maxVersionLevel: level, upgradeType }: FeatureUpdate,
    nodeId: number,
    nodeIds: readonly number[]
  ): string | undefined {
    const start = `Invalid update version ${level} for feature ${feature}.`
    const isKnownType = upgradeType >= upgradeTypes.UPGRADE && upgradeType <= upgradeTypes.UNSAFE_DOWNGRADE
    if (!isKnownType) return `${start} The controller does not support the given upgrade type.`
    if (level < 0) return `${start} A feature version cannot be less than 0.`
    for (const each of [nodeId, ...nodeIds]) {
      const server = each === nodeId ? `Local controller ${each}` : `Broker ${each}`
      const range = this.#releases.of(each).features.find(({ name }) => name === feature)
      if (range === undefined) return `${start} ${server} does not support this feature.`
      if (level < range.minVersion || level > range.maxVersion)
        return `${start} ${server} only supports versions ${range.minVersion}-${range.maxVersion}`
    }
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

function unsupportedLevel(levels: ReadonlyMap<string, number>, features: readonly SupportedFeature[]): string | undefined {
  for (const [feature, level] of levels) {
    const range = features.find(({ name }) => name === feature)
    if (range === undefined || level < range.minVersion || level > range.maxVersion) return `${feature} at level ${level}`
  }
  return undefined
}
