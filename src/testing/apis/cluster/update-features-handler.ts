import { aclOperations, errorCodes, upgradeTypes } from '../../../protocol/codes/index.ts'
import { UpdateFeatures, type UpdateFeaturesRequest, type UpdateFeaturesResponse } from '../../../protocol/messages/update-features.ts'
import type { ApiHandler } from '../api-handler.ts'
import { clusterRefusal } from '../authorization.ts'

/**
 * The handler of UpdateFeatures (KIP-584), all versions. ApiVersions shows the new levels at once.
 * It leaves out what one feature needs of another, and `metadata.version` cannot be lowered.
 */
export const updateFeaturesHandler: ApiHandler<UpdateFeaturesRequest, UpdateFeaturesResponse> = {
  api: UpdateFeatures,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ featureUpdates, validateOnly }, context) {
    const { apiVersion, cluster, nodeId } = context
    const updates = featureUpdates.map(({ allowDowngrade, ...update }) => {
      if (apiVersion >= UPGRADE_TYPES_SINCE) return update
      return { ...update, upgradeType: allowDowngrade ? upgradeTypes.SAFE_DOWNGRADE : upgradeTypes.UPGRADE }
    })
    const refusal =
      clusterRefusal(aclOperations.ALTER, context) ??
      cluster.features.update(updates, nodeId, cluster.membership.registeredIds, validateOnly)
    if (refusal !== undefined) return { ...refusal, results: [] }
    const results = apiVersion > RESULTS_UNTIL ? [] : updates.map(({ feature }) => ({ feature, ...NO_ERROR }))
    return { errorCode: errorCodes.NONE, errorMessage: null, results }
  }
}

const UPGRADE_TYPES_SINCE = 1
const RESULTS_UNTIL = 1
const NO_ERROR = { errorCode: errorCodes.NONE, errorMessage: 'NONE' } as const
