import { expect, test } from 'vitest'
import { bannedWord } from '../../support/sources/banned-words.ts'
import { readGenerated, readSource, readSources, type Source } from '../../support/sources/sources.ts'

const COMMENT_COLUMNS = 100
// An editor shows a docstring alone: a first word that refers to the docstring above has no meaning
// there.
const LEANING = /^(?:The same\b|Nor\b|That of\b|Those\b|As above|Ditto|Likewise)/

// The list of the words, and the tests of the search for them.
const EXEMPT = ['test/support/sources/banned-words.ts', 'test/unit/house/words.test.ts', 'test/unit/tools/notes.test.ts']
const FOLDERS = ['src', 'test', 'tools', 'examples', 'bench', '.ci']
const ENDINGS = ['.ts', '.mjs', '.js', '.java', '.c', '.go', '.py', '.sh', '.ci/run']
const code = readSources(FOLDERS, ENDINGS).filter(({ path }) => !EXEMPT.includes(path))
const generated = readGenerated(['src'])
const pages = [
  ...readSources(['docs', 'test', 'bench', 'tools', 'examples'], ['.md']),
  ...['README.md', 'CHANGELOG.md', 'DESIGN.md', 'CONTRIBUTING.md', 'SECURITY.md'].map(readSource)
]

test('no comment, docstring, error text, test title or page has a word of the list', () => {
  expect(code.length).toBeGreaterThan(500)
  expect(pages.length).toBeGreaterThan(10)
  expect([...code, ...generated, ...pages].flatMap(bannedWords)).toEqual([])
})

test(`no comment in src is wider than ${COMMENT_COLUMNS} columns`, () => {
  const sources = [...code, ...generated].filter(({ path }) => path.startsWith('src/'))
  expect(sources.flatMap(wideComments)).toEqual([])
})

test('no docstring in src begins with words that need the docstring above', () => {
  const sources = [...code, ...generated].filter(({ path }) => path.startsWith('src/'))
  expect(sources.flatMap(leaningDocstrings)).toEqual([])
})

test('the checks of words find banned words, wide comments and docstrings that do not stand alone', () => {
  const file = (text: string): Source => ({ path: 'src/a.ts', text })
  expect(bannedWords(file('// It is tried\n// in vain, and ANEW.'))).toHaveLength(2)
  expect(bannedWords(file('/** It waits in\n * vain. */'))).toHaveLength(1)
  expect(bannedWords(file('const needed = 1 // a newer broker, invariant'))).toEqual([])
  expect(wideComments(file(`// ${'a'.repeat(COMMENT_COLUMNS)}`))).toHaveLength(1)
  expect(wideComments(file(`const a = ${'1'.repeat(COMMENT_COLUMNS)}`))).toEqual([])
  expect(leaningDocstrings(file('/** The same, opened if need be. */\n/**\n * Nor did any other.\n */'))).toHaveLength(2)
  expect(leaningDocstrings(file('/** The samples of a batch. */'))).toEqual([])
})

function bannedWords({ path, text }: Source): string[] {
  return [...text.matchAll(bannedWord)].map(found => `${path}:${lineAt(text, found.index)}: ${found[0].replaceAll(/\s+/g, ' ')}`)
}

function wideComments({ path, text }: Source): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, i) => (isComment(line) && line.length > COMMENT_COLUMNS ? [`${path}:${i + 1}: ${line.length} columns`] : []))
}

// A line that is a comment from its first character on. Code may be wider, also with a comment at
// its end.
const isComment = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*(?:[\s/]|$))/.test(line)

function leaningDocstrings({ path, text }: Source): string[] {
  return [...text.matchAll(/\/\*\*\s*(?:\*\s*)?([^\n]*)/g)]
    .filter(([, first = '']) => LEANING.test(first))
    .map(found => `${path}:${lineAt(text, found.index)}: ${found[1]}`)
}

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length
