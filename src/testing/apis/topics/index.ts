import type { ApiHandler } from '../api-handler.ts'
import { createTopicsHandler } from './create-topics-handler.ts'
import { deleteTopicsHandler } from './delete-topics-handler.ts'

/** The handlers of APIs that create and delete topics. */
export const topicsHandlers: readonly ApiHandler<unknown, unknown>[] = [createTopicsHandler, deleteTopicsHandler]
