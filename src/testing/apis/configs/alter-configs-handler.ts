import { aclOperations, configResourceTypes } from '../../../protocol/codes/index.ts'
import { AlterConfigs, type AlterConfigsRequest, type AlterConfigsResponse } from '../../../protocol/messages/alter-configs.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { ApiHandler } from '../api-handler.ts'
import { alterAll, refuseNulls, refuseUnknownType, replaceConfigs } from './alteration.ts'
import { findResource, isResourceType } from './config-resource.ts'

/**
 * The handler of AlterConfigs (KIP-133), all versions. It replaces all configurations of a resource
 * by those in the request. Loggers cannot be altered with it.
 */
export const alterConfigsHandler: ApiHandler<AlterConfigsRequest, AlterConfigsResponse> = {
  api: AlterConfigs,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ resources, validateOnly }, context) {
    return {
      responses: alterAll(resources, resource => {
        const { resourceType, configs } = resource
        const nulls = refuseNulls(configs)
        if (nulls !== undefined) return nulls
        if (!isResourceType(resourceType) || resourceType === configResourceTypes.BROKER_LOGGER) return refuseUnknownType(resourceType)
        const found = findResource(resource, aclOperations.ALTER_CONFIGS, context)
        if (isRefusal(found)) return found
        return replaceConfigs(found, new Map(configs.map(({ name, value }) => [name, value ?? ''])), validateOnly)
      })
    }
  }
}
