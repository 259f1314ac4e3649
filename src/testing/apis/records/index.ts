import type { ApiHandler } from '../api-handler.ts'
import { deleteRecordsHandler } from './delete-records-handler.ts'
import { fetchHandler } from './fetch-handler.ts'
import { listOffsetsHandler } from './list-offsets-handler.ts'
import { offsetForLeaderEpochHandler } from './offset-for-leader-epoch-handler.ts'
import { produceHandler } from './produce-handler.ts'

/** The handlers of APIs that write and read records. */
export const recordsHandlers: readonly ApiHandler<unknown, unknown>[] = [
  deleteRecordsHandler,
  fetchHandler,
  listOffsetsHandler,
  offsetForLeaderEpochHandler,
  produceHandler
]
