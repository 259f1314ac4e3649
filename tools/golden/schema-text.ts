import type { FieldDefinition, MessageFacts } from '../schemas/definitions.ts'
import { hasVersion } from '../schemas/versions.ts'

const PRIMITIVES: Readonly<Record<string, string>> = {
  bool: 'BOOLEAN',
  int8: 'INT8',
  int16: 'INT16',
  uint16: 'UINT16',
  int32: 'INT32',
  uint32: 'UNSIGNED_INT32',
  int64: 'INT64',
  float64: 'FLOAT64',
  uuid: 'UUID'
}

/**
 * Prints the wire schema of one version of a message in the notation of Kafka's generated SCHEMA
 * constants.
 */
export function printSchema(message: MessageFacts, version: number): string {
  const structs = collectStructs(message)
  const flexible = hasVersion(message.flexibleVersions, version)

  function printStruct(fields: readonly FieldDefinition[]): string {
    const present = fields.filter(f => hasVersion(f.versions, version))
    const named = (f: FieldDefinition): string => `${snakeCase(f.name)}:${printField(f)} `
    const tagged = present.filter(f => hasVersion(f.taggedVersions, version)).sort((a, b) => Number(a.tag) - Number(b.tag))
    const plain = present
      .filter(f => !tagged.includes(f))
      .map(named)
      .join('')
    return `{${plain}${flexible ? `<${tagged.map(f => `${f.tag}=${named(f)}`).join('')}> ` : ''}}`
  }

  function printField(field: FieldDefinition): string {
    const compact = flexible && field.flexibleVersions !== 'none'
    return printType(field, field.type, compact, hasVersion(field.nullableVersions, version))
  }

  function printType(field: FieldDefinition, type: string, compact: boolean, nullable: boolean): string {
    if (type.startsWith('[]')) return `${compact ? 'C' : ''}[${printType(field, type.slice(2), compact, false)}]${nullable ? '?' : ''}`
    if (type === 'string' || type === 'bytes' || type === 'records') {
      return `${compact ? 'COMPACT_' : ''}${nullable ? 'NULLABLE_' : ''}${type.toUpperCase()}`
    }
    return PRIMITIVES[type] ?? `${nullable ? '?' : ''}${printStruct(field.fields ?? structs.get(type) ?? [])}`
  }

  return printStruct(message.fields)
}

// Structs by type name: shared structs, and structs that one field defines and others use.
function collectStructs({ fields, commonStructs = [] }: MessageFacts): Map<string, readonly FieldDefinition[]> {
  const structs = new Map<string, readonly FieldDefinition[]>()
  const collect = (inner: readonly FieldDefinition[]): void => {
    for (const field of inner) {
      if (field.fields === undefined) continue
      structs.set(field.type.replace('[]', ''), field.fields)
      collect(field.fields)
    }
  }
  collect(fields)
  for (const struct of commonStructs) {
    structs.set(struct.name, struct.fields)
    collect(struct.fields)
  }
  return structs
}

// KRaftVersion becomes kraft_version: a run of capitals is one word.
function snakeCase(name: string): string {
  return name.replace(/(?<=[^A-Z])[A-Z]/g, c => `_${c}`).toLowerCase()
}
