import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  DescribeDelegationToken,
  type DescribeDelegationTokenRequest,
  type DescribeDelegationTokenResponse,
  type DescribeDelegationTokenResponseDescribedDelegationToken
} from '../../../protocol/messages/describe-delegation-token.ts'
import { type DelegationToken, isSamePrincipal, type TokenPrincipal } from '../../security/delegation-tokens.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { mayUseTokens, requesterOf } from './token-requests.ts'

/** The handler of DescribeDelegationToken, all versions (KIP-48). Nothing is left out. */
export const describeDelegationTokenHandler: ApiHandler<DescribeDelegationTokenRequest, DescribeDelegationTokenResponse> = {
  api: DescribeDelegationToken,
  advertised: { min: 1, max: 3 },
  served: { min: 0, max: 3 },
  answer({ owners }, context) {
    const { delegationTokens } = context.cluster
    if (!mayUseTokens(context)) return { errorCode: errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, tokens: [] }
    if (!delegationTokens.isEnabled) return { errorCode: errorCodes.DELEGATION_TOKEN_AUTH_DISABLED, tokens: [] }
    const wanted = delegationTokens.list().filter(token => owners?.some(owner => concerns(token, owner)) ?? true)
    const tokens = wanted.filter(token => mayDescribe(token, context)).map(token => described(token, context.apiVersion))
    return { errorCode: errorCodes.NONE, tokens }
  }
}

function concerns({ owner, requester, renewers }: DelegationToken, principal: TokenPrincipal): boolean {
  return [owner, requester, ...renewers].some(each => isSamePrincipal(each, principal))
}

function mayDescribe(token: DelegationToken, context: RequestContext): boolean {
  if (concerns(token, requesterOf(context))) return true
  const { principalType, principalName } = token.owner
  return (
    context.isAllowed(aclOperations.DESCRIBE, resourceTypes.DELEGATION_TOKEN, token.tokenId) ||
    context.isAllowed(aclOperations.DESCRIBE_TOKENS, resourceTypes.USER, `${principalType}:${principalName}`)
  )
}

const REQUESTER_SINCE = 3

function described(token: DelegationToken, apiVersion: number): DescribeDelegationTokenResponseDescribedDelegationToken {
  const { owner, requester, issuedMs, expiresMs, maxMs, tokenId, hmac, renewers } = token
  return {
    ...owner,
    ...(apiVersion >= REQUESTER_SINCE && {
      tokenRequesterPrincipalType: requester.principalType,
      tokenRequesterPrincipalName: requester.principalName
    }),
    issueTimestamp: BigInt(issuedMs),
    expiryTimestamp: BigInt(expiresMs),
    maxTimestamp: BigInt(maxMs),
    ...{ tokenId, hmac, renewers }
  }
}
