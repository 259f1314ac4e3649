import { errorCodes } from '../../../protocol/codes/index.ts'
import {
  SaslAuthenticate,
  type SaslAuthenticateRequest,
  type SaslAuthenticateResponse
} from '../../../protocol/messages/sasl-authenticate.ts'
import { SASL_OUT_OF_PLACE } from '../../sasl/sasl-session.ts'
import type { ApiHandler } from '../api-handler.ts'

export const saslAuthenticateHandler: ApiHandler<SaslAuthenticateRequest, SaslAuthenticateResponse> = {
  api: SaslAuthenticate,
  advertised: { min: 0, max: 2 },
  served: { min: 0, max: 2 },
  answer({ authBytes }, { sasl }) {
    return sasl?.authenticate(authBytes) ?? SASL_OUT_OF_PLACE
  },
  afterAnswer({ errorCode, authBytes }, { sasl, sendToken }) {
    if (errorCode === errorCodes.NONE) sendToken?.(authBytes) // a refusal is not sent as a raw token
    sasl?.conclude(errorCode)
  }
}
