import type { VersionRange } from '../../errors.ts'
import type { SupportedFeature } from './broker-profile.ts'

/** What one broker runs: the APIs and features that it offers. */
export interface Release {
  /** The version ranges that ApiVersions lists, by API key. */
  readonly advertised: ReadonlyMap<number, VersionRange>
  readonly features: readonly SupportedFeature[]
  /** Whether all brokers have one address, that of the first broker. */
  readonly sharesAddress: boolean
  /** The error code of a topic in the answer to the Metadata that creates it. */
  readonly createdTopicCode: number
}

/** The releases of the brokers of a cluster: one, or several during a rolling upgrade. */
export class Releases {
  /** What all brokers run that have no release of their own. */
  readonly first: Release
  readonly #ofBrokers = new Map<number, Release>()
  readonly #offered = new Map<number, VersionRange>()

  constructor(first: Release) {
    this.first = first
  }

  /** The release of a broker. */
  of(nodeId: number): Release {
    return this.#ofBrokers.get(nodeId) ?? this.first
  }

  /** Lets a broker run another release; undefined for that of the cluster. */
  set(nodeId: number, release: Release | undefined): void {
    if (release === undefined) this.#ofBrokers.delete(nodeId)
    else this.#ofBrokers.set(nodeId, release)
  }

  /** The release of its own that a broker runs, for {@link set}. */
  ownOf(nodeId: number): Release | undefined {
    return this.#ofBrokers.get(nodeId)
  }

  /** The versions of an API that a broker advertises; undefined if it does not have the API. */
  range(nodeId: number, apiKey: number): VersionRange | undefined {
    return this.of(nodeId).advertised.get(apiKey) ?? this.#offered.get(apiKey)
  }

  /** All APIs that a broker advertises, by ascending key. */
  ranges(nodeId: number): (readonly [apiKey: number, range: VersionRange])[] {
    return [...this.#offered, ...this.of(nodeId).advertised].sort(([a], [b]) => a - b)
  }

  /** Lets all brokers advertise an API, besides those of their releases. */
  offer(apiKey: number, range: VersionRange): void {
    this.#offered.set(apiKey, range)
  }

  /** Takes back what {@link set} and {@link offer} did. */
  clear(): void {
    this.#ofBrokers.clear()
    this.#offered.clear()
  }
}
