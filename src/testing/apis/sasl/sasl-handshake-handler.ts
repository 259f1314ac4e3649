import { errorCodes } from '../../../protocol/codes/index.ts'
import { SaslHandshake, type SaslHandshakeRequest, type SaslHandshakeResponse } from '../../../protocol/messages/sasl-handshake.ts'
import type { ApiHandler } from '../api-handler.ts'

export const saslHandshakeHandler: ApiHandler<SaslHandshakeRequest, SaslHandshakeResponse> = {
  api: SaslHandshake,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer({ mechanism }, { apiVersion, sasl }) {
    // After version 0 the client sends raw tokens (KIP-43), after version 1 tokens in
    // SaslAuthenticate (KIP-152).
    return sasl?.handshake(mechanism, apiVersion === 0) ?? { errorCode: errorCodes.ILLEGAL_SASL_STATE, mechanisms: [] }
  },
  afterAnswer({ errorCode }, { sasl }) {
    sasl?.conclude(errorCode)
  }
}
