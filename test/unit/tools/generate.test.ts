import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Code } from '../../../tools/generate/code.ts'
import { generateFiles } from '../../../tools/generate/files.ts'
import { buildMessage, type Field } from '../../../tools/generate/model.ts'
import { loadNotes } from '../../../tools/generate/notes.ts'
import { printApi } from '../../../tools/generate/print.ts'
import { type FieldSchema, loadSchemas, type MessageSchema } from '../../../tools/generate/schema.ts'
import { leastBytes } from '../../../tools/generate/values.ts'
import { allVersions, condition, rangeOf, versionsOf } from '../../../tools/generate/versions.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'src/protocol/messages')
const schemas = loadSchemas(join(root, 'schemas'))

describe('the generated messages', () => {
  const files = generateFiles(schemas, loadNotes(join(root, 'tools/generate/notes')))

  test('the generated files are the files that the schemas require', () => {
    expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort())
  })

  test('the generated files equal the output of the generator to the byte', () => {
    const differing = [...files].filter(([file, text]) => readFileSync(join(folder, file), 'utf8') !== text).map(([file]) => file)
    expect(differing, 'run npm run generate').toEqual([])
  })

  test('the generated files say that they are generated, and have the names of their APIs', () => {
    for (const [file, text] of files) expect(text.startsWith('// @generated from schemas/'), file).toBe(true)
    for (const file of ['add-partitions-to-txn.ts', 'api-versions.ts', 'leader-and-isr.ts', 'k-raft-version-record.ts'])
      expect([...files.keys()]).toContain(file)
  })

  test('no file is generated for headers, which are in src/protocol/header.ts', () => {
    expect([...files.keys()].filter(file => file === 'request-header.ts' || file === 'response-header.ts')).toEqual([])
  })
})

describe('versions', () => {
  const within = allVersions('0-5')

  test.each<[string | undefined, number[]]>([
    ['3', [3]],
    ['2+', [2, 3, 4, 5]],
    ['1-4', [1, 2, 3, 4]],
    ['4-9', [4, 5]],
    ['none', []],
    [undefined, []]
  ])('the range %s within versions 0-5 is the versions %j', (text, versions) => {
    expect(versionsOf(text, within)).toEqual(versions)
  })

  test('a range of versions in another notation is refused', () => {
    for (const text of ['', '1-', '-3', 'all', '1,2']) expect(() => versionsOf(text, within), text).toThrow(/is not a range/)
  })

  test.each<[number[], string, string]>([
    [[0, 1, 2, 3, 4, 5], 'true', '0+'],
    [[], 'false', ''],
    [[3, 4, 5], 'v >= 3', '3+'],
    [[0, 1], 'v <= 1', '0-1'],
    [[2], 'v === 2', '2'],
    [[2, 3], 'v >= 2 && v <= 3', '2-3']
  ])('the versions %j are separated from the others of 0-5 by the test %s', (versions, test, text) => {
    expect(condition(versions, within)).toBe(test)
    if (text !== '') expect(rangeOf(versions, within)).toBe(text)
  })

  test('versions with a gap are refused, because one test cannot separate them', () => {
    expect(() => condition([0, 2], within)).toThrow(/gap/)
  })
})

const field = (name: string, type: string, more: Partial<FieldSchema> = {}): FieldSchema => ({ name, type, versions: '0+', ...more })
const schema = (type: 'request' | 'response', ...fields: FieldSchema[]): MessageSchema => ({
  apiKey: 999,
  type,
  name: type === 'request' ? 'SampleRequest' : 'SampleResponse',
  validVersions: '0-3',
  flexibleVersions: '2+',
  fields
})

describe('the model of a message', () => {
  const item = field('Items', '[]SampleItem', {
    versions: '1+',
    fields: [
      field('Key', 'string', { versions: '1+' }),
      field('Old', 'int32', { versions: '1-2' }),
      field('New', 'int64', { versions: '3+' })
    ]
  })
  const { root: message, structs } = buildMessage(
    schema(
      'request',
      field('Name', 'string'),
      field('Limit', 'int32', { default: '-1' }),
      item,
      field('Extra', 'bytes', { versions: '2+', taggedVersions: '2+', tag: 0 })
    )
  )
  const fieldOf = (name: string): Field | undefined => structs.flatMap(struct => struct.fields).find(each => each.name === name)

  test('a field is required if every version of its struct has it, without a default or a tag', () => {
    const required = structs.flatMap(struct => struct.fields.filter(each => each.required).map(each => `${struct.name}.${each.name}`))
    expect(required).toEqual(['SampleRequestItem.key', 'SampleRequest.name'])
  })

  test('structs get unique names, and inner structs come first', () => {
    expect(structs.map(struct => struct.name)).toEqual(['SampleRequestItem', 'SampleRequest'])
    expect(structs[0]?.versions).toEqual([1, 2, 3])
  })

  test('a tagged field has its tag and its versions', () => {
    expect(fieldOf('extra')).toMatchObject({ tag: 0, tagged: [2, 3], versions: [2, 3], required: false })
  })

  test('the fewest bytes of an element are known, to check the length of an array', () => {
    const type = { kind: 'struct', struct: structs[0] ?? message } as const
    expect(leastBytes(type, [1], false)).toBe(2 + 4)
    expect(leastBytes(type, [2], true)).toBe(1 + 4 + 1)
    expect(leastBytes(type, [3], true)).toBe(1 + 8 + 1)
    expect(leastBytes(type, [2, 3], true)).toBe(6)
  })

  test('a field of a type without a definition is refused with the name of the type', () => {
    expect(() => buildMessage(schema('request', field('Who', 'Nobody')))).toThrow('SampleRequest: nothing defines Nobody')
  })
})

describe('the printed code', () => {
  const tagged = { taggedVersions: '2+', versions: '2+' }
  const printed = printApi(
    schema(
      'request',
      field('Name', 'string', { versions: '0-2' }),
      field('Limit', 'int32', { versions: '1+', default: '-1' }),
      field('Note', 'string', { versions: '1+', ignorable: true, nullableVersions: '1+', default: 'null' }),
      field('Late', 'int8', { ...tagged, versions: '3+', taggedVersions: '3+', tag: 1 }),
      field('Early', 'bool', { ...tagged, tag: 0 })
    ),
    schema('response', field('ThrottleTimeMs', 'int32'), field('Ids', '[]uuid'))
  )

  test('the encoder refuses a field that a version cannot carry, unless the field may be ignored', () => {
    expect(printed).toContain(`if (m.name !== undefined && m.name !== '') throw absent('name', v, '0-2')`)
    expect(printed).toContain(`else if (m.limit !== undefined && m.limit !== -1) throw absent('limit', v, '1+')`)
    expect(printed).not.toContain(`absent('note'`)
  })

  test('the encoder writes tagged fields in the order of their tags, with unknown tags in between', () => {
    const order = [
      'w.endTag(0, t)',
      'unknownTagsBetween(m.unknownTags, 0, 1)',
      'w.endTag(1, t)',
      'unknownTagsBetween(m.unknownTags, 1, 0x1_0000_0000)'
    ]
    const places = order.map(text => printed.indexOf(text))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  test('the doc comment of a field has the facts of the schema', () => {
    for (const facts of [
      'string, v0-2.',
      'int32, v1+, default -1.',
      'string, v1+, nullable, default null.',
      'int8, v3+, tag 1.',
      'bool, v2+, tag 0.'
    ]) {
      expect(printed).toContain(`/** Type: ${facts} */`)
    }
  })

  test('the highest version of a request is the last version that has all of its fields', () => {
    expect(printed).toContain(`if (m.name !== undefined && m.name !== '' && highest > 2) highest = 2`)
  })

  test('a printed module imports only names that it uses', () => {
    for (const line of printed.split('\n').filter(each => each.startsWith('import '))) {
      for (const [, name = ''] of line.slice(0, line.indexOf('from')).matchAll(/(\w+)(?=,| })/g)) {
        expect(printed.split(new RegExp(`\\b${name}\\b`)).length, name).toBeGreaterThan(2)
      }
    }
  })

  test('an array of a kind that Kafka did not have before is refused', () => {
    expect(() => printApi(schema('request', field('Blobs', '[]bytes')), schema('response'))).toThrow(/add them to the generator/)
  })
})

describe('lines of code', () => {
  test('a single statement is printed behind its condition, and several are printed as a block', () => {
    const code = new Code()
    code.when([2, 3], [1, 2, 3], () => code.line('one()'))
    code.when(
      [2, 3],
      [1, 2, 3],
      () => code.line('one()'),
      () => {
        code.line('two()')
        code.line('three()')
      }
    )
    code.when([1, 2], [1, 2], () => code.line('always()'))
    code.when([5], [1, 2], () => code.line('never()'))
    expect(`${code}`).toBe('if (v >= 2) one()\nif (v >= 2) one()\nelse {\n  two()\n  three()\n}\nalways()\n')
  })

  test('parameters that a function does not use begin with an underscore', () => {
    const code = new Code()
    code.function('f', { used: 'number', unused: 'string' }, 'number', () => code.line('return used'))
    expect(`${code}`).toBe('function f(used: number, _unused: string): number {\n  return used\n}\n')
  })
})
