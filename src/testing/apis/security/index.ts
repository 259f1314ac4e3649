import type { ApiHandler } from '../api-handler.ts'
import { alterClientQuotasHandler } from './alter-client-quotas-handler.ts'
import { alterUserScramCredentialsHandler } from './alter-user-scram-credentials-handler.ts'
import { createAclsHandler } from './create-acls-handler.ts'
import { deleteAclsHandler } from './delete-acls-handler.ts'
import { describeAclsHandler } from './describe-acls-handler.ts'
import { describeClientQuotasHandler } from './describe-client-quotas-handler.ts'
import { describeUserScramCredentialsHandler } from './describe-user-scram-credentials-handler.ts'

/** The handlers of APIs of access control, users and quotas. */
export const securityHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterClientQuotasHandler,
  alterUserScramCredentialsHandler,
  createAclsHandler,
  deleteAclsHandler,
  describeAclsHandler,
  describeClientQuotasHandler,
  describeUserScramCredentialsHandler
]
