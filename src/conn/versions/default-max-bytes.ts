import type { ApiInfo } from '../../protocol/api.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'

// The default of `fetch.max.bytes` of Kafka's own consumer.
const CONSUMER_MAX_BYTES = 52_428_800

/**
 * Adds `maxBytes` to a Fetch, ShareFetch or FetchSnapshot that leaves it out: 50 MiB, or half of
 * the connection's `maxFrameBytes` if that is less. Kafka's default is 2 GiB, which no connection
 * accepts. The other half is room for a batch that is larger than `maxBytes`: a broker sends the
 * first batch whatever its size.
 */
export function withDefaultMaxBytes<Req>({ key }: ApiInfo, request: Req, maxFrameBytes: number): Req {
  if (key !== apiKeys.Fetch && key !== apiKeys.ShareFetch && key !== apiKeys.FetchSnapshot) return request
  if (typeof request !== 'object' || request === null) return request
  if ((request as { maxBytes?: unknown }).maxBytes !== undefined) return request
  return { ...request, maxBytes: Math.min(CONSUMER_MAX_BYTES, Math.floor(maxFrameBytes / 2)) }
}
