import type { Field, Primitive, Struct, Type } from '../../../tools/generate/model.ts'
import type { Random } from './random.ts'

/** The values of a struct by the names of its fields. */
export type Values = Record<string, unknown>

/** A struct with the default value in every field of every version. */
export function defaultValues(struct: Struct): Values {
  return Object.fromEntries(struct.fields.map(field => [field.name, defaultOf(field)]))
}

/** The value that decoding gives a field if the version lacks it. */
export function defaultOf({ type, default: text }: Field): unknown {
  if (text === 'null') return null
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'bool') return text === 'true'
      if (type.name === 'uuid') return 'AAAAAAAAAAAAAAAAAAAAAA'
      return type.name === 'int64' ? BigInt(text ?? 0) : Number(text ?? 0)
    case 'string':
      return text ?? ''
    case 'bytes':
      return Buffer.alloc(0)
    case 'array':
      return []
    case 'struct':
      return defaultValues(type.struct)
  }
}

/**
 * A struct with a random value in every field of the version, sometimes the default, null or an
 * extreme value, and with unknown tags.
 */
export function randomValues(struct: Struct, version: number, random: Random): Values {
  const values = defaultValues(struct)
  const leaveAlone = random.once(8)
  for (const field of struct.fields) {
    if (!field.versions.includes(version) || leaveAlone || random.once(6)) continue
    const isNull = field.nullable.includes(version) && random.once(4)
    values[field.name] = isNull ? null : randomValue(field.type, version, random)
  }
  for (const field of struct.fields) {
    if (values[field.name] === null && field.versions.includes(version) && !field.nullable.includes(version)) {
      values[field.name] = randomValue(field.type, version, random)
    }
  }
  if (struct.flexible.includes(version) && random.once(3)) {
    const known = struct.fields.filter(field => field.tagged.includes(version)).map(field => field.tag)
    const unknownTags = randomTags(known, random)
    if (unknownTags.size > 0) values['unknownTags'] = unknownTags
  }
  return values
}

function randomTags(known: readonly number[], random: Random): Map<number, Uint8Array> {
  const tags = Array.from({ length: 1 + random.below(3) }, () => (random.once(2) ? random.below(5) : random.uint32()))
  const unknown = tags.filter(tag => !known.includes(tag)).sort((a, b) => a - b)
  return new Map(unknown.map(tag => [tag, random.bytes(random.pick([0, 1, 3, 130]))]))
}

function randomValue(type: Type, version: number, random: Random): unknown {
  switch (type.kind) {
    case 'primitive':
      return randomPrimitive(type.name, random)
    case 'string':
      return random.pick(STRINGS)
    case 'bytes':
      return random.bytes(random.once(40) ? 5_000 : random.pick([0, 1, 2, 127, 128]))
    case 'array':
      return Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => randomValue(type.of, version, random))
    case 'struct':
      return randomValues(type.struct, version, random)
  }
}

const STRINGS = ['', 'a', 'orders', '\0', '€', 'grüße', '😀', '\uffff', 'x'.repeat(23), 'y'.repeat(24), 'z'.repeat(127), 'é'.repeat(64)]

function randomPrimitive(name: Primitive, random: Random): unknown {
  switch (name) {
    case 'bool':
      return random.once(2)
    case 'uuid':
      return random.once(8) ? 'AAAAAAAAAAAAAAAAAAAAAA' : random.bytes(16).toString('base64url')
    case 'int64':
      return BigInt.asIntN(
        64,
        random.pick([0n, -1n, 1n << 63n, (1n << 63n) - 1n, (BigInt(random.uint32()) << 32n) | BigInt(random.uint32())])
      )
    case 'float64':
      return random.pick([0, -0, 1.5, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, random.uint32() / 3])
    default:
      return randomInteger(name, random)
  }
}

const BITS: Partial<Record<Primitive, number>> = { int8: 8, int16: 16, uint16: 16, int32: 32, uint32: 32 }

function randomInteger(name: Primitive, random: Random): number {
  const span = 2 ** (BITS[name] ?? 0)
  const lowest = name.startsWith('u') ? 0 : -span / 2
  return random.pick([lowest, lowest + span - 1, 0, 1, lowest + random.below(span)])
}
