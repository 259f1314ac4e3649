import type { ApiHandler } from '../api-handler.ts'
import { apiVersionsHandler } from './api-versions-handler.ts'
import { findCoordinatorHandler } from './find-coordinator-handler.ts'
import { metadataHandler } from './metadata-handler.ts'

/** The handlers of APIs of the cluster itself. */
export const clusterHandlers: readonly ApiHandler<unknown, unknown>[] = [apiVersionsHandler, findCoordinatorHandler, metadataHandler]
