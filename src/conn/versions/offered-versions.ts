import type { VersionRange } from '../../errors.ts'
import type { ApiInfo, Decoded } from '../../protocol/api.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import type { ApiVersionsResponse } from '../../protocol/messages/api-versions.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'
import type { AssumedVersions } from '../connection-options.ts'

// Kafka 4 still lists Produce 0 to 2, for the sake of one old client, but closes the connection
// when it gets them (KIP-896). These are the oldest versions that it answers.
const KAFKA_4_MIN_FETCH = 4
export const KAFKA_4_MIN_PRODUCE = 3

/**
 * The versions that a broker offers. They do not change, so connections to brokers that offer the
 * same share them.
 */
export interface OfferedVersions {
  /** By API key, whether or not this driver has them. */
  readonly ranges: ReadonlyMap<number, VersionRange>
  /** What {@link usableOf} has found, by API key; null: no version. */
  readonly usable: (VersionRange | null)[]
}

/** Before the broker has told its versions, only ApiVersions is known to be there (KIP-35). */
export const UNTOLD: OfferedVersions = offered(new Map([[apiKeys.ApiVersions, { min: 0, max: 0x7fff }]]))

let lastTold: Decoded<ApiVersionsResponse> | undefined
let lastOffered = UNTOLD

/** The versions that a broker has told. The same answer gives the same object. */
export function toldVersions(told: Decoded<ApiVersionsResponse>): OfferedVersions {
  if (told === lastTold) return lastOffered
  const ranges = new Map<number, VersionRange>()
  for (const { apiKey, minVersion: min, maxVersion: max } of told.apiKeys) ranges.set(apiKey, { min, max })
  const produce = ranges.get(apiKeys.Produce)
  const fetch = ranges.get(apiKeys.Fetch)
  if (produce !== undefined && fetch !== undefined && fetch.min >= KAFKA_4_MIN_FETCH && produce.min < KAFKA_4_MIN_PRODUCE)
    ranges.set(apiKeys.Produce, { ...produce, min: KAFKA_4_MIN_PRODUCE })
  lastTold = told
  lastOffered = offered(ranges)
  return lastOffered
}

/** The versions that the user says the broker has. */
export function assumedVersions(assumed: AssumedVersions): OfferedVersions {
  const ranges = new Map<number, VersionRange>()
  for (const { name, key } of apiInfos) {
    const range = assumed[name]
    if (range !== undefined) ranges.set(key, { min: range[0], max: range[1] })
  }
  return offered(ranges)
}

/** The stable versions of an API that both sides have. Undefined if there are none. */
export function usableOf(api: ApiInfo, { ranges, usable }: OfferedVersions): VersionRange | undefined {
  let found = usable[api.key]
  if (found === undefined) usable[api.key] = found = common(api, ranges.get(api.key))
  return found ?? undefined
}

function offered(ranges: ReadonlyMap<number, VersionRange>): OfferedVersions {
  return { ranges, usable: [] }
}

function common(api: ApiInfo, offered: VersionRange | undefined): VersionRange | null {
  if (offered === undefined) return null
  let min = Math.max(api.minVersion, offered.min)
  let max = Math.min(api.maxVersion, offered.max)
  while (max >= min && api.unstableVersions?.includes(max)) max--
  while (min <= max && api.unstableVersions?.includes(min)) min++
  return min > max ? null : { min, max }
}
