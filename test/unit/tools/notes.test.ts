import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { enumerationsByFile } from '../../../tools/generate/codes/print.ts'
import { docLines } from '../../../tools/generate/doc.ts'
import { generateFiles } from '../../../tools/generate/files.ts'
import { buildMessage } from '../../../tools/generate/model.ts'
import { noteProblems } from '../../../tools/generate/note-problems.ts'
import { loadNotes, Notes } from '../../../tools/generate/notes.ts'
import { loadSchemas, type MessageSchema } from '../../../tools/generate/schema.ts'
import { bannedWord } from '../../support/sources/banned-words.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'tools/generate/notes')
const schemas = loadSchemas(join(root, 'schemas'))
const enumerations = [...enumerationsByFile(schemas).values()].flat()
const names = new Set(enumerations.flatMap(({ name, entries }) => entries.map(([entry]) => `${name}.${entry}`)))
const language = { names, bannedWord }

describe('the notes on fields', () => {
  const notes = loadNotes(folder)

  test('the notes cover every API and field that people write or read, and nothing else', () => {
    expect(noteProblems(notes, schemas, language)).toEqual([])
  })

  test('every note is in the hover text of its fields', () => {
    const text = [...generateFiles(schemas, notes).values()]
      .join('\n')
      .replaceAll(/\n *\*(?: |$)/gm, ' ')
      .replaceAll(/\s+/g, ' ')
    const structs = schemas.flatMap(schema => buildMessage(schema).structs)
    const shown = structs.flatMap(({ name, fields }) => fields.map(field => notes.field(name, field.name)?.text ?? ''))
    expect(shown.length).toBeGreaterThan(1_200)
    expect([...new Set(shown)].filter(note => !text.includes(note))).toEqual([])
  })

  test('no line of a generated comment is wider than 100 columns', () => {
    const lines = [...generateFiles(schemas, notes)].flatMap(([file, text]) => text.split('\n').map(line => `${file}: ${line}`))
    const comments = lines.filter(line => /^\S+: +(?:\/\*\*| \*)/.test(line) || /^\S+: \/\*\*/.test(line))
    expect(comments.filter(line => line.slice(line.indexOf(': ') + 2).length > 100)).toEqual([])
  })

  test('the notes are in at most 15 files of at most 400 lines', () => {
    const files = readdirSync(folder)
    expect(files.length).toBeLessThanOrEqual(15)
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8').split('\n').length, file).toBeLessThanOrEqual(400)
  })
})

describe('the check of the notes', () => {
  const sample: MessageSchema = {
    apiKey: 999,
    type: 'request',
    name: 'SampleRequest',
    validVersions: '0',
    flexibleVersions: 'none',
    fields: [
      { name: 'Limit', type: 'int32', versions: '0+' },
      { name: 'Items', type: '[]Item', versions: '0+', fields: [{ name: 'Key', type: 'string', versions: '0+' }] }
    ]
  }
  const SOUND = `# Sample
Does a sample of work.
# SampleRequest
- limit: The most items, or \`acks.ALL\` for all.
- items: The items of the work.
# *Item
- key: The key of the item.
`
  const problemsOf = (text: string): string[] => noteProblems(new Notes([text]), [sample], language)

  test('the check accepts notes that are complete and plain', () => {
    expect(problemsOf(SOUND)).toEqual([])
  })

  test.each([
    ['a field without a note', '- items: The items of the work.\n', '', ['SampleRequest.items has no note']],
    ['an API without a note', 'Does a sample of work.\n', '', ['Sample has no note']],
    ['a note for no field', '# *Item', '- other: The note of no field.\n# *Item', ['SampleRequest.other is the note of nothing']],
    ['a note for no struct', '# *Item', '# *Thing\nA thing that is not there.\n# *Item', ['*Thing is the note of nothing']],
    [
      'a note that another one hides',
      '# *Item',
      '# SampleRequestItem\n- key: The key of it all.\n# *Item',
      ['*Item.key is the note of nothing']
    ],
    ['a note of few words', 'The key of the item.', 'A key.', ['*Item.key has too few words']],
    ['a note without a full stop', 'The key of the item.', 'The key of the item', ['*Item.key is no whole sentence']],
    ['a banned word', 'The key of the item.', 'The key, read anew each time.', ["*Item.key says 'anew'"]],
    ['a constant that does not exist', 'acks.ALL', 'acks.EVERY', ['SampleRequest.limit names acks.EVERY, which does not exist']]
  ])('the check finds %s', (_what, from, to, problems) => {
    expect(SOUND).toContain(from)
    expect(problemsOf(SOUND.replace(from, to))).toEqual(problems)
  })
})

describe('a file of notes', () => {
  test('a note may be for several structs and fields, and the most exact note counts', () => {
    const notes = new Notes([
      '# ARequest, BRequest\n- one, two: The note of two fields.\n',
      '# *\n- one: Of all.\n# *Request\n- three: Of requests.\n'
    ])
    expect(notes.field('BRequest', 'two')).toEqual({ key: 'BRequest.two', text: 'The note of two fields.' })
    expect(notes.field('CRequest', 'one')).toEqual({ key: '*.one', text: 'Of all.' })
    expect(notes.field('ARequest', 'three')?.key).toBe('*Request.three')
    expect(notes.field('Answer', 'three')).toBeUndefined()
  })

  test.each([
    ['two notes for one field', '# A\n- one: First.\n# A\n- one: Second.\n', 'two notes for A.one'],
    ['a note before the first heading', '- one: First.\n', 'before the first heading'],
    ['a line that is no note', '# A\n- one First.\n', "not '- field: sentence'"]
  ])('a file of notes with %s is refused', (_what, text, message) => {
    expect(() => new Notes([text])).toThrow(message)
  })
})

test('a doc comment is one line where it fits, and a block of lines of at most 100 columns where it does not', () => {
  expect(docLines(['One sentence.', 'int32.'], 2)).toEqual(['/** One sentence. int32. */'])
  const long = docLines(['word '.repeat(40).trim(), 'int32.'], 2)
  expect(long).toEqual(['/**', ...long.slice(1, -4), expect.stringMatching(/^ \* word/), ' *', ' * int32.', ' */'])
  expect(Math.max(...long.map(line => line.length + 2))).toBeLessThanOrEqual(100)
})
