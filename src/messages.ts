/// <reference types="node" preserve="true" />
import type { Api } from './protocol/api.ts'
import { apis } from './protocol/messages/index.ts'

export type { Api, ApiInfo, Data, Decoded, UnknownTags } from './protocol/api.ts'
export * from './protocol/codes/index.ts'
export {
  decodeRequestHeader,
  decodeResponseHeader,
  encodeRequestHeader,
  encodeResponseHeader,
  type RequestHeader,
  type ResponseHeader,
  requestHeaderVersion,
  responseHeaderVersion
} from './protocol/header.ts'
export * from './protocol/message-codec.ts'
export * from './protocol/messages/index.ts'

/** The API with this key, or undefined. Of two names for one key (74) the newer one is found. */
export function apiByKey(key: number): Api<unknown, unknown> | undefined {
  return apis.findLast(api => api.key === key)
}
