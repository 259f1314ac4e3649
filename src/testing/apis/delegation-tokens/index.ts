import type { ApiHandler } from '../api-handler.ts'
import { createDelegationTokenHandler } from './create-delegation-token-handler.ts'
import { describeDelegationTokenHandler } from './describe-delegation-token-handler.ts'
import { expireDelegationTokenHandler } from './expire-delegation-token-handler.ts'
import { renewDelegationTokenHandler } from './renew-delegation-token-handler.ts'

/** The handlers of APIs of delegation tokens (KIP-48). */
export const delegationTokensHandlers: readonly ApiHandler<unknown, unknown>[] = [
  createDelegationTokenHandler,
  renewDelegationTokenHandler,
  expireDelegationTokenHandler,
  describeDelegationTokenHandler
]
