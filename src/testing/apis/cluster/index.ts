import type { ApiHandler } from '../api-handler.ts'
import { alterReplicaLogDirsHandler } from './alter-replica-log-dirs-handler.ts'
import { apiVersionsHandler } from './api-versions-handler.ts'
import { describeClusterHandler } from './describe-cluster-handler.ts'
import { describeLogDirsHandler } from './describe-log-dirs-handler.ts'
import { findCoordinatorHandler } from './find-coordinator-handler.ts'
import { metadataHandler } from './metadata-handler.ts'

/** The handlers of APIs of the cluster itself. */
export const clusterHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterReplicaLogDirsHandler,
  apiVersionsHandler,
  describeClusterHandler,
  describeLogDirsHandler,
  findCoordinatorHandler,
  metadataHandler
]
