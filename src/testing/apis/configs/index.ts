import type { ApiHandler } from '../api-handler.ts'
import { alterConfigsHandler } from './alter-configs-handler.ts'
import { describeConfigsHandler } from './describe-configs-handler.ts'
import { incrementalAlterConfigsHandler } from './incremental-alter-configs-handler.ts'
import { listConfigResourcesHandler } from './list-config-resources-handler.ts'

/** The handlers of APIs of configurations. */
export const configsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterConfigsHandler,
  describeConfigsHandler,
  incrementalAlterConfigsHandler,
  listConfigResourcesHandler
]
