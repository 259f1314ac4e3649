import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  RenewDelegationToken,
  type RenewDelegationTokenRequest,
  type RenewDelegationTokenResponse
} from '../../../protocol/messages/renew-delegation-token.ts'
import type { ApiHandler } from '../api-handler.ts'
import { findRenewable, mayRenew, timeOfError } from './token-requests.ts'

/** The handler of RenewDelegationToken, all versions (KIP-48). Nothing is left out. */
export const renewDelegationTokenHandler: ApiHandler<RenewDelegationTokenRequest, RenewDelegationTokenResponse> = {
  api: RenewDelegationToken,
  advertised: { min: 1, max: 2 },
  served: { min: 0, max: 2 },
  answer({ hmac, renewPeriodMs }, context) {
    const { delegationTokens } = context.cluster
    const token = findRenewable(hmac, context)
    if (typeof token === 'number') return { errorCode: token, expiryTimestampMs: timeOfError(token) }
    if (delegationTokens.hasExpired(token)) return { errorCode: errorCodes.DELEGATION_TOKEN_EXPIRED, expiryTimestampMs: 0n }
    if (!mayRenew(token, context)) return { errorCode: errorCodes.DELEGATION_TOKEN_OWNER_MISMATCH, expiryTimestampMs: 0n }
    return { errorCode: errorCodes.NONE, expiryTimestampMs: BigInt(delegationTokens.renew(token, Number(renewPeriodMs))) }
  }
}
