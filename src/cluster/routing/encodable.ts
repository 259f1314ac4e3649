import { isKafkaError } from '../../errors.ts'
import type { Api } from '../../protocol/api.ts'
import { encodeRequest } from '../../protocol/message-codec.ts'

/** Throws `KAFKA_ENCODE` if a request cannot be encoded: for requests that wait, and would wait in vain, before they are encoded. */
export function checkEncodable<Req, Res>(api: Api<Req, Res>, request: Req): void {
  encodeRequest(api, api.highestVersionFor?.(request) ?? api.maxVersion, request)
}

/**
 * Routing looks into requests before the encoder has checked them, and takes them to be what their types say. Of what fails because a request is
 * something else, this gives the error that the encoder would have thrown; any other error as it is.
 */
export function explainedByEncoder<Req, Res>(api: Api<Req, Res>, request: Req, error: unknown): unknown {
  if (isKafkaError(error)) return error
  try {
    checkEncodable(api, request)
    return error
  } catch (refused) {
    return refused
  }
}
