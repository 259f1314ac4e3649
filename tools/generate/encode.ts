import { type Code, choose } from './code.ts'
import type { Field, Struct, Type } from './model.ts'
import { canBeNull, fieldType, givenDefault, isSet, writtenType } from './values.ts'
import { both, condition, rangeOf, type Versions, without } from './versions.ts'

/** Prints the function that writes a struct in all its versions. */
export function printEncoder(code: Code, struct: Struct): void {
  code.line('')
  code.function(`encode${struct.name}`, { w: 'Writer', m: struct.name, v: 'number' }, 'void', () => {
    code.line('checkStruct(m)')
    for (const field of struct.fields) printField(code, struct, field)
    const needs = struct.flexible.length === 0 ? 'none' : rangeOf(struct.flexible, struct.versions)
    const refuse = (): void => code.line(`checkNoTags(m.unknownTags, v, '${needs}')`)
    code.when(struct.flexible, struct.versions, versions => printTags(code, struct, versions), refuse)
  })
}

/**
 * Prints the function that tells whether all fields of a struct are at their defaults, without
 * unknown tagged fields.
 */
export function printIsDefault(code: Code, struct: Struct): void {
  code.line('')
  const own = struct.fields.find(field => field.driverDefault !== undefined)
  if (own !== undefined)
    throw new Error(`${struct.name}.${own.name} has a driver default, so a ${struct.name} left out would differ from an empty one`)
  code.block(`function isDefault${struct.name}(m: ${struct.name}): boolean {`, () => {
    code.line(`if (typeof m !== 'object' || m === null) return false`)
    const tests = struct.fields.map(field => `(${isSet(field, `m.${field.name}`)})`)
    if (struct.flexible.length > 0) tests.push('(m.unknownTags !== undefined && m.unknownTags?.size !== 0)')
    code.line(`return !(${tests.join(' || ')})`)
  })
}

/** A value to write: its expression, its field, and the writer. */
interface Value {
  readonly field: Field
  readonly expression: string
  readonly writer: 'w' | 't'
}

function printField(code: Code, struct: Struct, field: Field): void {
  const value: Value = { field, expression: givenValue(field), writer: 'w' }
  const refuse = (versions: Versions): void => {
    if (field.ignorable) return
    const needs = rangeOf(field.versions, struct.versions)
    const test = isSet(field, `m.${field.name}`)
    code.when(without(versions, field.tagged), versions, () => code.line(`if (${test}) throw absent('${field.name}', v, '${needs}')`))
  }
  code.when(without(field.versions, field.tagged), struct.versions, versions => printValue(code, struct, value, versions), refuse)
}

function givenValue(field: Field): string {
  const value = `m.${field.name}`
  return field.required ? value : `${value} === undefined ? ${givenDefault(field)} : ${value}`
}

function printValue(code: Code, struct: Struct, value: Value, versions: Versions): void {
  const { field, expression, writer } = value
  switch (field.type.kind) {
    case 'primitive':
      return code.line(`${writer}.${field.type.name}(${expression}, '${field.name}')`)
    case 'string':
      return printText(code, struct, value, 'String', versions)
    case 'bytes':
      return printText(code, struct, value, 'Bytes', versions)
    case 'array':
      return printArray(code, struct, value, field.type.of, versions)
    case 'struct':
      return printStruct(code, value, field.type.struct, versions)
  }
}

// Where only some versions allow null, the writer refuses null in the other versions.
const notNull = ({ field, expression }: Value): string => (canBeNull(field) ? `${cast(expression)} as ${fieldType(field)}` : expression)
const cast = (expression: string): string => (expression.includes(' ') ? `(${expression})` : expression)

function printText(code: Code, struct: Struct, value: Value, noun: string, versions: Versions): void {
  const print = (compact: string, here: Versions): void => {
    const call = (nullable: string, expression: string): void => {
      const name = compact + nullable + noun
      code.line(`${value.writer}.${name.charAt(0).toLowerCase()}${name.slice(1)}(${expression}, '${value.field.name}')`)
    }
    code.when(
      value.field.nullable,
      here,
      () => call('Nullable', value.expression),
      () => call('', notNull(value))
    )
  }
  code.when(
    struct.flexible,
    versions,
    here => print('Compact', here),
    here => print('', here)
  )
}

function printArray(code: Code, struct: Struct, value: Value, of: Type, versions: Versions): void {
  const { field, writer } = value
  const compact = condition(struct.flexible, versions)
  const begin = (method: string, expression: string): string => `${writer}.${method}(${expression}, '${field.name}', ${compact})`
  const whole = choose(condition(field.nullable, versions), begin('nullableArray', value.expression), begin('array', notNull(value)))
  code.block('{', () => {
    code.line(`const a = ${whole}`)
    code.line('let i = 0')
    code.inside(field.name, ', i', () => {
      if (of.kind !== 'string') return code.line(`for (; i < a.length; i++) ${elementCall(of, writer)}`)
      code.when(
        struct.flexible,
        versions,
        () => code.line(`for (; i < a.length; i++) ${writer}.compactString(a[i] as string, '')`),
        () => code.line(`for (; i < a.length; i++) ${writer}.string(a[i] as string, '')`)
      )
    })
  })
}

function elementCall(of: Type, writer: string): string {
  const element = `a[i] as ${writtenType(of)}`
  if (of.kind === 'struct') return `encode${of.struct.name}(${writer}, ${element}, v)`
  if (of.kind === 'primitive') return `${writer}.${of.name}(${element}, '')`
  throw new Error(`Kafka had no arrays of ${of.kind} before: add them to the generator`)
}

function printStruct(code: Code, value: Value, struct: Struct, versions: Versions): void {
  const { field, writer } = value
  code.inside(field.name, '', () =>
    code.when(
      field.nullable,
      versions,
      () => {
        code.line(`const s = ${value.expression}`)
        code.line(`${writer}.int8(s === null ? -1 : 1, '')`)
        code.line(`if (s !== null) encode${struct.name}(${writer}, s, v)`)
      },
      () => code.line(`encode${struct.name}(${writer}, ${notNull(value)}, v)`)
    )
  )
}

function printTags(code: Code, struct: Struct, versions: Versions): void {
  const tagged = struct.fields.filter(field => both(field.tagged, versions).length > 0).sort((a, b) => a.tag - b.tag)
  if (tagged.length === 0) return code.line('w.unknownTags(m.unknownTags)')
  const known = tagged.map(field => choose(condition(field.tagged, versions), `${field.tag}`, '-1')).join(', ')
  code.line(`let tags = m.unknownTags === undefined ? 0 : checkTags(m.unknownTags, [${known}])`)
  for (const { name, ...field } of tagged) {
    const here = condition(field.tagged, versions)
    code.line(`const ${name} = m.${name}`)
    code.line(`const has_${name} = ${here === 'true' ? '' : `${here} && `}${isSet({ name, ...field, required: false }, name)}`)
    code.line(`if (has_${name}) tags++`)
  }
  code.line('w.unsignedVarint(tags)')
  // A tag that only other versions know is an unknown tag in this version. `checkTags` has refused
  // unknown tags that have the number of a known one.
  let from = 0
  for (const field of tagged) {
    if (field.tag > from) code.line(`if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, ${from}, ${field.tag})`)
    code.block(`if (has_${field.name}) {`, () => {
      code.line('const t = w.beginTag()')
      printValue(code, struct, { field, expression: field.name, writer: 't' }, both(field.tagged, versions))
      code.line(`w.endTag(${field.tag}, t)`)
    })
    from = field.tag
  }
  code.line(`if (m.unknownTags !== undefined) w.unknownTagsBetween(m.unknownTags, ${from}, 0x1_0000_0000)`)
}
