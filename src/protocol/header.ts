import type { ApiInfo } from './api.ts'
import { apiKeys } from './codes/index.ts'
import { infoByKey } from './messages/infos.ts'
import { unwritable } from './primitives/field-errors.ts'
import { Reader } from './primitives/reader.ts'
import { Writer } from './primitives/writer.ts'

/** The header of a request: the fields before its body. */
export interface RequestHeader {
  /** The key of the API, an int16. */
  apiKey: number
  /** The version of the API in which the body is encoded, an int16. */
  apiVersion: number
  /** The number of the request, an int32. The response has the same number. */
  correlationId: number
  /** The client id, or null. Header versions 1 and 2 have it. */
  clientId?: string | null | undefined
  /** Tagged fields that the driver does not know (KIP-482). Only header version 2 has them. */
  unknownTags?: Map<number, Uint8Array> | undefined
}

/** The header of a response: the fields before its body. */
export interface ResponseHeader {
  /** The number of the request that this response answers, an int32. */
  correlationId: number
  /** Tagged fields that the driver does not know (KIP-482). Only header version 1 has them. */
  unknownTags?: Map<number, Uint8Array> | undefined
}

type Versioned = Pick<ApiInfo, 'key' | 'flexibleFrom'>

const { ApiVersions: API_VERSIONS, ControlledShutdown: CONTROLLED_SHUTDOWN } = apiKeys

/**
 * The version of a request header: 2 for flexible versions of the API, otherwise 1.
 * ControlledShutdown v0 is older than client ids, and the only request with header version 0.
 */
export function requestHeaderVersion({ key, flexibleFrom }: Versioned, apiVersion: number): number {
  if (apiVersion >= flexibleFrom) return 2
  return key === CONTROLLED_SHUTDOWN && apiVersion === 0 ? 0 : 1
}

/**
 * The version of a response header: 1 for flexible versions of the API, otherwise 0. ApiVersions
 * always answers with header version 0 (KIP-511), because a client that asked in a version which
 * the broker does not have must be able to read the answer without knowing its version.
 */
export function responseHeaderVersion({ key, flexibleFrom }: Versioned, apiVersion: number): number {
  return apiVersion >= flexibleFrom && key !== API_VERSIONS ? 1 : 0
}

/**
 * Encodes a request header. Its version follows from the API and its version. Throws
 * `KAFKA_ENCODE`.
 */
export function encodeRequestHeader(header: RequestHeader): Uint8Array {
  const writer = new Writer()
  writeRequestHeader(writer, { key: header.apiKey, flexibleFrom: flexibleFrom(header.apiKey) }, header)
  return writer.takeBytes()
}

/**
 * Decodes a request header. `byteLength` is its size, so the body begins there. The header of an
 * unknown API is read as version 1. Throws `KAFKA_PROTOCOL`.
 */
export function decodeRequestHeader(bytes: Uint8Array): RequestHeader & { readonly byteLength: number } {
  const reader = new Reader(bytes)
  return { ...readRequestHeader(reader), byteLength: reader.offset }
}

/** Encodes the header of a response to a request of this API and version. Throws `KAFKA_ENCODE`. */
export function encodeResponseHeader(api: Versioned, apiVersion: number, header: ResponseHeader): Uint8Array {
  const writer = new Writer()
  writeResponseHeader(writer, responseHeaderVersion(api, apiVersion), header)
  return writer.takeBytes()
}

/**
 * Decodes the header of a response to a request of this API and version. `byteLength` is its size,
 * so the body begins there. Throws `KAFKA_PROTOCOL`.
 */
export function decodeResponseHeader(
  api: Versioned,
  apiVersion: number,
  bytes: Uint8Array
): ResponseHeader & { readonly byteLength: number } {
  const reader = new Reader(bytes)
  return { ...readResponseHeader(reader, responseHeaderVersion(api, apiVersion)), byteLength: reader.offset }
}

// `clientId` keeps its two-byte length even in header v2: a broker must be able to read the header
// of an ApiVersions request whose version it does not know (KIP-511).
export function writeRequestHeader(writer: Writer, api: Versioned, header: RequestHeader): void {
  const version = requestHeaderVersion(api, header.apiVersion)
  writer.int16(header.apiKey, 'apiKey')
  writer.int16(header.apiVersion, 'apiVersion')
  writer.int32(header.correlationId, 'correlationId')
  if (version >= 1) writer.nullableString(header.clientId === undefined ? null : header.clientId, 'clientId')
  writeTags(writer, version >= 2, header.unknownTags)
}

// The connections of a program usually have one client id, and share its bytes.
let lastClientId: string | undefined
let lastClientIdBytes: Uint8Array = Buffer.alloc(0)

/** Encodes a client id as it is in request headers, once for all requests of a connection. */
export function encodeClientId(clientId: string): Uint8Array {
  if (clientId === lastClientId) return lastClientIdBytes
  const writer = new Writer()
  writer.string(clientId, 'clientId')
  lastClientIdBytes = writer.takeBytes()
  lastClientId = clientId
  return lastClientIdBytes
}

/**
 * Writes a request header like {@link writeRequestHeader}, with a client id from {@link
 * encodeClientId}.
 */
export function writeRequestHeaderFor(
  writer: Writer,
  api: Versioned,
  apiVersion: number,
  correlationId: number,
  clientId: Uint8Array
): void {
  const version = requestHeaderVersion(api, apiVersion)
  writer.int32((api.key << 16) | apiVersion, 'apiKey')
  writer.int32(correlationId, 'correlationId')
  if (version >= 1) writer.raw(clientId)
  if (version >= 2) writer.unsignedVarint(0)
}

export function readRequestHeader(reader: Reader): RequestHeader {
  const apiKey = reader.int16()
  const apiVersion = reader.int16()
  const correlationId = reader.int32()
  const version = requestHeaderVersion({ key: apiKey, flexibleFrom: flexibleFrom(apiKey) }, apiVersion)
  const clientId = version >= 1 ? reader.nullableString() : null
  const header: RequestHeader = { apiKey, apiVersion, correlationId, clientId }
  const unknownTags = version >= 2 ? reader.unknownTags() : undefined
  if (unknownTags !== undefined) header.unknownTags = unknownTags
  return header
}

export function writeResponseHeader(writer: Writer, version: number, header: ResponseHeader): void {
  writer.int32(header.correlationId, 'correlationId')
  writeTags(writer, version >= 1, header.unknownTags)
}

export function readResponseHeader(reader: Reader, version: number): ResponseHeader {
  const header: ResponseHeader = { correlationId: reader.int32() }
  const unknownTags = version >= 1 ? reader.unknownTags() : undefined
  if (unknownTags !== undefined) header.unknownTags = unknownTags
  return header
}

function writeTags(writer: Writer, flexible: boolean, tags: Map<number, Uint8Array> | undefined): void {
  if (flexible) writer.unknownTags(tags)
  else if (tags !== undefined && tags?.size !== 0) throw unwritable('unknownTags', 'is set, but this header has no tagged fields')
}

const flexibleFrom = (apiKey: number): number => infoByKey.get(apiKey)?.flexibleFrom ?? Number.POSITIVE_INFINITY
