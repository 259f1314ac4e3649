import type { VersionRange } from '../../errors.ts'
import { mismatch } from '../../options.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'
import { apiHandlers } from '../apis/index.ts'
import { telemetryHandlers } from '../apis/telemetry/index.ts'
import type { BrokerProfile } from './broker-profile.ts'
import { rangesOf } from './index.ts'
import { KAFKA_4_4_FEATURES, KAFKA_4_4_LEVELS } from './kafka-4-4.ts'
import type { Release } from './releases.ts'

/** What a cluster adds to the APIs of a profile: the options `telemetry` and `versions`. */
export interface OwnVersions {
  readonly telemetry: boolean
  readonly versions: Readonly<Record<string, unknown>>
}

/**
 * What a broker with a profile runs. The problems of the option `versions` are added to `problems`.
 */
export function releaseOf(profile: BrokerProfile, own: OwnVersions, problems: string[] = []): Release {
  const { features = KAFKA_4_4_FEATURES, sharesAddress = false, createdTopicCode = errorCodes.UNKNOWN_TOPIC_OR_PARTITION } = profile
  return { advertised: advertisedRanges(profile, own, problems), features, sharesAddress, createdTopicCode }
}

/** The finalized levels of a new cluster of this profile. */
export function levelsOf({
  features,
  levels = features === undefined ? KAFKA_4_4_LEVELS : {}
}: BrokerProfile): Readonly<Record<string, number>> {
  return levels
}

/** The versions of an API without those that Kafka calls unstable. */
export function stableRange({ minVersion, maxVersion, unstableVersions = [] }: ApiInfo): VersionRange {
  let max = maxVersion
  while (unstableVersions.includes(max)) max--
  return { min: minVersion, max }
}

function advertisedRanges(profile: BrokerProfile, { telemetry, versions }: OwnVersions, problems: string[]): Map<number, VersionRange> {
  const ranges = rangesOf(profile, apiHandlers)
  if (telemetry) for (const { api, advertised } of telemetryHandlers) ranges.set(api.key, advertised)
  for (const [name, range] of Object.entries(versions)) {
    const api = apiInfos.findLast(info => info.name === name)
    if (api === undefined) problems.push(`versions.${name} is not an API`)
    else if (range === null) ranges.delete(api.key)
    else if (isRange(range, widestRange(api))) ranges.set(api.key, { min: range[0], max: range[1] })
    else problems.push(rangeProblem(name, widestRange(api), range))
  }
  return ranges
}

// A pair of numbers is shown: it helps, and is not a secret.
function rangeProblem(name: string, { min, max }: VersionRange, range: unknown): string {
  const problem = mismatch(`versions.${name}`, `[min, max] within ${min} to ${max}, or null`, range)
  return Array.isArray(range) && range.every(Number.isInteger) ? `${problem}: [${range.join(', ')}]` : problem
}

function widestRange(info: ApiInfo): VersionRange {
  const handler = apiHandlers.find(({ api }) => api.key === info.key)
  if (handler === undefined) return { min: info.minVersion, max: info.maxVersion }
  return { min: Math.min(handler.served.min, handler.advertised.min), max: handler.served.max }
}

function isRange(range: unknown, { min: lowest, max: highest }: VersionRange): range is readonly [number, number] {
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isInteger)) return false
  const [min, max] = range as readonly number[]
  return min !== undefined && max !== undefined && lowest <= min && min <= max && max <= highest
}
