import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as kafkawire from '../../../src/index.ts'
import * as messages from '../../../src/messages.ts'
import * as codes from '../../../src/protocol/codes/index.ts'
import { enumerationsByFile, generateCodes } from '../../../tools/generate/codes/print.ts'
import { loadSchemas } from '../../../tools/generate/schema.ts'
import { quotedIn, sectionOf, tableOf } from '../../support/sources/markdown.ts'
import { readSource } from '../../support/sources/sources.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'src/protocol/codes')
const schemas = loadSchemas(join(root, 'schemas'))
const enumerations = [...enumerationsByFile(schemas).values()].flat()
const page = readSource('docs/codes.md').text

describe('the files of src/protocol/codes', () => {
  const files = generateCodes(schemas)

  test('the files of src/protocol/codes are what the generator prints, and no others', () => {
    expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort())
    for (const [file, text] of files) expect(readFileSync(join(folder, file), 'utf8'), `${file}: run npm run generate`).toBe(text)
  })

  test('the files of src/protocol/codes say that they are generated, have at most 400 lines, and comments of at most 100 columns', () => {
    for (const [file, text] of files) {
      const lines = text.split('\n')
      expect(lines[0], file).toContain('// @generated from tools/generate/codes/')
      expect(lines.length, file).toBeLessThan(400)
      expect(lines.filter(line => /^ *(?:\/\*\*| \*)/.test(line) && line.length > 100)).toEqual([])
    }
  })
})

describe('the objects of codes', () => {
  test('the objects of codes are all exported by the package and by its messages', () => {
    expect(Object.keys(codes).toSorted()).toEqual(enumerations.map(({ name }) => name).toSorted())
    expect(kafkawire).toMatchObject(codes)
    expect(messages).toMatchObject(codes)
  })

  test.each(enumerations)('$name has a sentence of its own for each key', ({ about, entries }) => {
    for (const text of [about, ...entries.map(([, , meaning]) => meaning)]) expect(text).toMatch(/^[A-Z`].*\.$/)
    expect(new Set(entries.map(([, , meaning]) => meaning)).size).toBe(entries.length)
    expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length)
  })
})

describe('docs/codes.md', () => {
  test('docs/codes.md has a section for each object, except for the error codes, which have a page of their own', () => {
    const sections = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name)
    expect(sections.toSorted()).toEqual(
      Object.keys(codes)
        .filter(name => name !== 'errorCodes')
        .toSorted()
    )
  })

  test.each(enumerations.filter(({ name }) => name !== 'errorCodes'))(
    'docs/codes.md has the type, the keys, values and meanings of $name',
    each => {
      const section = sectionOf(page, `### \`${each.name}\``)
      expect(section).toContain(`${each.about} The type is \`${each.type}\`.`)
      const rows = tableOf(section, 'Name').map(([name = '', value = '', meaning]) => [...quotedIn(name), ...quotedIn(value), meaning])
      expect(rows).toEqual(
        each.entries.map(([key, value, meaning]) => [key, typeof value === 'bigint' ? `${value}n` : `${value}`, meaning])
      )
    }
  )
})
