import { closedSet } from './closed-sets.ts'
import { driverDefault } from './defaults.ts'
import type { FieldSchema, MessageSchema } from './schema.ts'
import { allVersions, both, type Versions, versionsOf } from './versions.ts'

export const PRIMITIVES = ['bool', 'int8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'float64', 'uuid'] as const
export type Primitive = (typeof PRIMITIVES)[number]

export type Type =
  | { readonly kind: 'primitive'; readonly name: Primitive }
  | { readonly kind: 'string' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'array'; readonly of: Type }
  | { readonly kind: 'struct'; readonly struct: Struct }

/** One field of a struct. Its versions are within the versions of the struct. */
export interface Field {
  readonly name: string
  readonly type: Type
  /** The type's name in Kafka's definitions, for the documentation. */
  readonly typeName: string
  readonly versions: Versions
  readonly nullable: Versions
  readonly tagged: Versions
  readonly tag: number
  /** The default in Kafka's definition: a version that lacks the field decodes as this value. */
  readonly default: string | undefined
  /**
   * The value that the driver writes if the field is left out, where it differs from Kafka's
   * default.
   */
  readonly driverDefault: string | undefined
  /** The only values that may be written, if they are a closed set. */
  readonly closedSet: readonly number[] | undefined
  readonly ignorable: boolean
  readonly entityType: string | undefined
  /** Whether everyone who writes the message has to give the field. */
  readonly required: boolean
}

/** A struct in all the versions in which its message has it. */
export interface Struct {
  /** The name of its interface, unique in the whole package. */
  readonly name: string
  readonly versions: Versions
  readonly flexible: Versions
  readonly fields: readonly Field[]
}

/** A message and its structs, inner ones first. */
export interface Message {
  readonly schema: MessageSchema
  readonly root: Struct
  readonly structs: readonly Struct[]
}

/**
 * The fields behind a struct's name, which stand anywhere in the message, and the versions that use
 * the struct.
 */
interface Definition {
  readonly fields: readonly FieldSchema[]
  versions: Versions
}

export function buildMessage(schema: MessageSchema): Message {
  const valid = allVersions(schema.validVersions)
  const flexible = versionsOf(schema.flexibleVersions, valid)
  const definitions = new Map<string, Definition>()
  for (const { name, fields } of schema.commonStructs ?? []) definitions.set(name, { fields, versions: [] })
  collect(schema.fields, definitions)
  spread(schema.fields, valid, definitions)

  const structs = new Map<string, Struct>()
  const build = (name: string, fields: readonly FieldSchema[], versions: Versions): Struct => {
    const made: Struct = {
      name,
      versions,
      flexible: both(versions, flexible),
      fields: fields.map(field => buildField(name, field, versions, typeOf))
    }
    structs.set(name, made)
    return made
  }
  const typeOf = (text: string): Type => {
    if (text.startsWith('[]')) return { kind: 'array', of: typeOf(text.slice(2)) }
    if (text === 'string') return { kind: 'string' }
    if (text === 'bytes' || text === 'records') return { kind: 'bytes' }
    const primitive = PRIMITIVES.find(name => name === text)
    if (primitive !== undefined) return { kind: 'primitive', name: primitive }
    const definition = definitions.get(text)
    if (definition === undefined) throw new Error(`${schema.name}: nothing defines ${text}`)
    const name = structName(schema.name, text)
    return { kind: 'struct', struct: structs.get(name) ?? build(name, definition.fields, definition.versions) }
  }
  const root = build(schema.name, schema.fields, valid)
  return { schema, root, structs: [...structs.values()] }
}

function collect(fields: readonly FieldSchema[], definitions: Map<string, Definition>): void {
  for (const field of fields) {
    if (field.fields === undefined) continue
    definitions.set(elementType(field.type), { fields: field.fields, versions: [] })
    collect(field.fields, definitions)
  }
}

// A struct has the versions of all fields of its type. Whenever it gains versions, the structs of
// its own fields may gain some too.
function spread(fields: readonly FieldSchema[], within: Versions, definitions: Map<string, Definition>): void {
  for (const field of fields) {
    const definition = definitions.get(elementType(field.type))
    if (definition === undefined) continue
    const here = versionsOf(field.versions, within)
    const all = [...new Set([...definition.versions, ...here])].sort((a, b) => a - b)
    if (all.length === definition.versions.length) continue
    definition.versions = all
    spread(definition.fields, all, definitions)
  }
}

function buildField(struct: string, schema: FieldSchema, within: Versions, typeOf: (text: string) => Type): Field {
  const versions = versionsOf(schema.versions, within)
  const tagged = versionsOf(schema.taggedVersions, versions)
  const name = camelCase(schema.name)
  const isRequired = schema.default === undefined && versions.length === within.length && tagged.length === 0
  const ownDefault = driverDefault(struct, name)
  const isImplied = !isRequired && ownDefault === (schema.default ?? '0')
  return {
    name,
    type: typeOf(schema.type),
    typeName: schema.type,
    versions,
    nullable: versionsOf(schema.nullableVersions, versions),
    tagged,
    tag: schema.tag ?? -1,
    default: schema.default,
    driverDefault: isImplied ? undefined : ownDefault,
    closedSet: closedSet(struct, name),
    ignorable: schema.ignorable === true,
    entityType: schema.entityType,
    required: isRequired && ownDefault === undefined
  }
}

const elementType = (type: string): string => type.replaceAll('[]', '')
const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/**
 * The name of a struct: `FetchTopic` of `FetchRequest` is `FetchRequestTopic`. A name that begins
 * with the message's name stays.
 */
function structName(message: string, struct: string): string {
  if (struct.startsWith(message)) return struct
  const api = message.replace(/(Request|Response)$/, '')
  const rest = struct.startsWith(api) ? struct.slice(api.length) : ''
  return message + (/^[A-Z]/.test(rest) ? rest : struct)
}
