import { now } from '../../clock.ts'
import type { VersionRange } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'

/** The features that the whole cluster has agreed on (KIP-584), each with its levels. */
export type Features = ReadonlyMap<string, VersionRange>

const UNKNOWN_EPOCH = -1n
const NOTHING: Features = new Map()

/**
 * What is known of the finalized features of a cluster, for all connections to it. Brokers number the states of the features by an epoch, so an
 * answer that is older than what is known changes nothing, whichever connection it came by.
 */
export class FinalizedFeatures {
  #levels: Features = NOTHING
  #epoch = UNKNOWN_EPOCH
  #toldMs = Number.NEGATIVE_INFINITY

  get levels(): Features {
    return this.#levels
  }

  /** Whether any broker has told the features yet. ApiVersions has them from version 3 on. */
  get isKnown(): boolean {
    return this.#epoch !== UNKNOWN_EPOCH || this.#levels.size > 0
  }

  /** When a broker told them last, on the monotonic clock. */
  get toldMs(): number {
    return this.#toldMs
  }

  /** Takes over what a broker says, unless it says nothing of features, or what it says is older than what is known. */
  learn(told: Pick<Decoded<ApiVersionsResponse>, 'finalizedFeaturesEpoch' | 'finalizedFeatures'>): void {
    const { finalizedFeaturesEpoch: epoch, finalizedFeatures } = told
    if (epoch <= UNKNOWN_EPOCH && finalizedFeatures.length === 0) return
    this.#toldMs = now()
    if (epoch < this.#epoch) return
    this.#epoch = epoch
    this.#levels = new Map(finalizedFeatures.map(({ name, minVersionLevel: min, maxVersionLevel: max }) => [name, { min, max }]))
  }

  /** What is known is true of another cluster. */
  forget(): void {
    this.#levels = NOTHING
    this.#epoch = UNKNOWN_EPOCH
    this.#toldMs = Number.NEGATIVE_INFINITY
  }
}
