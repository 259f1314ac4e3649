import type { ApiInfo, Cluster } from 'kafkawire'

const TOPIC_IDS_SINCE = 13 // the version of both Produce and Fetch (KIP-516)

/**
 * The version of Produce or Fetch on this cluster, and whether it names topics by id instead of by
 * name.
 */
export function versionOn(cluster: Cluster, api: ApiInfo): { readonly version: number; readonly byId: boolean } {
  let version = Number.POSITIVE_INFINITY
  for (const { connection } of cluster.pool.connections()) version = Math.min(version, connection.versions.of(api)?.max ?? 0)
  return { version, byId: version >= TOPIC_IDS_SINCE }
}
