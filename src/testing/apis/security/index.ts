import type { ApiHandler } from '../api-handler.ts'
import { alterUserScramCredentialsHandler } from './alter-user-scram-credentials-handler.ts'
import { createAclsHandler } from './create-acls-handler.ts'
import { deleteAclsHandler } from './delete-acls-handler.ts'
import { describeAclsHandler } from './describe-acls-handler.ts'
import { describeUserScramCredentialsHandler } from './describe-user-scram-credentials-handler.ts'

/** The handlers of APIs of access control, users and quotas. */
export const securityHandlers: readonly ApiHandler<unknown, unknown>[] = [
  alterUserScramCredentialsHandler,
  createAclsHandler,
  deleteAclsHandler,
  describeAclsHandler,
  describeUserScramCredentialsHandler
]
