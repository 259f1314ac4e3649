import { join } from 'node:path'
import { buildMessage, type Struct, type Type } from '../../../../tools/generate/model.ts'
import { loadSchemas } from '../../../../tools/generate/schema.ts'
import { Later } from './later.ts'

const schemas = loadSchemas(join(import.meta.dirname, '../../../../schemas'))
const roots = new Map<string, Struct>()

/** Leaves out the fields of a draft that this version of the request does not have. */
export function fit(api: string, version: number, draft: unknown): unknown {
  let root = roots.get(api)
  if (root === undefined) {
    const schema = schemas.find(({ name }) => name === `${api}Request`)
    if (schema === undefined) throw new Error(`The schemas have no ${api}Request`)
    root = buildMessage(schema).root
    roots.set(api, root)
  }
  return fitStruct(root, version, draft, api)
}

function fitStruct({ fields }: Struct, version: number, draft: unknown, path: string): unknown {
  if (draft === null || typeof draft !== 'object' || draft instanceof Later) return draft
  return Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) => {
      const field = fields.find(each => each.name === name)
      if (field === undefined) throw new Error(`${path} has no field ${name}`)
      return field.versions.includes(version) ? [[name, fitValue(field.type, version, value, `${path}.${name}`)]] : []
    })
  )
}

function fitValue(type: Type, version: number, value: unknown, path: string): unknown {
  if (type.kind === 'struct') return fitStruct(type.struct, version, value, path)
  if (type.kind === 'array' && Array.isArray(value)) return value.map(each => fitValue(type.of, version, each, path))
  return value
}
