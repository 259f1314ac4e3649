import type { ApiHandler } from '../api-handler.ts'

/** The handlers of APIs of access control, users and quotas. */
export const securityHandlers: readonly ApiHandler<unknown, unknown>[] = []
