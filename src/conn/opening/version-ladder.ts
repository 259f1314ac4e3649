import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { AddressCache } from './address-cache.ts'

/** The newest version of ApiVersions that this driver speaks: where the ladder begins. */
export const NEWEST: number = ApiVersions.maxVersion

/** What a broker answered to ApiVersions. */
export interface Negotiated {
  /** The version of the answer. */
  readonly version: number
  /** A newer version that brings what this one lacks, and that the broker has by its own list. */
  readonly newer?: number | undefined
  /** Whether the broker itself said that it has no newer one. */
  readonly isNewest: boolean
}

// The newest version that the broker of an address has by its own answer, where that is older than ours. To ask for more would cost a round trip.
const listed = new AddressCache<number>()
// The newest version in which an address has ever answered: where it is silent afterwards, the version is not the reason.
const answered = new AddressCache<number>(Number.POSITIVE_INFINITY)

/** The next step down where a broker gives no hint of its own: v3 is as far back as most go astray (KIP-511), v0 everyone speaks. */
export function stepDown(version: number): number | undefined {
  if (version > 3) return 3
  return version > 0 ? 0 : undefined
}

/**
 * The versions of ApiVersions in which one address is asked while one connection to it is opened, newest first. An answer is remembered. A reset or a
 * silence is not, for it may have any reason: it leads to an older version only for an address that has never answered a newer one.
 */
export class VersionLadder {
  /** What has been asked since the last answer, in this order. */
  readonly asked: number[] = []
  readonly #address: string
  #version: number
  #answered: number | undefined // since this connection is being opened
  #isSettled = false // a newer version was met by silence, after this one had been answered

  constructor(address: string) {
    this.#address = address
    this.#version = listed.get(address) ?? NEWEST
  }

  /** The version to begin a dial with. */
  get version(): number {
    return this.#version
  }

  /** Whether the address has answered ApiVersions before, in this process. */
  get isKnown(): boolean {
    return answered.get(this.#address) !== undefined
  }

  /** What another dial asks if this version gets no answer. Undefined where no other version can be the remedy. */
  below(version: number): number | undefined {
    const next = this.#answered !== undefined && this.#answered < version ? this.#answered : stepDown(version)
    return next === undefined || next < (answered.get(this.#address) ?? 0) ? undefined : next
  }

  /** Takes note of an answer, and gives the version to ask in on the same connection, if there is a better one. */
  hear({ version, newer, isNewest }: Negotiated): number | undefined {
    this.#answered = version
    this.asked.length = 0
    if (version > (answered.get(this.#address) ?? -1)) answered.set(this.#address, version)
    if (isNewest) listed.set(this.#address, version === NEWEST ? undefined : version)
    return this.#isSettled ? undefined : newer
  }

  /** There was no answer to this version. Gives whether another dial may fare better. */
  descend(version: number): boolean {
    const next = this.below(version)
    if (next === undefined) return false
    this.#isSettled = next === this.#answered
    this.#version = next
    return true
  }
}
