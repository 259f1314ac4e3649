import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  ExpireDelegationToken,
  type ExpireDelegationTokenRequest,
  type ExpireDelegationTokenResponse
} from '../../../protocol/messages/expire-delegation-token.ts'
import type { ApiHandler } from '../api-handler.ts'
import { findRenewable, mayRenew, timeOfError } from './token-requests.ts'

/** The handler of ExpireDelegationToken, all versions (KIP-48). Nothing is left out. */
export const expireDelegationTokenHandler: ApiHandler<ExpireDelegationTokenRequest, ExpireDelegationTokenResponse> = {
  api: ExpireDelegationToken,
  advertised: { min: 1, max: 2 },
  served: { min: 0, max: 2 },
  answer({ hmac, expiryTimePeriodMs }, context) {
    const { delegationTokens } = context.cluster
    const token = findRenewable(hmac, context)
    if (typeof token === 'number') return { errorCode: token, expiryTimestampMs: timeOfError(token) }
    if (!mayRenew(token, context)) return { errorCode: errorCodes.DELEGATION_TOKEN_OWNER_MISMATCH, expiryTimestampMs: 0n }
    if (expiryTimePeriodMs >= 0n && delegationTokens.hasExpired(token))
      return { errorCode: errorCodes.DELEGATION_TOKEN_EXPIRED, expiryTimestampMs: 0n }
    return { errorCode: errorCodes.NONE, expiryTimestampMs: BigInt(delegationTokens.expire(token, Number(expiryTimePeriodMs))) }
  }
}
