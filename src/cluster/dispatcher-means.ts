import type { Pool } from '../pool/pool.ts'
import type { PauseGroup } from '../waiting/pause-group.ts'
import type { DestinationResolver } from './brokers/destination-resolver.ts'
import type { SilenceWatch } from './brokers/silence-watch.ts'
import type { ClusterMetadata } from './metadata/cluster-metadata.ts'
import type { Lines } from './order/lines.ts'
import type { Retries } from './retry/retries.ts'
import type { Throttles } from './retry/throttles.ts'

/** The parts of a cluster that the dispatcher works with. There is one of each per cluster. */
export interface DispatcherMeans {
  readonly pool: Pool
  readonly metadata: ClusterMetadata
  readonly destinations: DestinationResolver
  readonly throttles: Throttles
  readonly retries: Retries
  readonly silences: SilenceWatch
  readonly lines: Lines
  readonly pauses: PauseGroup
}
