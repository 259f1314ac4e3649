import { now } from '../../clock.ts'
import type { VersionRange } from '../../errors.ts'
import type { Decoded } from '../../protocol/api.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'

/** The finalized features of a cluster (KIP-584), each with its range of levels. */
export type Features = ReadonlyMap<string, VersionRange>

const UNKNOWN_EPOCH = -1n
const NOTHING: Features = new Map()

/**
 * What is known of the finalized features of a cluster. All connections to the cluster share it.
 * Each state of the features has an epoch, so an older answer changes nothing, whichever connection
 * it came from.
 */
export class FinalizedFeatures {
  #levels: Features = NOTHING
  #epoch = UNKNOWN_EPOCH
  #toldMs = Number.NEGATIVE_INFINITY

  get levels(): Features {
    return this.#levels
  }

  /** Whether a broker has told its features. ApiVersions has them from version 3 on. */
  get isKnown(): boolean {
    return this.#epoch !== UNKNOWN_EPOCH || this.#levels.size > 0
  }

  /** When a broker last told its features, on the monotonic clock. */
  get toldMs(): number {
    return this.#toldMs
  }

  /** Takes over the features of an answer, unless it has none or is older than what is known. */
  learn(told: Pick<Decoded<ApiVersionsResponse>, 'finalizedFeaturesEpoch' | 'finalizedFeatures'>): void {
    const { finalizedFeaturesEpoch: epoch, finalizedFeatures } = told
    if (epoch <= UNKNOWN_EPOCH && finalizedFeatures.length === 0) return
    this.#toldMs = now()
    if (epoch < this.#epoch) return
    this.#epoch = epoch
    this.#levels = new Map(finalizedFeatures.map(({ name, minVersionLevel: min, maxVersionLevel: max }) => [name, { min, max }]))
  }

  /** Forgets all: another cluster answers now. */
  forget(): void {
    this.#levels = NOTHING
    this.#epoch = UNKNOWN_EPOCH
    this.#toldMs = Number.NEGATIVE_INFINITY
  }
}
