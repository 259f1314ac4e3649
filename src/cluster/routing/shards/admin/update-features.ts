import { upgradeTypes } from '../../../../protocol/codes/administration.ts'
import type { UpdateFeaturesRequest, UpdateFeaturesResponse } from '../../../../protocol/messages/update-features.ts'
import { controller } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { toOneBroker } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

const { UPGRADE, SAFE_DOWNGRADE } = upgradeTypes

/**
 * UpdateFeatures goes to the controller. Since version 1 each update has an `upgradeType`
 * (KIP-778), before that a flag `allowDowngrade`. Its answer has the same form in all versions.
 */
export const updateFeaturesShards: Shards<UpdateFeaturesRequest, UpdateFeaturesResponse> = withTwoForms({
  newForm: toOneBroker<UpdateFeaturesRequest, UpdateFeaturesResponse>(controller),
  newSince: 1,
  isNew: request => updatesOf(request).some(({ upgradeType = UPGRADE }) => upgradeType !== UPGRADE),
  toOld: request => {
    const featureUpdates: UpdateFeaturesRequest['featureUpdates'][number][] = []
    for (const { upgradeType = UPGRADE, ...update } of updatesOf(request)) {
      if (upgradeType !== UPGRADE && upgradeType !== SAFE_DOWNGRADE) return undefined
      featureUpdates.push(upgradeType === UPGRADE ? update : { ...update, allowDowngrade: true })
    }
    return [{ ...request, featureUpdates }]
  },
  toNew: request => {
    const updates = updatesOf(request)
    if (!updates.some(({ allowDowngrade = false }) => allowDowngrade)) return undefined
    const featureUpdates = updates.map(({ allowDowngrade = false, ...update }) =>
      allowDowngrade ? { ...update, upgradeType: SAFE_DOWNGRADE } : update
    )
    return { ...request, featureUpdates }
  }
})

function updatesOf(request: UpdateFeaturesRequest | undefined): UpdateFeaturesRequest['featureUpdates'] {
  const updates = request?.featureUpdates ?? []
  return isListOfStructs(updates) ? updates : []
}
