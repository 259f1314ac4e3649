import { isKafkaError, KafkaError, type VersionRange } from '../errors.ts'
import type { Api, ApiInfo, Data, Decoded } from './api.ts'
import { Reader } from './primitives/reader.ts'
import { Writer } from './primitives/writer.ts'

/**
 * Encodes the body of a request, without frame length and header. Throws `KAFKA_ENCODE` with the
 * path of a wrong field, or `KAFKA_UNSUPPORTED_VERSION` for a version that the API does not have.
 */
export function encodeRequest<Req, Res>(api: Api<Req, Res>, version: number, message: Req): Uint8Array {
  return encode(api, version, 'request', writer => api.encodeRequest(writer, message, version))
}

/**
 * Decodes the body of a request, without frame length and header. Throws `KAFKA_PROTOCOL` if the
 * bytes are malformed or some are left over, or `KAFKA_UNSUPPORTED_VERSION` for a version that the
 * API does not have.
 */
export function decodeRequest<Req, Res>(api: Api<Req, Res>, version: number, bytes: Uint8Array): Decoded<Req> {
  return decode(api, version, 'request', bytes, reader => api.decodeRequest(reader, version))
}

/**
 * Decodes the body of a request as a broker does: bytes after the last field are ignored.
 * librdkafka 2.x sends three such bytes after a Metadata request for all topics. Throws
 * `KAFKA_PROTOCOL` if the bytes are malformed, or `KAFKA_UNSUPPORTED_VERSION` for a version that
 * the API does not have.
 */
export function decodeReceivedRequest<Req, Res>(api: Api<Req, Res>, version: number, bytes: Uint8Array): Decoded<Req> {
  return decode(api, version, 'request', bytes, reader => api.decodeRequest(reader, version), 'ignore')
}

/**
 * Encodes the body of a response, without frame length and header. Throws `KAFKA_ENCODE` with the
 * path of a wrong field, or `KAFKA_UNSUPPORTED_VERSION` for a version that the API does not have.
 */
export function encodeResponse<Req, Res>(api: Api<Req, Res>, version: number, message: Res): Uint8Array {
  return encode(api, version, 'response', writer => api.encodeResponse(writer, message, version))
}

/**
 * Decodes the body of a response, without frame length and header. Throws `KAFKA_PROTOCOL` if the
 * bytes are malformed or some are left over, or `KAFKA_UNSUPPORTED_VERSION` for a version that the
 * API does not have.
 */
export function decodeResponse<Req, Res>(api: Api<Req, Res>, version: number, bytes: Uint8Array): Decoded<Res> {
  return decode(api, version, 'response', bytes, reader => api.decodeResponse(reader, version))
}

/**
 * Encodes a payload without a version in front; see `encodeVersioned` for payloads with one. Throws
 * `KAFKA_ENCODE` or `KAFKA_UNSUPPORTED_VERSION`.
 */
export function encodeData<T>(data: Data<T>, version: number, message: T): Uint8Array {
  return encode(data, version, 'payload', writer => data.encode(writer, message, version))
}

/**
 * Decodes a payload that has no version in front; see `decodeVersioned` for payloads with one.
 * Throws `KAFKA_PROTOCOL` or `KAFKA_UNSUPPORTED_VERSION`.
 */
export function decodeData<T>(data: Data<T>, version: number, bytes: Uint8Array): Decoded<T> {
  return decode(data, version, 'payload', bytes, reader => data.decode(reader, version))
}

/**
 * Encodes a payload with its version in front, an int16: the form of ConsumerProtocolSubscription,
 * ConsumerProtocolAssignment and the values of EndTxnMarker. Throws `KAFKA_ENCODE` or
 * `KAFKA_UNSUPPORTED_VERSION`.
 */
export function encodeVersioned<T>(data: Data<T>, version: number, message: T): Uint8Array {
  return encode(data, version, 'payload', writer => {
    writer.int16(version, 'version')
    data.encode(writer, message, version)
  })
}

/**
 * Decodes a payload with its version in front, an int16. A newer version than `data.maxVersion` is
 * read as that version, and the bytes after it are ignored. Throws `KAFKA_PROTOCOL` or
 * `KAFKA_UNSUPPORTED_VERSION`.
 */
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

/**
 * Adds the API and the version to the text and the fields of an encoding or decoding error. Returns
 * any other error as it is.
 */
export function explain(error: unknown, api: { readonly name: string }, apiVersion: number | undefined, what: string): unknown {
  if (!isKafkaError(error, 'KAFKA_ENCODE', 'KAFKA_PROTOCOL')) return error
  const text = `${api.name} ${what}${apiVersion === undefined ? '' : ` v${apiVersion}`}: ${error.message.trimStart()}`
  if (error.code === 'KAFKA_ENCODE')
    return new KafkaError(error.code, text, { path: error.path, versions: error.versions, delivery: 'not-sent', api: api.name, apiVersion })
  return new KafkaError(error.code, text, { offset: error.offset, api: api.name, apiVersion })
}

type Versions = Pick<ApiInfo, 'name' | 'minVersion' | 'maxVersion'>

// A writer for the next message, because allocating its memory costs more than writing most
// messages. Undefined while it is in use: a getter of the message may encode another one.
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

function decode<T>(
  api: Versions,
  version: number,
  what: string,
  bytes: Uint8Array,
  read: (reader: Reader) => T,
  leftOver: 'refuse' | 'ignore' = 'refuse'
): T {
  if (!speaks(api, version)) throw unsupported(api, version)
  const reader = new Reader(bytes)
  try {
    const message = read(reader)
    if (leftOver === 'refuse') reader.finish()
    return message
  } catch (error) {
    throw explain(error, api, version, what)
  }
}

const speaks = ({ minVersion, maxVersion }: Versions, version: number): boolean =>
  Number.isInteger(version) && version >= minVersion && version <= maxVersion

function unsupported({ name, minVersion, maxVersion }: Versions, version: number): KafkaError {
  const client: VersionRange = { min: minVersion, max: maxVersion }
  const text = `${name} has no version ${version} in this driver: this driver speaks ${minVersion} to ${maxVersion}`
  return new KafkaError('KAFKA_UNSUPPORTED_VERSION', text, { client, delivery: 'not-sent', api: name })
}
