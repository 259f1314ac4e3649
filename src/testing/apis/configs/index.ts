import type { ApiHandler } from '../api-handler.ts'

/** The handlers of APIs of configurations. */
export const configsHandlers: readonly ApiHandler<unknown, unknown>[] = []
