import { join } from 'node:path'
import { buildMessage, type Field, type Struct, type Type } from '../../../tools/generate/model.ts'
import { loadSchemas } from '../../../tools/generate/schema.ts'

/** A name that nothing in the cluster has. */
export const NOWHERE = 'kafkawire-nowhere'

/** An id that no topic and no member has. */
export const UNKNOWN_UUID: string = Buffer.alloc(16, 0x5e).toString('base64url')

const schemas = loadSchemas(join(import.meta.dirname, '../../../schemas'))

/**
 * The smallest request of an API in a version that still means something: only the fields without a
 * default, null where that is allowed, and one element in each array.
 */
export function minimalRequest(api: string, version: number): Record<string, unknown> {
  const schema = schemas.find(({ name }) => name === `${api}Request`)
  if (schema === undefined) throw new Error(`the schemas have no ${api}Request`)
  return minimalStruct(buildMessage(schema).root, version)
}

function minimalStruct({ fields }: Struct, version: number): Record<string, unknown> {
  const needed = fields.filter(
    ({ default: given, versions, tagged }) => given === undefined && versions.includes(version) && !tagged.includes(version)
  )
  return Object.fromEntries(needed.map(field => [field.name, minimalField(field, version)]))
}

function minimalField({ type, nullable }: Field, version: number): unknown {
  return nullable.includes(version) ? null : minimalValue(type, version)
}

function minimalValue(type: Type, version: number): unknown {
  if (type.kind === 'struct') return minimalStruct(type.struct, version)
  if (type.kind === 'array') return [minimalValue(type.of, version)]
  if (type.kind === 'string') return NOWHERE
  if (type.kind === 'bytes') return new Uint8Array(0)
  if (type.name === 'bool') return false
  if (type.name === 'uuid') return UNKNOWN_UUID
  return type.name === 'int64' ? 0n : 0
}
