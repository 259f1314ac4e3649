import type { Code } from './code.ts'
import type { Field, Struct } from './model.ts'
import { isSet } from './values.ts'
import { first, last } from './versions.ts'

/** A field somewhere in a request, with the arrays that lead to it. */
interface Place {
  readonly arrays: readonly Field[]
  readonly field: Field
  readonly struct: Struct
}

/**
 * Prints the function that tells the highest version that can carry a request, if some field ends
 * before the last version.
 */
export function printHighestVersion(code: Code, root: Struct): boolean {
  const ending = places(root).filter(({ field }) => last(field.versions) < last(root.versions))
  // Fields inside a field that ends have ended with it.
  const outermost = ending.filter(({ arrays }) => !arrays.some(array => last(array.versions) < last(root.versions)))
  if (outermost.length === 0) return false
  code.line('')
  code.block(`function highest${root.name}(m: ${root.name}): number {`, () => {
    code.line(`let highest = ${last(root.versions)}`)
    code.line(`if (typeof m !== 'object' || m === null) return highest`)
    for (const place of outermost) {
      const end = last(place.field.versions)
      printWalk(
        code,
        place,
        owner => `if (${isSet({ ...place.field, required: false }, `${owner}${place.field.name}`)} && highest > ${end}) highest = ${end}`
      )
    }
    code.line('return highest')
  })
  return true
}

/**
 * Prints the function that tells the lowest version that can carry a request: topics with an id and
 * no name need a newer one.
 */
export function printLowestVersion(code: Code, root: Struct): boolean {
  const named = places(root).filter(({ field, struct }) => field.entityType === 'topicName' && idOf(field, struct) !== undefined)
  if (named.length === 0) return false
  code.line('')
  code.block(`function lowest${root.name}(m: ${root.name}): number {`, () => {
    code.line(`let lowest = ${first(root.versions)}`)
    code.line(`if (typeof m !== 'object' || m === null) return lowest`)
    for (const place of named) {
      const id = idOf(place.field, place.struct) as Field
      const start = first(id.versions)
      const unnamed = (owner: string): string =>
        `!(${isSet(place.field, `${owner}${place.field.name}`)}) && ${isSet(id, `${owner}${id.name}`)}`
      printWalk(code, place, owner => `if (${unnamed(owner)} && lowest < ${start}) lowest = ${start}`)
    }
    code.line('return lowest')
  })
  return true
}

/** The id that replaces a name in later versions. Earlier versions drop the id. */
function idOf(name: Field, struct: Struct): Field | undefined {
  const after = last(name.versions) + 1
  return struct.fields.find(
    ({ type, versions, ignorable }) => type.kind === 'primitive' && type.name === 'uuid' && ignorable && first(versions) === after
  )
}

function places(struct: Struct, arrays: readonly Field[] = []): Place[] {
  return struct.fields.flatMap(field => {
    const inner = field.type.kind === 'array' && field.type.of.kind === 'struct' ? places(field.type.of.struct, [...arrays, field]) : []
    return [{ arrays, field, struct }, ...inner]
  })
}

// The function runs before the encoder has checked the request: any value may stand where an array
// or a struct is expected.
function printWalk(code: Code, place: Place, statement: (owner: string) => string): void {
  const walk = (depth: number, owner: string): void => {
    const array = place.arrays[depth]
    if (array === undefined) return code.line(statement(owner))
    const element = `e${depth}`
    code.block(`for (const ${element} of elements(${owner}${array.name})) {`, () => walk(depth + 1, `${element}.`))
  }
  walk(0, 'm.')
}
