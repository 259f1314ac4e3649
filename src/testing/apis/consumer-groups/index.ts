import type { ApiHandler } from '../api-handler.ts'

/** The handlers of APIs of consumer groups (KIP-848). */
export const consumerGroupsHandlers: readonly ApiHandler<unknown, unknown>[] = []
