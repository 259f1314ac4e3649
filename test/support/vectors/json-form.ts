import type { Field, Message, Struct, Type } from '../../../tools/generate/model.ts'

/**
 * The JSON form of values in the vectors: int64 and non-finite numbers are text, bytes are base64,
 * and fields that the version lacks are left out.
 */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** An unknown tagged field, and the path of the struct that holds it, such as `topics[0]`. */
export interface UnknownTag {
  path: string
  tag: number
  hex: string
}

type Values = Record<string, unknown>

/** A decoded message in the form of the vectors, with its unknown tagged fields beside it. */
export function toJson(message: Message, value: unknown, version: number): { json: Json; unknownTags: UnknownTag[] } {
  const unknownTags: UnknownTag[] = []
  return { json: structToJson(message.root, value as Values, version, '', unknownTags), unknownTags }
}

/** The message that a vector describes. */
export function fromJson(message: Message, json: Json, version: number, unknownTags: readonly UnknownTag[] = []): unknown {
  return structFromJson(message.root, json as Record<string, Json>, version, '', unknownTags)
}

function structToJson(struct: Struct, values: Values, version: number, path: string, unknownTags: UnknownTag[]): Json {
  const json: Record<string, Json> = {}
  for (const field of struct.fields) {
    if (!field.versions.includes(version)) continue
    const value = valueToJson(field.type, values[field.name], version, join(path, field.name), unknownTags)
    const isTagged = field.tagged.includes(version)
    if (isTagged && JSON.stringify(value) === JSON.stringify(defaultJson(field, version))) continue
    json[field.name] = value
  }
  for (const [tag, bytes] of (values['unknownTags'] as Map<number, Uint8Array> | undefined) ?? []) {
    unknownTags.push({ path, tag, hex: Buffer.from(bytes).toString('hex') })
  }
  return json
}

function valueToJson(type: Type, value: unknown, version: number, path: string, unknownTags: UnknownTag[]): Json {
  if (value === null) return null
  if (typeof value === 'bigint') return `${value}`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (type.kind === 'primitive' && type.name === 'float64') return Number.isFinite(value) ? (value as number) : `${value}`
  if (type.kind === 'array') return (value as unknown[]).map((each, i) => valueToJson(type.of, each, version, `${path}[${i}]`, unknownTags))
  if (type.kind === 'struct') return structToJson(type.struct, value as Values, version, path, unknownTags)
  return value as Json
}

function structFromJson(
  struct: Struct,
  json: Record<string, Json>,
  version: number,
  path: string,
  unknownTags: readonly UnknownTag[]
): Values {
  const values: Values = {}
  for (const field of struct.fields) {
    const value = json[field.name]
    if (value !== undefined) values[field.name] = valueFromJson(field.type, value, version, join(path, field.name), unknownTags)
  }
  const own = unknownTags.filter(tag => tag.path === path)
  if (own.length > 0) values['unknownTags'] = new Map(own.map(({ tag, hex }) => [tag, Buffer.from(hex, 'hex')]))
  return values
}

function valueFromJson(type: Type, json: Json, version: number, path: string, unknownTags: readonly UnknownTag[]): unknown {
  if (json === null) return null
  switch (type.kind) {
    case 'array':
      return (json as Json[]).map((each, i) => valueFromJson(type.of, each, version, `${path}[${i}]`, unknownTags))
    case 'struct':
      return structFromJson(type.struct, json as Record<string, Json>, version, path, unknownTags)
    case 'bytes':
      return Buffer.from(json as string, 'base64')
    case 'primitive':
      if (type.name === 'int64') return BigInt(json as string)
      return type.name === 'float64' ? Number(json) : json
    case 'string':
      return json
  }
}

function defaultJson(field: Field, version: number): Json {
  const { type, default: text } = field
  if (text === 'null') return null
  if (type.kind === 'array') return []
  if (type.kind === 'string' || type.kind === 'bytes') return text ?? ''
  if (type.kind === 'struct') {
    const present = type.struct.fields.filter(({ versions, tagged }) => versions.includes(version) && !tagged.includes(version))
    return Object.fromEntries(present.map(inner => [inner.name, defaultJson(inner, version)]))
  }
  if (type.name === 'bool') return text === 'true'
  if (type.name === 'uuid') return 'AAAAAAAAAAAAAAAAAAAAAA'
  return type.name === 'int64' ? `${BigInt(text ?? 0)}` : Number(text ?? 0)
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
