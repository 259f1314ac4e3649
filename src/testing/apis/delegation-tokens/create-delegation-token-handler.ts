import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  CreateDelegationToken,
  type CreateDelegationTokenRequest,
  type CreateDelegationTokenResponse
} from '../../../protocol/messages/create-delegation-token.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { isSamePrincipal, type TokenPrincipal } from '../../security/delegation-tokens.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { mayUseTokens, NO_TIME, requesterOf, USER_TYPE } from './token-requests.ts'

/**
 * The handler of CreateDelegationToken, all versions (KIP-48). Tokens need the configuration
 * `delegation.token.secret.key` of the brokers. Nothing is left out.
 */
export const createDelegationTokenHandler: ApiHandler<CreateDelegationTokenRequest, CreateDelegationTokenResponse> = {
  api: CreateDelegationToken,
  advertised: { min: 1, max: 3 },
  served: { min: 0, max: 3 },
  answer({ ownerPrincipalType, ownerPrincipalName, renewers, maxLifetimeMs }, context) {
    const requester = requesterOf(context)
    const isOwn = ownerPrincipalName === null || ownerPrincipalName === ''
    const owner = isOwn ? requester : { principalType: ownerPrincipalType ?? '', principalName: ownerPrincipalName }
    const shown = {
      ...owner,
      ...(context.apiVersion >= REQUESTER_SINCE && {
        tokenRequesterPrincipalType: requester.principalType,
        tokenRequesterPrincipalName: requester.principalName
      })
    }
    const { delegationTokens } = context.cluster
    const errorCode = check(owner, requester, renewers, context)
    if (errorCode !== errorCodes.NONE) return { errorCode, ...shown, ...NO_TOKEN }
    if (!delegationTokens.isEnabled) return { errorCode: errorCodes.DELEGATION_TOKEN_AUTH_DISABLED, ...shown, ...NO_TOKEN, ...ZERO_TIMES }
    const { issuedMs, expiresMs, maxMs, tokenId, hmac } = delegationTokens.create(owner, requester, renewers, Number(maxLifetimeMs))
    const times = { issueTimestampMs: BigInt(issuedMs), expiryTimestampMs: BigInt(expiresMs), maxTimestampMs: BigInt(maxMs) }
    return { errorCode, ...shown, ...times, tokenId, hmac }
  }
}

const REQUESTER_SINCE = 3
const NO_TOKEN = { issueTimestampMs: NO_TIME, expiryTimestampMs: NO_TIME, maxTimestampMs: NO_TIME, tokenId: '', hmac: EMPTY }
const ZERO_TIMES = { issueTimestampMs: 0n, expiryTimestampMs: 0n, maxTimestampMs: 0n }

function check(owner: TokenPrincipal, requester: TokenPrincipal, renewers: readonly TokenPrincipal[], context: RequestContext): number {
  if (!mayUseTokens(context)) return errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
  const ownerName = `${owner.principalType}:${owner.principalName}`
  const mayCreate = isSamePrincipal(owner, requester) || context.isAllowed(aclOperations.CREATE_TOKENS, resourceTypes.USER, ownerName)
  if (!mayCreate) return errorCodes.DELEGATION_TOKEN_AUTHORIZATION_FAILED
  return renewers.every(({ principalType }) => principalType === USER_TYPE) ? errorCodes.NONE : errorCodes.INVALID_PRINCIPAL_TYPE
}
