import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  apis,
  type Data,
  decodeData,
  decodeRequest,
  decodeResponse,
  encodeData,
  encodeRequest,
  encodeResponse,
  payloads
} from '../../../src/messages.ts'
import { buildMessage, type Message } from '../../../tools/generate/model.ts'
import { loadSchemas } from '../../../tools/generate/schema.ts'
import type { Json, UnknownTag } from './json-form.ts'

const root = join(import.meta.dirname, '../../..')

/**
 * One line of the vectors: a message as Kafka's own Java classes wrote it.
 * test/conformance/vectors/README.md describes the fields.
 */
export interface Vector {
  kafka: string
  api: string
  key: number
  dir: 'request' | 'response' | 'data' | 'header'
  version: number
  headerVersion?: number
  correlationId?: number
  clientId?: string | null
  case: string
  bodyOffset: number
  hex: string
  json: Json
  superseded?: boolean
  unknownTags?: UnknownTag[]
  headerUnknownTags?: UnknownTag[]
}

/** The vectors of a file by message name, without the versions whose meaning has changed. */
export function readVectors(file: string): Map<string, Vector[]> {
  const text = gunzipSync(readFileSync(join(root, 'test/conformance/vectors', file))).toString('utf8')
  const vectors = new Map<string, Vector[]>()
  for (const line of text.trim().split('\n')) {
    const vector = JSON.parse(line) as Vector
    if (vector.superseded === true) continue
    const name = messageName(vector)
    vectors.set(name, [...(vectors.get(name) ?? []), vector])
  }
  return vectors
}

/** A message's codec, and the model from which it was generated. */
export interface Codec {
  readonly name: string
  readonly message: Message
  encode(version: number, message: unknown): Uint8Array
  decode(version: number, bytes: Uint8Array): unknown
}

const messages = new Map(loadSchemas(join(root, 'schemas')).map(schema => [schema.name, buildMessage(schema)]))

/** The codec of a message such as `FetchRequest`, `FetchResponse` or `EndTxnMarker`. */
export function codecOf(name: string): Codec {
  const message = messages.get(name)
  if (message === undefined) throw new Error(`no schema for ${name}`)
  const api = apis.find(each => name === `${each.name}Request` || name === `${each.name}Response`)
  if (api === undefined) return payloadCodec(name, message)
  if (name.endsWith('Request')) {
    return { name, message, encode: (v, m) => encodeRequest(api, v, m), decode: (v, b) => decodeRequest(api, v, b) }
  }
  return { name, message, encode: (v, m) => encodeResponse(api, v, m), decode: (v, b) => decodeResponse(api, v, b) }
}

function payloadCodec(name: string, message: Message): Codec {
  const data: Data<unknown> | undefined = payloads.find(each => each.name === name)
  if (data === undefined) throw new Error(`there is no codec for ${name}`)
  return { name, message, encode: (v, m) => encodeData(data, v, m), decode: (v, b) => decodeData(data, v, b) }
}

function messageName({ api, dir }: Vector): string {
  return dir === 'request' ? `${api}Request` : dir === 'response' ? `${api}Response` : api
}
