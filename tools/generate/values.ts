import type { Field, Struct, Type } from './model.ts'
import { both, type Versions } from './versions.ts'

/** The TypeScript type of a value to write. */
export function writtenType(type: Type): string {
  switch (type.kind) {
    case 'primitive':
      return { bool: 'boolean', int64: 'bigint', uuid: 'string' }[type.name as string] ?? 'number'
    case 'string':
      return 'string'
    case 'bytes':
      return 'Uint8Array'
    case 'array':
      return `readonly ${writtenType(type.of)}[]`
    case 'struct':
      return type.struct.name
  }
}

/**
 * The TypeScript type of a field to write, without null. A closed set is the union of its values.
 */
export function fieldType(field: Field): string {
  const union = unionOf(field)
  if (union === undefined) return writtenType(field.type)
  return field.type.kind === 'array' ? `readonly (${union})[]` : union
}

/** The union of the values of a field, or of its elements, if they are a closed set. */
export const unionOf = ({ closedSet }: Field): string | undefined => closedSet?.join(' | ')

/** The TypeScript type of a decoded field, without null. */
export function decodedFieldType(field: Field): string {
  const union = unionOf(field)
  if (union === undefined) return decodedType(field.type)
  return field.type.kind === 'array' ? `(${union})[]` : union
}

/** The TypeScript type of a decoded value. */
export function decodedType(type: Type): string {
  if (type.kind === 'array') return `${decodedType(type.of)}[]`
  return type.kind === 'struct' ? `Decoded<${type.struct.name}>` : writtenType(type)
}

export const canBeNull = (field: Field): boolean => field.nullable.length > 0

/**
 * The expression of Kafka's default: the value of a field that is left out, or that the version
 * lacks.
 */
export function defaultValue(field: Field): string {
  const { type, default: text } = field
  if (text === 'null') return 'null'
  switch (type.kind) {
    case 'primitive':
      return defaultPrimitive(type.name, text)
    case 'string':
      return `'${text ?? ''}'`
    case 'bytes':
      return 'EMPTY'
    case 'array':
      return '[]'
    case 'struct':
      return `default${type.struct.name}()`
  }
}

/** The expression of the value that is written if a field is left out. */
export const givenDefault = (field: Field): string => defaultValue({ ...field, default: field.driverDefault ?? field.default })

function defaultPrimitive(type: string, text: string | undefined): string {
  if (type === 'bool') return text ?? 'false'
  if (type === 'uuid') return 'ZERO_UUID'
  if (type === 'int64') return `${BigInt(text ?? 0)}n`
  return `${Number(text ?? 0)}`
}

/**
 * The test whether a value differs from Kafka's default. A field that is left out (`undefined`)
 * does not.
 */
export function isSet(field: Field, value: string): string {
  const { type } = field
  const given = field.required ? '' : `${value} !== undefined && `
  if (field.default === 'null') return `${given}${value} !== null`
  // A value without a length is no array. It counts as given, so that the writer refuses it.
  if (type.kind === 'array' || type.kind === 'bytes') return `${given}${value}?.length !== 0`
  if (type.kind === 'struct') return `${given}!isDefault${type.struct.name}(${value})`
  return `${given}${value} !== ${defaultValue(field)}`
}

/** The fewest bytes of a value of this type in any of the versions. */
export function leastBytes(type: Type, versions: Versions, flexible: boolean): number {
  switch (type.kind) {
    case 'primitive':
      return { bool: 1, int8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, float64: 8, uuid: 16 }[type.name]
    case 'string':
      return flexible ? 1 : 2
    case 'bytes':
    case 'array':
      return flexible ? 1 : 4
    case 'struct':
      return Math.min(...both(versions, type.struct.versions).map(version => structBytes(type.struct, version, flexible)))
  }
}

function structBytes(struct: Struct, version: number, flexible: boolean): number {
  let bytes = flexible ? 1 : 0
  for (const field of struct.fields) {
    if (!field.versions.includes(version) || field.tagged.includes(version)) continue
    const nullableStruct = field.type.kind === 'struct' && field.nullable.includes(version)
    bytes += nullableStruct ? 1 : leastBytes(field.type, [version], flexible)
  }
  return Math.max(bytes, 1)
}

/** The structs whose default value some field needs, with the structs that those defaults need. */
export function structsWithDefault(structs: readonly Struct[]): Set<Struct> {
  const found = new Set<Struct>()
  const add = (struct: Struct): void => {
    if (found.has(struct)) return
    found.add(struct)
    for (const { type, default: text } of struct.fields) if (type.kind === 'struct' && text !== 'null') add(type.struct)
  }
  for (const struct of structs) {
    for (const field of struct.fields) {
      if (field.type.kind !== 'struct' || field.default === 'null') continue
      if (!field.required) add(field.type.struct)
    }
  }
  return found
}
