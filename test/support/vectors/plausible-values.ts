import type { Field, Primitive, Struct, Type } from '../../../tools/generate/model.ts'
import type { Values } from './message-values.ts'
import type { Random } from './random.ts'

/** What there is on a broker, so that requests name it. */
export interface Present {
  readonly names: readonly string[]
  readonly topicIds: readonly string[]
  /** Bytes that some fields may hold, such as batches of records. */
  readonly bytes: readonly Uint8Array[]
}

/**
 * A struct with random values that get far into a broker: names of what there is, small numbers,
 * the same element twice, and the extremes of each type.
 */
export function plausibleValues(struct: Struct, version: number, random: Random, present: Present): Values {
  const here = struct.fields.filter(field => field.versions.includes(version) && !(field.tagged.includes(version) && random.once(2)))
  return Object.fromEntries(here.map(field => [field.name, fieldValue(field, version, random, present)]))
}

function fieldValue({ type, nullable }: Field, version: number, random: Random, present: Present): unknown {
  return nullable.includes(version) && random.once(4) ? null : plausible(type, version, random, present)
}

function plausible(type: Type, version: number, random: Random, present: Present): unknown {
  switch (type.kind) {
    case 'primitive':
      return plausiblePrimitive(type.name, random, present)
    case 'string':
      return random.once(6) ? random.pick(STRINGS) : random.pick(present.names)
    case 'bytes':
      return random.once(3) ? random.bytes(random.below(200)) : Buffer.from(random.pick(present.bytes))
    case 'array': {
      const elements = Array.from({ length: random.pick([0, 1, 1, 1, 2, 3]) }, () => plausible(type.of, version, random, present))
      return random.once(6) ? [...elements, ...elements] : elements
    }
    case 'struct':
      return plausibleValues(type.struct, version, random, present)
  }
}

// The longest one fits in a string of the protocol (32,767 bytes) with a UUID behind it, as in the
// id that a broker makes for a static member.
const STRINGS = ['', '\0', '😀', '.', '*', '([a-z]+)+$', '(', 'x'.repeat(249), 'y'.repeat(32_730), '__proto__', '-1', 'a'.repeat(250)]
const INT64 = [1n << 53n, (1n << 53n) + 1n, 8_640_000_000_000_001n, (1n << 63n) - 1n, -(1n << 63n), -4n, -5n, -6n, 1_000_000n]
const FLOATS = [0, -0, 1.5, Number.MAX_VALUE, Number.MIN_VALUE, Number.NaN, Number.POSITIVE_INFINITY, -1]
const BITS: Partial<Record<Primitive, number>> = { int8: 8, int16: 16, uint16: 16, int32: 32, uint32: 32 }

function plausiblePrimitive(name: Primitive, random: Random, { topicIds }: Present): unknown {
  if (name === 'bool') return random.once(2)
  if (name === 'uuid') return random.once(6) ? random.bytes(16).toString('base64url') : random.pick(topicIds)
  if (name === 'float64') return random.pick(FLOATS)
  if (name === 'int64') return random.once(3) ? random.pick(INT64) : BigInt(random.pick([0, 0, 1, 2, 3, -1, -2, -3]))
  const span = 2 ** (BITS[name] ?? 0)
  const lowest = name.startsWith('u') ? 0 : -span / 2
  if (random.once(6)) return random.pick([lowest, lowest + span - 1, lowest + random.below(span)])
  return Math.max(lowest, Math.min(lowest + span - 1, random.pick([0, 0, 0, 1, 1, 2, 3, 127, 10_000, 100_000, -1, -2])))
}
