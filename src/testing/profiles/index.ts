import type { VersionRange } from '../../errors.ts'
import type { ApiHandler } from '../apis/api-handler.ts'
import type { BrokerProfile, ClusterProfile } from './broker-profile.ts'
import { cloudServices } from './cloud-services.ts'
import { kafkaReleases } from './kafka-releases.ts'
import { otherBrokers } from './other-brokers.ts'

/** All profiles, by name. */
export const brokerProfiles: Readonly<Record<ClusterProfile, BrokerProfile>> = { ...kafkaReleases, ...cloudServices, ...otherBrokers }

/** The names of all profiles, for tests that run on each of them. */
export const clusterProfiles: readonly ClusterProfile[] = Object.keys(brokerProfiles) as ClusterProfile[]

const DEFAULT_PROFILE: ClusterProfile = 'kafka-4.4'

/** Whether a value is the name of a profile. */
export const isClusterProfile = (value: unknown): value is ClusterProfile =>
  typeof value === 'string' && Object.hasOwn(brokerProfiles, value)

/** The profile of this name; the default one if there is none of this name. */
export function profileOf(name: unknown): BrokerProfile {
  return brokerProfiles[isClusterProfile(name) ? name : DEFAULT_PROFILE]
}

/**
 * The ranges to advertise, by API key. Those of a profile are cut to what the handlers serve; an
 * API without a handler is left out.
 */
export function rangesOf({ ranges }: BrokerProfile, handlers: readonly ApiHandler<unknown, unknown>[]): Map<number, VersionRange> {
  const byKey = new Map<number, VersionRange>()
  for (const { api, advertised, served } of handlers) {
    const range = ranges?.[api.name]
    if (ranges === undefined) byKey.set(api.key, advertised)
    else if (range !== undefined) {
      const cut = { min: Math.max(range[0], served.min), max: Math.min(range[1], served.max) }
      if (cut.min <= cut.max) byKey.set(api.key, cut)
    }
  }
  return byKey
}
