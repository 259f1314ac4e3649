import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, configOperations, configResourceTypes, configTypes, errorCodes } from '../../../protocol/codes/index.ts'
import {
  IncrementalAlterConfigs,
  type IncrementalAlterConfigsRequest,
  type IncrementalAlterConfigsRequestAlterConfigsResource,
  type IncrementalAlterConfigsResponse
} from '../../../protocol/messages/incremental-alter-configs.ts'
import type { ConfigValues } from '../../configs/cluster-configs.ts'
import { groupConfigTable } from '../../configs/group-config-table.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { alterAll, changed, refuseListOperation, refuseNulls, refuseUnknownType, replaceConfigs } from './alteration.ts'
import { findResource, isResourceType } from './config-resource.ts'

/**
 * The handler of IncrementalAlterConfigs (KIP-339), all versions. Changes act at once on all
 * brokers, as far as the brokers act upon the configuration at all. It leaves out the ranges of
 * some numbers of brokers.
 */
export const incrementalAlterConfigsHandler: ApiHandler<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> = {
  api: IncrementalAlterConfigs,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ resources, validateOnly }, context) {
    return { responses: alterAll(resources, resource => alter(resource, validateOnly, context)) }
  }
}

const { SET, DELETE, SUBTRACT } = configOperations

function alter(
  resource: Decoded<IncrementalAlterConfigsRequestAlterConfigsResource>,
  validateOnly: boolean,
  context: RequestContext
): Refusal | undefined {
  const { resourceType, configs } = resource
  const nulls = refuseNulls(configs.filter(({ configOperation }) => configOperation !== DELETE))
  if (nulls !== undefined) return nulls
  if (!isResourceType(resourceType)) return refuseUnknownType(resourceType)
  const listed = configs.find(({ name, configOperation }) => configOperation > DELETE && !isList(resourceType, name))
  if (listed !== undefined) return refuseListOperation(listed)
  const found = findResource(resource, aclOperations.ALTER_CONFIGS, context)
  if (isRefusal(found)) return found
  let values: ConfigValues = found.values
  for (const change of configs) {
    const { name, configOperation } = change
    if (configOperation < SET || configOperation > SUBTRACT)
      return refuse(errorCodes.UNKNOWN_SERVER_ERROR, `Unknown operation ${configOperation}`)
    if (resourceType === configResourceTypes.BROKER_LOGGER) {
      const refusal = refuseOperationOnLogger(name, configOperation)
      if (refusal !== undefined) return refusal
    }
    const next = changed(found, values, change)
    if (isRefusal(next)) return next
    values = next
  }
  return replaceConfigs(found, values, validateOnly)
}

// To Kafka no configuration of client metrics is a list, and it looks at groups before their names.
function isList(resourceType: number, name: string): boolean {
  if (resourceType === configResourceTypes.CLIENT_METRICS) return false
  return resourceType !== configResourceTypes.GROUP || groupConfigTable.get(name)?.type === configTypes.LIST
}

function refuseOperationOnLogger(name: string, operation: number): Refusal | undefined {
  if (operation === DELETE && name === 'root')
    return refuse(errorCodes.INVALID_REQUEST, 'Removing the log level of the root logger is not allowed')
  if (operation === SET || operation === DELETE) return undefined
  const operationName = operation === SUBTRACT ? 'SUBTRACT' : 'APPEND'
  return refuse(errorCodes.INVALID_REQUEST, `${operationName} operation is not allowed for the BROKER_LOGGER resource`)
}
