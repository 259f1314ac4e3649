import { type BrokerAddress, isKafkaError, KafkaError, type VersionRange } from '../errors.ts'
import type { ApiInfo } from '../protocol/api.ts'
import { acks, apiKeys } from '../protocol/codes/index.ts'
import { infoByKey } from '../protocol/messages/infos.ts'
import { checkBytes, checkStruct } from '../protocol/primitives/checks.ts'
import { mistyped } from '../protocol/primitives/field-errors.ts'
import { Reader } from '../protocol/primitives/reader.ts'
import { formatAddress } from './address.ts'
import { throttleTimeIn } from './forwarded-throttle.ts'

/** A request whose body is already encoded. */
export interface ForwardedRequest {
  /** The API key, such as `apiKeys.Metadata`. */
  readonly key: number
  /** The version in which the body is encoded. */
  readonly version: number
  /** A body of 4 KiB or more is not copied. Do not change it until the request is answered. */
  readonly body: Uint8Array
  /**
   * How long the request itself asks the broker to take, in milliseconds. The connection waits that
   * much longer. Default: what the body of a Produce, Fetch or JoinGroup says, otherwise 0.
   */
  readonly waitMs?: number | undefined
}

/** The answer to a request that was forwarded. */
export interface ForwardedAnswer {
  /** The body, undecoded. Nothing else writes to these bytes. */
  readonly body: Uint8Array
  /**
   * How long the broker reads nothing from this connection, in milliseconds (KIP-219). The
   * connection gives the next requests as much more time. 0: for no time, or it cannot be found
   * without decoding, as in ApiVersions, OffsetDelete, and APIs that the driver does not know.
   */
  readonly throttleTimeMs: number
}

// Requests whose first fields say how long the broker may take.
const TELLS_WAIT: readonly number[] = [apiKeys.Produce, apiKeys.Fetch, apiKeys.JoinGroup]

/** What a connection must know about a request that it does not decode. */
export interface Expectation {
  readonly isAnswered: boolean
  /** How long the request asks the broker to take, in milliseconds. */
  readonly askedMs: number
}

/**
 * The API of a request to forward. Throws `KAFKA_UNSUPPORTED_VERSION` if the broker does not offer
 * the version of the request.
 */
export function forwardedApi({ key, version }: ForwardedRequest, offered: VersionRange | undefined, broker: BrokerAddress): ApiInfo {
  const api = infoByKey.get(key) ?? unknownApi(key)
  if (offered !== undefined && version >= offered.min && version <= offered.max) return api
  const offers = offered === undefined ? 'does not offer it at all' : `offers ${offered.min} to ${offered.max}`
  const client = { min: version, max: version }
  const text = `${api.name} v${version} cannot be forwarded: the broker ${formatAddress(broker)} ${offers}`
  const details = { delivery: 'not-sent', broker, api: api.name, apiVersion: version } as const
  throw new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client, server: offered, ...details })
}

/** Checks the fields of a request to forward. Throws `KAFKA_ENCODE`. */
export function checkForwarded(request: ForwardedRequest): void {
  checkStruct(request)
  for (const field of ['key', 'version'] as const) if (!Number.isInteger(request[field])) throw mistyped(field, 'an int16', request[field])
  checkBytes(request.body, 'body')
  if (request.waitMs !== undefined && !isWait(request.waitMs))
    throw mistyped('waitMs', 'a number of milliseconds from 0 on', request.waitMs)
}

const isWait = (value: unknown): boolean => typeof value === 'number' && value >= 0

/**
 * Reads from the first fields of a body whether the request is answered, and how long that may
 * take. The rest of the body is not checked: the broker does that.
 */
export function expectationOf({ key, version, body, waitMs }: ForwardedRequest, { flexibleFrom }: ApiInfo): Expectation {
  if (!TELLS_WAIT.includes(key)) return { isAnswered: true, askedMs: waitMs ?? 0 }
  const reader = new Reader(body)
  const isFlexible = version >= flexibleFrom
  try {
    if (key === apiKeys.Produce) {
      if (version >= 3) skipText(reader, isFlexible) // transactionalId
      const required = reader.int16()
      return { isAnswered: required !== acks.NONE, askedMs: waitMs ?? Math.max(0, reader.int32()) }
    }
    if (waitMs !== undefined) return { isAnswered: true, askedMs: waitMs }
    if (key === apiKeys.Fetch) {
      if (version <= 14) reader.int32() // replicaId
      return { isAnswered: true, askedMs: Math.max(0, reader.int32()) }
    }
    if (key === apiKeys.JoinGroup) {
      skipText(reader, isFlexible) // groupId
      const sessionTimeoutMs = reader.int32()
      return { isAnswered: true, askedMs: Math.max(0, version >= 1 ? reader.int32() : sessionTimeoutMs) }
    }
  } catch (error) {
    if (!isKafkaError(error, 'KAFKA_PROTOCOL')) throw error
  }
  return { isAnswered: true, askedMs: waitMs ?? 0 }
}

/** Reads the answer to a forwarded request. */
export function forwardedAnswer(api: ApiInfo): (reader: Reader, version: number) => ForwardedAnswer {
  return (reader, version) => {
    const body = reader.rest()
    return { body, throttleTimeMs: throttleTimeIn(body, api, version) }
  }
}

function skipText(reader: Reader, isFlexible: boolean): void {
  if (isFlexible) reader.compactNullableString()
  else reader.nullableString()
}

// An API that this driver does not know is newer, so it has flexible headers (KIP-482).
const unknownApi = (key: number): ApiInfo => ({ name: `API ${key}`, key, minVersion: 0, maxVersion: 0x7fff, flexibleFrom: 0 })
