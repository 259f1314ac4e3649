import { errorCodes } from '../../../protocol/codes/index.ts'
import { type DelegationToken, isSamePrincipal, type TokenPrincipal } from '../../security/delegation-tokens.ts'
import type { RequestContext } from '../api-handler.ts'

/** The only type of principals that may renew tokens. */
export const USER_TYPE = 'User'

const ANONYMOUS = 'ANONYMOUS'

/** What Kafka answers in place of a time. */
export const NO_TIME = -1n

/** The principal of a client, as tokens name it. */
export function requesterOf({ principal }: RequestContext): TokenPrincipal {
  const end = principal.indexOf(':')
  return { principalType: principal.slice(0, end), principalName: principal.slice(end + 1) }
}

/** Whether a client may ask for tokens: it is known, and has not logged in with a token. */
export function mayUseTokens(context: RequestContext): boolean {
  const { sasl } = context
  return sasl === undefined ? requesterOf(context).principalName !== ANONYMOUS : !sasl.usesToken
}

/** The token of this secret if the client may renew it, or the error code. */
export function findRenewable(hmac: Uint8Array, context: RequestContext): DelegationToken | number {
  const { delegationTokens } = context.cluster
  if (!mayUseTokens(context)) return errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED
  if (!delegationTokens.isEnabled) return errorCodes.DELEGATION_TOKEN_AUTH_DISABLED
  return delegationTokens.findByHmac(hmac) ?? errorCodes.DELEGATION_TOKEN_NOT_FOUND
}

/** Whether the client owns the token or is one of its renewers. */
export function mayRenew({ owner, renewers }: DelegationToken, context: RequestContext): boolean {
  const requester = requesterOf(context)
  return [owner, ...renewers].some(each => isSamePrincipal(each, requester))
}

/** The time of an answer with an error. */
export function timeOfError(errorCode: number): bigint {
  return errorCode === errorCodes.DELEGATION_TOKEN_REQUEST_NOT_ALLOWED ? NO_TIME : 0n
}
