import type { Struct, Type } from '../../../tools/generate/model.ts'
import type { Values } from './message-values.ts'

/**
 * A struct with a value other than the default in every field of the version: one element in each
 * array, and no null.
 */
export function fullValues(struct: Struct, version: number): Values {
  const here = struct.fields.filter(field => field.versions.includes(version))
  return Object.fromEntries(here.map(field => [field.name, fullValue(field.type, version)]))
}

function fullValue(type: Type, version: number): unknown {
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'bool') return true
      if (type.name === 'uuid') return 'AAAAAAAAAAAAAAAAAAAAAQ'
      return type.name === 'int64' ? 7n : 7
    case 'string':
      return 'text'
    case 'bytes':
      return Buffer.from('bytes')
    case 'array':
      return [fullValue(type.of, version)]
    case 'struct':
      return fullValues(type.struct, version)
  }
}
