import type { ApiHandler } from '../api-handler.ts'
import { saslAuthenticateHandler } from './sasl-authenticate-handler.ts'
import { saslHandshakeHandler } from './sasl-handshake-handler.ts'

/** The handlers of APIs with which clients authenticate. */
export const saslHandlers: readonly ApiHandler<unknown, unknown>[] = [saslAuthenticateHandler, saslHandshakeHandler]
