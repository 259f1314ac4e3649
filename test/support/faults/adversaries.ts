import type { Field, Message, Struct, Type } from '../../../tools/generate/model.ts'
import { leastBytes } from '../../../tools/generate/values.ts'
import type { Values } from '../vectors/message-values.ts'

/** How the elements of a hostile message are filled: each choice makes few bytes take much heap. */
export interface Filling {
  readonly name: string
  readonly bytes: number
  readonly text: string
  /** The number of elements in each array inside an element. */
  readonly inner: number
  /** Whether nullable structs are present instead of null. */
  readonly structs: boolean
  /** Whether the tagged fields that the version knows are present. */
  readonly tagged: boolean
}

const SMALLEST: Filling = { name: 'least bytes', bytes: 0, text: '', inner: 0, structs: false, tagged: false }

export const FILLINGS: readonly Filling[] = [
  SMALLEST,
  { ...SMALLEST, name: 'structs there', structs: true },
  { ...SMALLEST, name: 'byte fields of one byte', bytes: 1 },
  { ...SMALLEST, name: 'strings of one character', text: '€' },
  { ...SMALLEST, name: 'inner arrays of one element', inner: 1 },
  { ...SMALLEST, name: 'one of everything', bytes: 1, text: '€', inner: 1, structs: true },
  { ...SMALLEST, name: 'byte fields inside inner arrays', bytes: 1, inner: 1 },
  { ...SMALLEST, name: 'tagged fields', tagged: true, structs: true },
  { ...SMALLEST, name: 'tagged fields and inner arrays', tagged: true, inner: 1, structs: true }
]

/** An array in a message, given by the fields that lead to it. */
export interface ArrayPlace {
  readonly path: readonly Field[]
  readonly element: Type
}

/** Every array of a message version, at any depth. */
export function arrayPlaces(message: Message, version: number): ArrayPlace[] {
  const places: ArrayPlace[] = []
  const visit = (struct: Struct, path: readonly Field[]): void => {
    for (const field of struct.fields) {
      if (!field.versions.includes(version)) continue
      const { type } = field
      const here = [...path, field]
      if (type.kind === 'array') {
        places.push({ path: here, element: type.of })
        if (type.of.kind === 'struct') visit(type.of.struct, here)
      } else if (type.kind === 'struct') visit(type.struct, here)
    }
  }
  visit(message.root, [])
  return places
}

/**
 * A message whose array at `place` has `elements` elements. The first `tags` of them have an
 * unknown tagged field. The rest of the message is as small as possible.
 */
export function crowdedMessage(message: Message, version: number, place: ArrayPlace, filling: Filling, elements: number, tags = 0): Values {
  const down = (struct: Struct, depth: number): Values => {
    const values = fill(struct, version, SMALLEST)
    const field = place.path[depth]
    if (field === undefined) throw new Error('the path ends in an array')
    const isTarget = depth === place.path.length - 1
    if (isTarget) values[field.name] = crowd(place.element, version, filling, elements, tags)
    else if (field.type.kind === 'struct') values[field.name] = down(field.type.struct, depth + 1)
    else if (field.type.kind === 'array' && field.type.of.kind === 'struct') values[field.name] = [down(field.type.of.struct, depth + 1)]
    return values
  }
  return down(message.root, 0)
}

function crowd(element: Type, version: number, filling: Filling, elements: number, tags: number): unknown[] {
  const plain = smallValue(element, version, filling)
  const isFlexible = element.kind === 'struct' && element.struct.flexible.includes(version)
  const marked = isFlexible ? { ...(plain as Values), unknownTags: new Map([[99, Buffer.alloc(1)]]) } : plain
  return Array.from({ length: elements }, (_, i) => (i < tags ? marked : plain))
}

function fill(struct: Struct, version: number, filling: Filling): Values {
  const values: Values = {}
  for (const field of struct.fields) {
    if (!field.versions.includes(version)) continue
    if (field.tagged.includes(version) && !filling.tagged) continue
    values[field.name] = field.tagged.includes(version) ? taggedValue(field, version, filling) : fieldValue(field, version, filling)
  }
  return values
}

// Null takes as few bytes as an empty struct, but almost no heap.
function fieldValue(field: Field, version: number, filling: Filling): unknown {
  const isNullStruct = field.type.kind === 'struct' && field.nullable.includes(version) && !filling.structs
  return isNullStruct ? null : smallValue(field.type, version, filling)
}

// A tagged field at its default value is not written, so its small value differs from the default.
function taggedValue({ type }: Field, version: number, filling: Filling): unknown {
  if (type.kind === 'array') return [smallValue(type.of, version, filling)]
  if (type.kind === 'struct') return { ...fill(type.struct, version, filling), unknownTags: new Map() }
  return smallValue(type, version, { ...filling, bytes: 1, text: 'x' })
}

function smallValue(type: Type, version: number, filling: Filling): unknown {
  switch (type.kind) {
    case 'primitive':
      if (type.name === 'bool') return false
      if (type.name === 'uuid') return 'AAAAAAAAAAAAAAAAAAAAAg'
      if (type.name === 'int64') return 1n << 62n
      return type.name === 'float64' ? 0.1 : 1
    case 'string':
      return filling.text
    case 'bytes':
      return Buffer.alloc(filling.bytes)
    case 'array':
      return Array.from({ length: filling.inner }, () => smallValue(type.of, version, filling))
    case 'struct':
      return fill(type.struct, version, filling)
  }
}

/** The fewest bytes that one element of the array can take. */
export function elementBytes(message: Message, version: number, place: ArrayPlace): number {
  return leastBytes(place.element, [version], message.root.flexible.includes(version))
}
