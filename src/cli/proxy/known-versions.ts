import { ApiVersions, type ApiVersionsResponse, apiByKey, encodeResponse, type RequestHeader } from '../../messages.ts'
import { apisWithAddresses } from './advertised-addresses.ts'
import { readAnswer } from './read-message.ts'

/**
 * A copy of an answer to ApiVersions, without the versions of messages with addresses that this
 * package does not know: their addresses could not be replaced. Undefined if there are none.
 */
export function withKnownVersions(header: RequestHeader, body: Uint8Array): Uint8Array | undefined {
  if (header.apiKey !== ApiVersions.key) return undefined
  const read = readAnswer(header, body)
  if ('problem' in read) return undefined
  const answer = read.message as ApiVersionsResponse
  const highest = (apiKey: number): number => (apisWithAddresses.has(apiKey) ? (apiByKey(apiKey)?.maxVersion ?? 0) : Number.MAX_VALUE)
  if (answer.apiKeys.every(({ apiKey, maxVersion }) => maxVersion <= highest(apiKey))) return undefined
  const apiKeys = answer.apiKeys.map(each => ({ ...each, maxVersion: Math.min(each.maxVersion, highest(each.apiKey)) }))
  return encodeResponse(ApiVersions, read.version, { ...answer, apiKeys })
}
