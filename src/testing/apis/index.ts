import type { ApiHandler } from './api-handler.ts'
import { apiVersionsHandler } from './api-versions-handler.ts'
import { createTopicsHandler } from './create-topics-handler.ts'
import { deleteTopicsHandler } from './delete-topics-handler.ts'
import { fetchHandler } from './fetch-handler.ts'
import { findCoordinatorHandler } from './find-coordinator-handler.ts'
import { initProducerIdHandler } from './init-producer-id-handler.ts'
import { listOffsetsHandler } from './list-offsets-handler.ts'
import { metadataHandler } from './metadata-handler.ts'
import { produceHandler } from './produce-handler.ts'
import { saslAuthenticateHandler } from './sasl-authenticate-handler.ts'
import { saslHandshakeHandler } from './sasl-handshake-handler.ts'

/** The APIs that a testing broker answers by itself, by ascending key. */
export const apiHandlers: readonly ApiHandler<unknown, unknown>[] = [
  produceHandler,
  fetchHandler,
  listOffsetsHandler,
  metadataHandler,
  findCoordinatorHandler,
  saslHandshakeHandler,
  apiVersionsHandler,
  createTopicsHandler,
  deleteTopicsHandler,
  initProducerIdHandler,
  saslAuthenticateHandler
]
