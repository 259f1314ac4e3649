import type { ApiInfo } from '../../protocol/api.ts'

// Their answers are as large as `maxBytes` lets them be.
const FETCH = 1
const FETCH_SNAPSHOT = 59
const SHARE_FETCH = 78

// What Kafka's own consumer asks for (fetch.max.bytes).
const USUAL_BYTES = 52_428_800

/**
 * The request with the `maxBytes` that a connection with this limit asks for where the caller left it out. Kafka's default is 2 GiB, which no
 * connection accepts. Half of the limit leaves room for a batch that is larger than `maxBytes`: a broker sends the first one whatever its size.
 */
export function withMaxBytes<Req>({ key }: ApiInfo, request: Req, maxFrameBytes: number): Req {
  if (key !== FETCH && key !== SHARE_FETCH && key !== FETCH_SNAPSHOT) return request
  if (typeof request !== 'object' || request === null) return request
  if ((request as { maxBytes?: unknown }).maxBytes !== undefined) return request
  return { ...request, maxBytes: Math.min(USUAL_BYTES, Math.floor(maxFrameBytes / 2)) }
}
