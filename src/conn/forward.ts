import { type BrokerAddress, KafkaError, type VersionRange } from '../errors.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { apiInfos } from '../protocol/messages/infos.ts'
import { checkBytes, checkStruct } from '../protocol/primitives/checks.ts'
import { mistyped } from '../protocol/primitives/failures.ts'
import { formatAddress } from './address.ts'

/** A request whose body is encoded already. */
export interface ForwardedRequest {
  /** The API key. */
  readonly key: number
  readonly version: number
  readonly body: Uint8Array
}

/** What is known of the API of such a request. Throws `KAFKA_UNSUPPORTED_VERSION` if the broker does not offer that version of it. */
export function forwardedApi({ key, version }: ForwardedRequest, offered: VersionRange | undefined, broker: BrokerAddress): ApiInfo {
  const api = apiInfos.find(each => each.key === key) ?? unknownApi(key)
  if (offered !== undefined && version >= offered.min && version <= offered.max) return api
  const offers = offered === undefined ? 'does not offer it at all' : `offers ${offered.min} to ${offered.max}`
  const client = { min: version, max: version }
  const text = `${api.name} v${version} cannot be forwarded: the broker ${formatAddress(broker)} ${offers}`
  const details = { delivery: 'not-sent', broker, api: api.name, apiVersion: version } as const
  throw new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client, server: offered, ...details })
}

/** Checks what `forward` was given, as the codec checks what `send` is given. Throws `KAFKA_ENCODE`. */
export function checkForwarded(request: ForwardedRequest): void {
  checkStruct(request)
  for (const field of ['key', 'version'] as const) if (!Number.isInteger(request[field])) throw mistyped(field, 'an int16', request[field])
  checkBytes(request.body, 'body')
}

// An API that is newer than this driver has flexible headers: all have had since KIP-482.
const unknownApi = (key: number): ApiInfo => ({ name: `API ${key}`, key, minVersion: 0, maxVersion: 0x7fff, flexibleFrom: 0 })
