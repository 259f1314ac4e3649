import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { quotedIn, sectionOf } from '../../support/sources/markdown.ts'
import { readSource, readSources, type Source } from '../../support/sources/sources.ts'

const root = join(import.meta.dirname, '../../..')
const GENERATED = ['src/protocol/codes/', 'src/protocol/messages/']
const NO_SENTENCE = /^(?:[^.;]|\.(?=\S))+$/ // one noun phrase: no second clause, and a full stop only inside a name such as `dist/`

const design = readSource('DESIGN.md')
const pages = [
  ...['DESIGN.md', 'CONTRIBUTING.md', 'docs/debugging.md', 'test/support/README.md'].map(readSource),
  ...readSources(['docs/design', 'docs/decisions'], ['.md'])
]
const paths = readSources(['src'], ['.ts']).map(({ path }) => path)
const words = new Set(readAll().flatMap(text => text.match(/#?\w+/g) ?? []))
const classes = new Set(
  readSources(['src'], ['.ts']).flatMap(({ text }) => [...text.matchAll(/^export class (\w+)/gm)].map(([, name = '']) => name))
)
const names = new Set(
  readSources(['src', 'test', 'tools', 'bench', 'examples', '.ci'], ['.ts', '.mjs']).map(({ path }) => posix.basename(path))
)

describe('the map in DESIGN.md', () => {
  test('the map in DESIGN.md has each hand-written file of src below the heading of its folder', () => {
    expect(paths.length).toBeGreaterThan(200)
    expect(paths.filter(path => !mapOf(design.text).files.has(path))).toEqual([])
  })

  test('the map in DESIGN.md names only files and folders that exist', () => {
    const { files, folders } = mapOf(design.text)
    expect([...files.keys(), ...folders].filter(isMissing)).toEqual([])
  })

  test('the map in DESIGN.md has a heading for each folder of src', () => {
    const folders = new Set(paths.map(path => `${posix.dirname(path)}/`))
    expect([...folders, ...GENERATED].filter(folder => !mapOf(design.text).folders.includes(folder))).toEqual([])
  })

  test('the map in DESIGN.md has one noun phrase for each file', () => {
    const phrases = [...mapOf(design.text).files].filter(([, phrase]) => !NO_SENTENCE.test(phrase) || phrase.length > 80)
    expect(phrases).toEqual([])
  })

  test('the picture above the map in DESIGN.md has boxes that are classes of src', () => {
    const [, picture = ''] = /^```\n(.*cluster\.send ──►[^`]*)^```$/ms.exec(design.text) ?? []
    const boxes = picture.match(/\b[A-Z][a-z]\w+/g) ?? []
    expect(boxes.length).toBeGreaterThan(8)
    expect(boxes.filter(box => !classes.has(box))).toEqual([])
  })

  test('the check of the map finds a missing file, a wrong path and a whole sentence', () => {
    const wrong = mapOf(design.text.replace('- `pipeline.ts`:', '- `pipelines.ts`:').replace('### `src/metrics/`', '### `src/metric/`'))
    expect(paths.filter(path => !wrong.files.has(path))).toContain('src/conn/pipeline/pipeline.ts')
    expect([...wrong.files.keys(), ...wrong.folders].filter(isMissing)).toEqual(
      expect.arrayContaining(['src/conn/pipeline/pipelines.ts', 'src/metric/'])
    )
    expect(['It sends. It waits', 'the pool; it dials'].filter(phrase => NO_SENTENCE.test(phrase))).toEqual([])
  })
})

test('test/support/README.md lists each helper of tests below the heading of its folder', () => {
  const listed: string[] = []
  let folder = ''
  for (const line of readSource('test/support/README.md').text.split('\n')) {
    folder = /^## `(test\/support\/[^`]*)`/.exec(line)?.[1] ?? folder
    const [, name] = /^- `([^`]+)`: \S/.exec(line) ?? []
    if (name !== undefined) listed.push(`${folder}${name}`)
  }
  expect(listed.toSorted()).toEqual(
    readSources(['test/support'], ['.ts'])
      .map(({ path }) => path)
      .toSorted()
  )
})

describe('the pages for maintainers', () => {
  test.each(pages.map(page => [page.path, page] as const))('%s names files and folders that exist', (_, page) => {
    expect(deadPaths(page)).toEqual([])
  })

  // CONTRIBUTING.md shows bad names beside good ones.
  const exact = pages.filter(({ path }) => path !== 'CONTRIBUTING.md')

  test.each(exact.map(page => [page.path, page] as const))('%s names methods, fields and classes that exist', (_, page) => {
    expect(deadNames(page)).toEqual([])
  })

  test('the check of maintainers’ pages finds a path and a name that do not exist', () => {
    const page = (text: string): Source => ({ path: 'docs/design/page.md', text })
    expect(deadPaths(page('see `src/conn/pipeline/nothing.ts` and `src/nowhere/`'))).toEqual([
      'src/conn/pipeline/nothing.ts',
      'src/nowhere/'
    ])
    expect(deadPaths(page('see `no-such-file.ts` and `pipeline.ts`, `.ci/nothing`'))).toEqual(['.ci/nothing', 'no-such-file.ts'])
    expect(deadPaths(page('run `npx vitest run test/unit/nowhere.test.ts -t renewed`'))).toEqual(['test/unit/nowhere.test.ts'])
    expect(deadPaths(page('    npx vitest run test/unit/nowhere.test.ts'))).toEqual(['test/unit/nowhere.test.ts'])
    expect(deadNames(page('`#close`, `#closeNow`, `sendSharded`, `sendNowhere()`, `Pipeline`, `Pipelines`, `not a name`'))).toEqual([
      '#closeNow',
      'sendNowhere',
      'Pipelines'
    ])
  })
})

/** The files of src in a map with their descriptions, and all folders in the map's headings. */
function mapOf(text: string): { readonly files: ReadonlyMap<string, string>; readonly folders: readonly string[] } {
  const files = new Map<string, string>()
  const folders: string[] = []
  let folder: string | undefined
  for (const line of sectionOf(text, '## The map').split('\n')) {
    const [, heading] = /^### `?([^`]*)/.exec(line) ?? []
    if (heading !== undefined) {
      folder = heading.startsWith('src/') ? heading : undefined
      if (folder !== undefined) folders.push(folder)
    }
    const [, name = '', phrase = ''] = /^- `([^`]+)`: (.*)$/.exec(line) ?? []
    if (folder !== undefined && name !== '') files.set(`${folder}${name}`, phrase)
  }
  return { files, folders }
}

// Paths from the root in any code, commands included, and names of files alone. NAME and NNN are
// placeholders.
function deadPaths({ text }: Source): string[] {
  const code = [...quotedIn(text), ...(text.match(/^ {4}\S.*$/gm) ?? []), ...(text.match(/^```(?:sh)?\n[\s\S]*?^```$/gm) ?? [])]
  const rooted = code.flatMap(each => each.match(/(?<![\w./-])(?:src|test|tools|docs|schemas|bench|examples|\.ci)\/[\w./-]*/g) ?? [])
  const bare = quotedIn(text).filter(each => /^[\w-]+(?:\.test)?\.(?:ts|mjs)$/.test(each))
  return [...rooted.filter(isMissing), ...bare.filter(name => !names.has(name) && isMissing(name) && !isGenerated(name))]
}

// Names of private methods, and names in camel case or with a capital letter: one word in code,
// perhaps with `()`.
function deadNames({ text }: Source): string[] {
  const named = quotedIn(text).flatMap(each => /^(#[a-z]\w+|[a-z]+[A-Z]\w*|[A-Z][a-z]\w+)(?:\(\))?$/.exec(each)?.[1] ?? [])
  return named.filter(name => !words.has(name))
}

function readAll(): string[] {
  return readSources(['src', 'test', 'tools'], ['.ts', '.mjs'])
    .filter(({ path }) => path !== 'test/unit/house/map.test.ts')
    .map(({ text }) => text)
}

const isMissing = (path: string): boolean => !existsSync(join(root, path))

const isGenerated = (name: string): boolean => GENERATED.some(folder => !isMissing(`${folder}${name}`))
