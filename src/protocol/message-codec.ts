import { isKafkaError, KafkaError, type VersionRange } from '../errors.ts'
import type { Api, ApiInfo, Data, Decoded } from './api.ts'
import { Reader } from './primitives/reader.ts'
import { Writer } from './primitives/writer.ts'

/** Encodes the body of a request. Throws `KAFKA_ENCODE`, or `KAFKA_UNSUPPORTED_VERSION` for a version that the API does not have. */
export function encodeRequest<Req, Res>(api: Api<Req, Res>, version: number, message: Req): Uint8Array {
  return encode(api, version, 'request', writer => api.encodeRequest(writer, message, version))
}

/** Decodes the body of a request, to its last byte. Throws `KAFKA_PROTOCOL`. */
export function decodeRequest<Req, Res>(api: Api<Req, Res>, version: number, bytes: Uint8Array): Decoded<Req> {
  return decode(api, version, 'request', bytes, reader => api.decodeRequest(reader, version))
}

/** Encodes the body of a response. Throws `KAFKA_ENCODE`, or `KAFKA_UNSUPPORTED_VERSION` for a version that the API does not have. */
export function encodeResponse<Req, Res>(api: Api<Req, Res>, version: number, message: Res): Uint8Array {
  return encode(api, version, 'response', writer => api.encodeResponse(writer, message, version))
}

/** Decodes the body of a response, to its last byte. Throws `KAFKA_PROTOCOL`. */
export function decodeResponse<Req, Res>(api: Api<Req, Res>, version: number, bytes: Uint8Array): Decoded<Res> {
  return decode(api, version, 'response', bytes, reader => api.decodeResponse(reader, version))
}

/** Encodes a payload without the int16 version that precedes some of them. */
export function encodeData<T>(data: Data<T>, version: number, message: T): Uint8Array {
  return encode(data, version, 'payload', writer => data.encode(writer, message, version))
}

/** Decodes a payload without the int16 version that precedes some of them. */
export function decodeData<T>(data: Data<T>, version: number, bytes: Uint8Array): Decoded<T> {
  return decode(data, version, 'payload', bytes, reader => data.decode(reader, version))
}

/** Encodes a payload behind its version, an int16: so travel ConsumerProtocolSubscription and -Assignment and the values of EndTxnMarker. */
export function encodeVersioned<T>(data: Data<T>, version: number, message: T): Uint8Array {
  return encode(data, version, 'payload', writer => {
    writer.int16(version, 'version')
    data.encode(writer, message, version)
  })
}

/** Decodes a payload that stands behind its version. A newer version than ours is read as our newest, and what follows is left unread. */
export function decodeVersioned<T>(data: Data<T>, bytes: Uint8Array): { version: number; message: Decoded<T> } {
  const reader = new Reader(bytes)
  try {
    const version = reader.int16()
    if (version < data.minVersion) throw unsupported(data, version)
    const message = data.decode(reader, Math.min(version, data.maxVersion))
    if (version <= data.maxVersion) reader.finish()
    return { version, message }
  } catch (error) {
    throw explain(error, data, undefined, 'payload')
  }
}

/** The same error with the message it concerns named in its text and its fields. */
export function explain(error: unknown, api: { readonly name: string }, apiVersion: number | undefined, what: string): unknown {
  if (!isKafkaError(error, 'KAFKA_ENCODE', 'KAFKA_PROTOCOL')) return error
  const text = `${api.name} ${what}${apiVersion === undefined ? '' : ` v${apiVersion}`}: ${error.message.trimStart()}`
  if (error.code === 'KAFKA_ENCODE')
    return new KafkaError(error.code, text, { path: error.path, versions: error.versions, delivery: 'not-sent', api: api.name, apiVersion })
  return new KafkaError(error.code, text, { offset: error.offset, api: api.name, apiVersion })
}

type Versions = Pick<ApiInfo, 'name' | 'minVersion' | 'maxVersion'>

// Kept for the next message, as its memory costs more than writing most messages does. Not there while in use: a getter may encode too.
let idleWriter: Writer | undefined

function encode(api: Versions, version: number, what: string, write: (writer: Writer) => void): Uint8Array {
  if (!speaks(api, version)) throw unsupported(api, version)
  const writer = idleWriter ?? new Writer()
  idleWriter = undefined
  try {
    write(writer)
  } catch (error) {
    throw explain(error, api, version, what)
  }
  const bytes = writer.takeBytes()
  idleWriter = writer
  return bytes
}

function decode<T>(api: Versions, version: number, what: string, bytes: Uint8Array, read: (reader: Reader) => T): T {
  if (!speaks(api, version)) throw unsupported(api, version)
  const reader = new Reader(bytes)
  try {
    const message = read(reader)
    reader.finish()
    return message
  } catch (error) {
    throw explain(error, api, version, what)
  }
}

const speaks = ({ minVersion, maxVersion }: Versions, version: number): boolean =>
  Number.isInteger(version) && version >= minVersion && version <= maxVersion

function unsupported({ name, minVersion, maxVersion }: Versions, version: number): KafkaError {
  const client: VersionRange = { min: minVersion, max: maxVersion }
  const text = `${name} has no version ${version} here: this driver speaks ${minVersion} to ${maxVersion}`
  return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client, delivery: 'not-sent', api: name })
}
