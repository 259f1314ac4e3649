import type { ApiHandler } from '../api-handler.ts'

/** The handlers of APIs of share groups (KIP-932). */
export const shareGroupsHandlers: readonly ApiHandler<unknown, unknown>[] = []
