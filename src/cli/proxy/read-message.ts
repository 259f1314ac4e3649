import { errorCodes, isKafkaError } from '../../index.ts'
import {
  type Api,
  ApiVersions,
  acks,
  apiByKey,
  decodeReceivedRequest,
  decodeResponse,
  Produce,
  type RequestHeader
} from '../../messages.ts'

/** A message that was decoded, or why it was not. */
export type ReadMessage = { readonly message: unknown; readonly version: number } | { readonly problem: string }

/** Whether brokers answer a request. They do not answer a Produce with acks 0. */
export function isAnswered({ apiKey, apiVersion }: RequestHeader, body: Uint8Array): boolean {
  if (apiKey !== Produce.key) return true
  const read = reading(Produce, apiVersion, () => decodeReceivedRequest(Produce, apiVersion, body))
  return 'problem' in read || (read.message as { readonly acks: number }).acks !== acks.NONE
}

/** The request that a body holds. */
export function readRequest({ apiKey, apiVersion }: RequestHeader, body: Uint8Array): ReadMessage {
  return reading(apiByKey(apiKey), apiVersion, api => decodeReceivedRequest(api, apiVersion, body))
}

/** The answer that a body holds, to a request with this header. */
export function readAnswer({ apiKey, apiVersion }: RequestHeader, body: Uint8Array): ReadMessage {
  const version = answerVersion(apiKey, apiVersion, body)
  return reading(apiByKey(apiKey), version, api => decodeResponse(api, version, body))
}

// KIP-511: a broker that does not have the version of an ApiVersions answers in version 0.
function answerVersion(apiKey: number, apiVersion: number, body: Uint8Array): number {
  if (apiKey !== ApiVersions.key || body.length < 2) return apiVersion
  const errorCode = Buffer.from(body.buffer, body.byteOffset, body.length).readInt16BE()
  return errorCode === errorCodes.UNSUPPORTED_VERSION ? 0 : apiVersion
}

type AnyApi = Api<unknown, unknown>

function reading(api: AnyApi | undefined, version: number, read: (api: AnyApi) => unknown): ReadMessage {
  if (api === undefined) return { problem: 'this version of kafkawire does not know the API' }
  if (version < api.minVersion || version > api.maxVersion)
    return { problem: `this version of kafkawire knows the versions ${api.minVersion} to ${api.maxVersion}` }
  try {
    return { message: read(api), version }
  } catch (error) {
    if (isKafkaError(error)) return { problem: error.message }
    throw error
  }
}
