import { isKafkaError } from '../../errors.ts'
import type { Api } from '../../protocol/api.ts'
import { encodeRequest } from '../../protocol/message-codec.ts'

/**
 * Throws `KAFKA_ENCODE` if a request cannot be encoded. It is for requests that have to wait before
 * they are sent, so that the caller gets this error at once.
 */
export function checkEncodable<Req, Res>(api: Api<Req, Res>, request: Req): void {
  encodeRequest(api, api.highestVersionFor?.(request) ?? api.maxVersion, request)
}

/**
 * Returns the error that the encoder throws for a request, if it throws one, and the given error
 * otherwise. Routing reads requests before the encoder has checked them, and trusts their types. So
 * a request of the wrong shape may make it fail with an error that explains nothing.
 */
export function explainedByEncoder<Req, Res>(api: Api<Req, Res>, request: Req, error: unknown): unknown {
  if (isKafkaError(error)) return error
  try {
    checkEncodable(api, request)
    return error
  } catch (encodeError) {
    return encodeError
  }
}
