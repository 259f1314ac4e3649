import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes } from '../../../protocol/codes/index.ts'
import { ApiVersions, type ApiVersionsRequest, type ApiVersionsResponse } from '../../../protocol/messages/api-versions.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { controllerRanges } from '../controller-apis.ts'

export const apiVersionsHandler: ApiHandler<ApiVersionsRequest, ApiVersionsResponse> = {
  api: ApiVersions,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer(message, context) {
    const errorCode = check(message, context)
    if (errorCode !== errorCodes.NONE) return { errorCode, apiKeys: [] }
    const { cluster, connectionEnd, apiVersion } = context
    if (apiVersion >= SOFTWARE_SINCE)
      cluster.telemetry.noteSoftware(connectionEnd, message.clientSoftwareName, message.clientSoftwareVersion)
    return { errorCode, apiKeys: apiKeys(context), ...features(context) }
  },
  afterAnswer({ errorCode }, { sasl }) {
    if (errorCode === errorCodes.NONE) sasl?.noteVersions()
  }
}

/**
 * The answer to a request in a version that the broker does not have: only the range of
 * ApiVersions. It must be encoded in version 0 (KIP-511).
 */
export function unsupportedApiVersions(means: BrokerOfCluster): ApiVersionsResponse {
  return { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: apiKeys(means).filter(({ apiKey }) => apiKey === ApiVersions.key) }
}

type BrokerOfCluster = Pick<RequestContext, 'cluster' | 'nodeId' | 'endpointType'>

const NOT_GIVEN = -1
const SOFTWARE_SINCE = 3 // KIP-511
const SOFTWARE = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

function check(message: Decoded<ApiVersionsRequest>, { apiVersion, cluster, nodeId }: RequestContext): number {
  const { clientSoftwareName, clientSoftwareVersion } = message
  if (apiVersion >= SOFTWARE_SINCE && !(SOFTWARE.test(clientSoftwareName) && SOFTWARE.test(clientSoftwareVersion)))
    return errorCodes.INVALID_REQUEST
  if ((message.clusterId === null) !== (message.nodeId === NOT_GIVEN)) return errorCodes.INVALID_REQUEST // KIP-1242
  // At a shared address the client reaches every broker that lives.
  const isMeant = cluster.sharesAddress ? cluster.node(message.nodeId) !== undefined : message.nodeId === nodeId
  const elsewhere = (message.clusterId !== null && message.clusterId !== cluster.clusterId) || (message.nodeId !== NOT_GIVEN && !isMeant)
  return elsewhere ? errorCodes.REBOOTSTRAP_REQUIRED : errorCodes.NONE // KIP-1242
}

function apiKeys({ cluster, nodeId, endpointType }: BrokerOfCluster): ApiVersionsResponse['apiKeys'] {
  const ofBroker = cluster.releases.ranges(nodeId)
  const ranges = endpointType === 'broker' ? ofBroker : controllerRanges(ofBroker)
  return ranges.map(([apiKey, { min, max }]) => ({ apiKey, minVersion: min, maxVersion: max }))
}

// Version 3 leaves out features whose minimum is 0, because clients of this version refuse to read
// them (KIP-584).
function features({ apiVersion, cluster, nodeId }: RequestContext): Partial<ApiVersionsResponse> {
  if (apiVersion < 3) return {}
  const { epoch, levels } = cluster.features
  return {
    supportedFeatures: cluster.releases.of(nodeId).features.filter(({ minVersion }) => minVersion > 0 || apiVersion > 3),
    finalizedFeaturesEpoch: epoch,
    finalizedFeatures: [...levels].map(([name, level]) => ({ name, minVersionLevel: level, maxVersionLevel: level }))
  }
}
