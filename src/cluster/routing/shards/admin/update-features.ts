import type { UpdateFeaturesRequest, UpdateFeaturesResponse } from '../../../../protocol/messages/update-features.ts'
import { theController } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { isListOfStructs } from '../message-layout.ts'
import { whole } from '../to-one-broker.ts'
import { withTwoForms } from '../two-forms.ts'

const UPGRADE = 1
const SAFE_DOWNGRADE = 2

/** UpdateFeatures goes to the controller: since version 1 with the type of each upgrade (KIP-778), before that with leave to downgrade. Answers have one form. */
export const updateFeaturesShards: Shards<UpdateFeaturesRequest, UpdateFeaturesResponse> = withTwoForms({
  newForm: whole<UpdateFeaturesRequest, UpdateFeaturesResponse>(theController),
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
