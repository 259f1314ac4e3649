import { type Code, choose } from './code.ts'
import type { Field, Struct, Type } from './model.ts'
import { canBeNull, decodedFieldType, decodedType, defaultValue, leastBytes, unionOf } from './values.ts'
import { both, condition, type Versions, without } from './versions.ts'

/**
 * Prints the function that reads a struct in all its versions. A field that a version lacks gets
 * its default.
 */
export function printDecoder(code: Code, struct: Struct): void {
  code.line('')
  code.function(`decode${struct.name}`, { r: 'Reader', v: 'number' }, `Decoded<${struct.name}>`, () => {
    for (const field of struct.fields) printField(code, struct, field)
    printTags(code, struct)
    code.line(`const m: Decoded<${struct.name}> = { ${struct.fields.map(field => field.name).join(', ')} }`)
    if (struct.flexible.length > 0) code.line('if (unknownTags !== undefined) m.unknownTags = unknownTags')
    code.line('return m')
  })
}

/** Prints the function that makes a struct with all fields at their defaults. */
export function printDefault(code: Code, struct: Struct): void {
  code.line('')
  code.block(`function default${struct.name}(): Decoded<${struct.name}> {`, () => {
    const values = struct.fields.map(field => `${field.name}: ${defaultValue(field)}`)
    code.line(`return { ${values.join(', ')} }`)
  })
}

function printField(code: Code, struct: Struct, field: Field): void {
  const here = without(field.versions, field.tagged)
  const test = condition(here, struct.versions)
  const annotation = `${decodedFieldType(field)}${canBeNull(field) ? ' | null' : ''}`
  const read = field.type.kind === 'array' ? undefined : readExpression(struct, field, here)
  if (read !== undefined && test !== 'false') {
    const absent = field.type.kind === 'struct' && test === 'true' ? '' : defaultValue(field)
    return code.line(`${field.tagged.length > 0 ? 'let' : 'const'} ${field.name}: ${annotation} = ${choose(test, read, absent)}`)
  }
  if (field.type.kind === 'array' && test === 'true') {
    code.line(`let ${field.name}: ${annotation}`)
    return printArray(code, struct, field, field.type.of, here)
  }
  code.line(`let ${field.name}: ${annotation} = ${defaultValue(field)}`)
  const { type } = field
  if (type.kind === 'array') code.when(here, struct.versions, versions => printArray(code, struct, field, type.of, versions))
}

/** The expression that reads a field of any type except an array, in the given versions. */
function readExpression(struct: Struct, field: Field, versions: Versions): string {
  const { type } = field
  const nullable = condition(field.nullable, versions)
  const compact = condition(struct.flexible, versions)
  if (type.kind === 'primitive') return asUnion(`r.${type.name}()`, field)
  if (type.kind === 'struct') {
    const read = `decode${type.struct.name}(r, v)`
    return choose(nullable, `r.isPresent() ? ${read} : null`, read)
  }
  const noun = type.kind === 'string' ? 'String' : 'Bytes'
  const lower = noun.toLowerCase()
  const reads = (compactly: boolean): string => {
    const versionsHere = compactly ? both(versions, struct.flexible) : without(versions, struct.flexible)
    const test = condition(field.nullable, versionsHere)
    const plain = compactly ? `r.compact${noun}()` : `r.${lower}()`
    return choose(test, compactly ? `r.compactNullable${noun}()` : `r.nullable${noun}()`, plain)
  }
  if (compact === 'true' || compact === 'false') return reads(compact === 'true')
  return choose(compact, reads(true), reads(false))
}

// Only requests have closed sets. Another client may send values outside the set, and the reader
// has to check for them.
const asUnion = (read: string, field: Field): string => (unionOf(field) === undefined ? read : `${read} as ${unionOf(field)}`)

function printArray(code: Code, struct: Struct, field: Field, of: Type, versions: Versions): void {
  const length = (compact: boolean, here: Versions): string => {
    const bytes = leastBytes(of, here, compact)
    const name = compact ? ['compactNullableArrayLength', 'compactArrayLength'] : ['nullableArrayLength', 'arrayLength']
    return choose(condition(field.nullable, here), `r.${name[0]}(${bytes})`, `r.${name[1]}(${bytes})`)
  }
  const [flexible, plain] = [both(versions, struct.flexible), without(versions, struct.flexible)]
  const lengths =
    plain.length === 0
      ? length(true, flexible)
      : flexible.length === 0
        ? length(false, plain)
        : choose(condition(flexible, versions), length(true, flexible), length(false, plain))
  const fill = (): void => {
    code.line(`const a = newArray<${unionOf(field) ?? decodedType(of)}>(n)`)
    code.line(`for (let i = 0; i < n; i++) a[i] = ${asUnion(elementRead(struct, of, versions), field)}`)
    code.line(`${field.name} = a`)
  }
  code.block('{', () => {
    code.line(`const n = ${lengths}`)
    if (both(field.nullable, versions).length === 0) return fill()
    code.line(`if (n < 0) ${field.name} = null`)
    code.block('else {', fill)
  })
}

function elementRead(struct: Struct, of: Type, versions: Versions): string {
  if (of.kind === 'struct') return `decode${of.struct.name}(r, v)`
  if (of.kind === 'primitive') return `r.${of.name}()`
  if (of.kind === 'string') return choose(condition(struct.flexible, versions), 'r.compactString()', 'r.string()')
  throw new Error(`Kafka had no arrays of ${of.kind} before: add them to the generator`)
}

function printTags(code: Code, struct: Struct): void {
  if (struct.flexible.length === 0) return
  const tagged = struct.fields.filter(field => field.tagged.length > 0).sort((a, b) => a.tag - b.tag)
  const flexible = condition(struct.flexible, struct.versions)
  if (tagged.length === 0) {
    return code.line(`const unknownTags = ${choose(flexible, 'r.unknownTags()', 'undefined')}`)
  }
  code.line('let unknownTags: Map<number, Uint8Array> | undefined')
  code.when(struct.flexible, struct.versions, versions =>
    code.block('for (let n = r.taggedFields(), tag = -1; n > 0; n--) {', () => {
      code.line('tag = r.tag(tag)')
      for (const [i, field] of tagged.entries()) {
        const here = condition(field.tagged, versions)
        code.line(`${i === 0 ? '' : '} else '}if (tag === ${field.tag}${here === 'true' ? '' : ` && ${here}`}) {`)
        code.indent(() => printTag(code, struct, field))
      }
      code.line('} else unknownTags = r.unknownTag(unknownTags, tag)')
    })
  )
}

function printTag(code: Code, struct: Struct, field: Field): void {
  code.line('const beyond = r.enterTag()')
  if (field.type.kind === 'array') printArray(code, struct, field, field.type.of, field.tagged)
  else code.line(`${field.name} = ${readExpression(struct, field, field.tagged)}`)
  code.line('r.leaveTag(beyond)')
}
