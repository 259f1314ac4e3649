import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isKafkaError } from '../../src/errors.ts'
import type { Field } from '../../tools/generate/model.ts'
import { defaultOf, defaultValues, type Values } from '../support/vectors/message-values.ts'
import { codecOf } from '../support/vectors/vectors.ts'

/**
 * What Kafka's own encoder does with a field that is not at its default, in a version that does not
 * have it.
 */
interface Row {
  readonly message: string
  readonly version: number
  readonly field: string
  readonly nonDefault: 'refused' | 'dropped'
}

const rows = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors/ignorable.json'), 'utf8')) as Row[]
const names = [...new Set(rows.map(row => row.message))]

describe('a value that the version cannot carry', () => {
  test('the vectors have hundreds of fields that a version cannot carry, some refused and some dropped', () => {
    expect(rows.length).toBeGreaterThan(400)
    expect(new Set(rows.map(row => row.nonDefault))).toEqual(new Set(['refused', 'dropped']))
  })

  test.each(names)('a value of %s that the version cannot carry is refused or dropped as Kafka does', name => {
    const { message, encode } = codecOf(name)
    for (const { version, field: kafkaName, nonDefault } of rows.filter(row => row.message === name)) {
      const fieldName = kafkaName.charAt(0).toLowerCase() + kafkaName.slice(1)
      const label = `${name} v${version} ${fieldName}`
      const field = message.root.fields.find(each => each.name === fieldName)
      if (field === undefined) throw new Error(`${label} is in no schema`)
      const plain = required(message.root.fields, version)
      const full = { ...plain, [fieldName]: otherThanDefault(field) }
      if (nonDefault === 'refused')
        expect(
          pathOfRefusal(() => encode(version, full)),
          label
        ).toBe(fieldName)
      else expect(encode(version, full), label).toEqual(encode(version, plain))
    }
  })
})

// Everything the version has, at its default, or at zero where null is the default and the version
// has no null.
function required(fields: readonly Field[], version: number): Values {
  const values: Values = {}
  for (const field of fields) {
    if (!field.versions.includes(version) || field.tagged.includes(version)) continue
    const value = defaultOf(field)
    values[field.name] = value === null && !field.nullable.includes(version) ? defaultOf({ ...field, default: undefined }) : value
  }
  return values
}

function otherThanDefault({ type, ...field }: Field): unknown {
  switch (type.kind) {
    case 'primitive': {
      const value = defaultOf({ type, ...field })
      if (typeof value === 'bigint') return value - 1n
      if (typeof value === 'boolean') return !value
      return typeof value === 'number' ? value + 1 : 'AAAAAAAAAAAAAAAAAAAAAQ'
    }
    case 'string':
      return 'other'
    case 'bytes':
      return Buffer.from('other')
    case 'array':
      return [type.of.kind === 'struct' ? defaultValues(type.of.struct) : defaultOf({ ...field, type: type.of, default: undefined })]
    case 'struct': {
      const [first] = type.struct.fields
      if (first === undefined) throw new Error(`${type.struct.name} has no fields`)
      return { ...defaultValues(type.struct), [first.name]: otherThanDefault(first) }
    }
  }
}

function pathOfRefusal(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (isKafkaError(error, 'KAFKA_ENCODE')) return error.path
    throw error
  }
  return 'not refused'
}
