import { Coordinators } from '../../../src/cluster/brokers/coordinators.ts'
import { type ClusterOptions, resolveClusterOptions } from '../../../src/cluster/cluster-options.ts'
import { ClusterMetadata } from '../../../src/cluster/metadata/cluster-metadata.ts'
import { Pool } from '../../../src/pool/pool.ts'

/** A pool and the metadata that gives it the brokers, as in a cluster, but without requests. */
export interface Mapped extends AsyncDisposable {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly coordinators: Coordinators
}

/** Makes a pool and metadata; no request is sent yet. */
export function mapCluster(options: ClusterOptions): Mapped {
  const resolved = resolveClusterOptions(options)
  const pool = new Pool({ connection: resolved.connection, pool: resolved.pool })
  const metadata = new ClusterMetadata(pool, resolved)
  return {
    pool,
    metadata,
    coordinators: new Coordinators(pool, metadata, resolved),
    async [Symbol.asyncDispose]() {
      metadata.close()
      await pool.close({ timeoutMs: 1 })
    }
  }
}
