import type { ApiInfo, Cluster } from 'kafkawire'

const TOPIC_IDS_FROM = 13 // Produce and Fetch alike (KIP-516)

/** The version that Produce or Fetch will have on this cluster, and whether that one names topics by id instead of by name. */
export function versionOn(cluster: Cluster, api: ApiInfo): { readonly version: number; readonly byId: boolean } {
  let version = Number.POSITIVE_INFINITY
  for (const { connection } of cluster.pool.connections()) version = Math.min(version, connection.versions.of(api)?.max ?? 0)
  return { version, byId: version >= TOPIC_IDS_FROM }
}
