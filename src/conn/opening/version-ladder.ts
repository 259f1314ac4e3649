import { ApiVersions } from '../../protocol/messages/api-versions.ts'
import { AddressCache } from './address-cache.ts'

/** The newest version of ApiVersions that this driver has. The ladder begins with it. */
export const NEWEST: number = ApiVersions.maxVersion

/** The result of asking a broker for its versions. */
export interface Negotiated {
  /** The version of the answer. */
  readonly version: number
  /** A newer version that has more fields and that the broker has listed. */
  readonly newer?: number | undefined
  /** Whether the broker said that it has no newer version. */
  readonly isNewest: boolean
}

// The newest version that the broker of an address has listed, if it is older than ours. Asking for
// a newer one would cost a round trip.
const listed = new AddressCache<number>()
// The newest version in which an address has ever answered. If it does not answer that version
// later, the reason is probably not the version.
const answered = new AddressCache<number>(Number.POSITIVE_INFINITY)
// Addresses that have answered before, and whose last opening got no answer. Another broker or a
// proxy may be behind such an address now, so a new opening asks it in older versions too.
const doubted = new AddressCache<true>()

/**
 * The next older version to ask if the broker names none: v3, with which brokers understand a newer
 * one (KIP-511), then v0, which every broker has.
 */
export function stepDown(version: number): number | undefined {
  if (version > 3) return 3
  return version > 0 ? 0 : undefined
}

/**
 * The versions of ApiVersions to ask while one connection to an address is opened, newest first. An
 * answer is remembered for the address. A reset or a missing answer may have any reason, so it
 * leads to an older version for one opening only. If the address has answered a newer version
 * before, older versions are for every second opening in a row that gets no answer.
 */
export class VersionLadder {
  /** The versions that were asked since the last answer, in this order. */
  asked: readonly number[] = []
  readonly #address: string
  #version: number
  #answered: number | undefined // the version of the last answer in this opening
  #isSettled = false // an older version was answered, and then a newer one was not
  readonly #isDoubted: boolean

  constructor(address: string) {
    this.#address = address
    this.#version = listed.get(address) ?? NEWEST
    this.#isDoubted = doubted.get(address) === true
  }

  /** The version to begin a dial with. */
  get version(): number {
    return this.#version
  }

  /** Whether the address has answered ApiVersions before, in this process. */
  get isKnown(): boolean {
    return answered.get(this.#address) !== undefined
  }

  /**
   * The version to ask after another dial if this version gets no answer. Undefined if no other
   * version can help.
   */
  below(version: number): number | undefined {
    const next = this.#answered !== undefined && this.#answered < version ? this.#answered : stepDown(version)
    const oldest = this.#isDoubted ? 0 : (answered.get(this.#address) ?? 0)
    return next === undefined || next < oldest ? undefined : next
  }

  /** Notes an answer. Returns a better version to ask on the same connection, if there is one. */
  noteAnswer({ version, newer, isNewest }: Negotiated): number | undefined {
    this.#answered = version
    this.asked = []
    if (doubted.get(this.#address) || version > (answered.get(this.#address) ?? -1)) answered.set(this.#address, version)
    doubted.set(this.#address, undefined)
    if (isNewest) listed.set(this.#address, version === NEWEST ? undefined : version)
    return this.#isSettled ? undefined : newer
  }

  /**
   * Notes that the broker answered that it lacks the version that was asked, so that `next` is
   * asked on the same connection. What its address answered before came from another broker, or
   * from another release.
   */
  noteRefusal(next: number): void {
    this.asked = [next]
    answered.set(this.#address, 0)
  }

  /**
   * Notes that this version got no answer. Returns whether another dial with an older one may help.
   */
  descend(version: number): boolean {
    const next = this.below(version)
    if (next === undefined) {
      // A slow broker needs the time that older versions would take, so not in each opening.
      if (this.isKnown) doubted.set(this.#address, this.#isDoubted ? undefined : true)
      return false
    }
    this.#isSettled = next === this.#answered
    this.#version = next
    return true
  }
}
