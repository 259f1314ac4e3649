import { absentValues, endpointTypes, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { DescribeCluster, type DescribeClusterRequest, type DescribeClusterResponse } from '../../../protocol/messages/describe-cluster.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { authorizedOperations, CLUSTER_RESOURCE } from '../authorized-operations.ts'

const { BROKER, CONTROLLER } = endpointTypes

/**
 * The handler of DescribeCluster (KIP-700), all versions. A listener of brokers tells of brokers,
 * and one of controllers of controllers: a request for the others is refused (KIP-919). No broker
 * is fenced (KIP-1073).
 */
export const describeClusterHandler: ApiHandler<DescribeClusterRequest, DescribeClusterResponse> = {
  api: DescribeCluster,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ endpointType, includeClusterAuthorizedOperations }, context) {
    const { cluster } = context
    const own = context.endpointType === 'broker' ? BROKER : CONTROLLER
    if (endpointType !== BROKER && endpointType !== CONTROLLER)
      return refusal(context, errorCodes.UNSUPPORTED_ENDPOINT_TYPE, `Unsupported endpoint type ${endpointType}`)
    if (endpointType !== own) {
      const problem = `The request was sent to an endpoint of type ${NAMES[own]}, but we wanted an endpoint of type ${NAMES[endpointType]}`
      return refusal(context, errorCodes.MISMATCHED_ENDPOINT_TYPE, problem)
    }
    const operations = authorizedOperations(includeClusterAuthorizedOperations, resourceTypes.CLUSTER, CLUSTER_RESOURCE, context)
    const nodes = own === BROKER ? cluster.nodes : cluster.membership.controllers
    return {
      ...{ errorCode: errorCodes.NONE, errorMessage: null, clusterId: cluster.clusterId, controllerId: cluster.controllerId },
      endpointType: own,
      brokers: nodes.map(({ nodeId, ...node }) => ({ brokerId: nodeId, ...node })),
      clusterAuthorizedOperations: operations
    }
  }
}

const NAMES = { [BROKER]: 'BROKER', [CONTROLLER]: 'CONTROLLER' }

// Version 0 has no field for the type, and another error code.
function refusal({ apiVersion }: RequestContext, errorCode: number, errorMessage: string): DescribeClusterResponse {
  const code = apiVersion === 0 ? errorCodes.INVALID_REQUEST : errorCode
  return { errorCode: code, errorMessage, clusterId: '', controllerId: absentValues.NO_CONTROLLER_ID, brokers: [] }
}
