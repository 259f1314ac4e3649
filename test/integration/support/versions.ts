import { type ApiInfo, apiKeys, type VersionRange } from '../../../src/index.ts'
import { exchange, request } from '../harness/machine/wire.ts'
import { firstAddress } from './address.ts'
import type { Broker } from './brokers.ts'

/**
 * The versions that a broker offers, by API key. They are requested and decoded by hand, so that
 * the tests can check the driver against them.
 */
export async function offeredVersions({ bootstrap }: Broker): Promise<ReadonlyMap<number, VersionRange>> {
  const { host, port } = firstAddress(bootstrap)
  const answer = await exchange(host, port, request(apiKeys.ApiVersions, 0, 1))
  return new Map(
    Array.from({ length: answer.readInt32BE(6) }, (_, index) => {
      const at = 10 + 6 * index
      return [answer.readInt16BE(at), { min: answer.readInt16BE(at + 2), max: answer.readInt16BE(at + 4) }]
    })
  )
}

/**
 * All versions of an API that a broker offers and the driver knows, without unstable ones, in
 * ascending order.
 */
export function sharedVersions(offered: ReadonlyMap<number, VersionRange>, api: ApiInfo): number[] {
  const { min, max } = offered.get(api.key) ?? { min: 0, max: -1 }
  return versionsBetween(Math.max(min, api.minVersion), Math.min(max, api.maxVersion)).filter(
    version => !api.unstableVersions?.includes(version)
  )
}

/** Every version from `min` to `max`. */
export function versionsBetween(min: number, max: number): number[] {
  return Array.from({ length: Math.max(max - min + 1, 0) }, (_, index) => min + index)
}
