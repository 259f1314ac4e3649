import type { ApiHandler } from '../api-handler.ts'
import { alterReplicaLogDirsHandler } from './alter-replica-log-dirs-handler.ts'
import { apiVersionsHandler } from './api-versions-handler.ts'
import { describeClusterHandler } from './describe-cluster-handler.ts'
import { describeLogDirsHandler } from './describe-log-dirs-handler.ts'
import { describeQuorumHandler } from './describe-quorum-handler.ts'
import { findCoordinatorHandler } from './find-coordinator-handler.ts'
import { metadataHandler } from './metadata-handler.ts'
import { unregisterBrokerHandler } from './unregister-broker-handler.ts'
import { updateFeaturesHandler } from './update-features-handler.ts'

/** The handlers of APIs of the cluster itself. */
export const clusterHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterReplicaLogDirsHandler,
  apiVersionsHandler,
  describeClusterHandler,
  describeLogDirsHandler,
  findCoordinatorHandler,
  describeQuorumHandler,
  metadataHandler,
  unregisterBrokerHandler,
  updateFeaturesHandler
]
