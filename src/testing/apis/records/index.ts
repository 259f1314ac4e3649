import type { ApiHandler } from '../api-handler.ts'
import { fetchHandler } from './fetch-handler.ts'
import { listOffsetsHandler } from './list-offsets-handler.ts'
import { produceHandler } from './produce-handler.ts'

/** The handlers of APIs that write and read records. */
export const recordsHandlers: readonly ApiHandler<unknown, unknown>[] = [fetchHandler, listOffsetsHandler, produceHandler]
