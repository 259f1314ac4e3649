import type { ApiHandler } from '../api-handler.ts'

/** The handlers of APIs of classic groups, and of committed offsets. */
export const groupsHandlers: readonly ApiHandler<unknown, unknown>[] = []
