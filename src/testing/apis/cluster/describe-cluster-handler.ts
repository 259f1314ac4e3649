import { absentValues, endpointTypes, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import { DescribeCluster, type DescribeClusterRequest, type DescribeClusterResponse } from '../../../protocol/messages/describe-cluster.ts'
import type { ApiHandler } from '../api-handler.ts'
import { authorizedOperations, CLUSTER_RESOURCE } from '../authorized-operations.ts'

/**
 * The handler of DescribeCluster (KIP-700), all versions. Brokers are all there is: a request for
 * controllers is refused, as Kafka refuses it on a listener of brokers (KIP-919). No broker is
 * fenced (KIP-1073).
 */
export const describeClusterHandler: ApiHandler<DescribeClusterRequest, DescribeClusterResponse> = {
  api: DescribeCluster,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ endpointType, includeClusterAuthorizedOperations }, context) {
    const { cluster } = context
    const refused = { clusterId: '', controllerId: absentValues.NO_CONTROLLER_ID, brokers: [] }
    if (endpointType === endpointTypes.CONTROLLER) {
      const errorMessage = 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'
      return { ...refused, errorCode: errorCodes.MISMATCHED_ENDPOINT_TYPE, errorMessage }
    }
    if (endpointType !== endpointTypes.BROKER)
      return { ...refused, errorCode: errorCodes.UNSUPPORTED_ENDPOINT_TYPE, errorMessage: `Unsupported endpoint type ${endpointType}` }
    const operations = authorizedOperations(includeClusterAuthorizedOperations, resourceTypes.CLUSTER, CLUSTER_RESOURCE, context)
    return {
      ...{ errorCode: errorCodes.NONE, errorMessage: null, clusterId: cluster.clusterId, controllerId: cluster.controllerId },
      brokers: cluster.nodes.map(({ nodeId, ...node }) => ({ brokerId: nodeId, ...node })),
      clusterAuthorizedOperations: operations
    }
  }
}
