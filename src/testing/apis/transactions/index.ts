import type { ApiHandler } from '../api-handler.ts'
import { initProducerIdHandler } from './init-producer-id-handler.ts'

/** The handlers of APIs of transactions and producer ids. */
export const transactionsHandlers: readonly ApiHandler<unknown, unknown>[] = [initProducerIdHandler]
