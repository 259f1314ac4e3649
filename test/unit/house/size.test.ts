import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { functionsOf } from '../../support/sources/functions.ts'
import { readSources, type Source } from '../../support/sources/sources.ts'

const CODE = ['.ts', '.mjs', '.js', '.java', '.c']
const written = readSources(['src', 'tools', 'bench', 'examples'], CODE)
const tests = readSources(['test'], CODE)

const linesOf = ({ text }: Source): number => text.trimEnd().split('\n').length
const longerThan = (lines: number, sources: readonly Source[]): string[] =>
  sources.filter(source => linesOf(source) > lines).map(source => `${source.path} has ${linesOf(source)} lines`)

describe('the size of files', () => {
  test('the hand-written files are found, and generated files are left out', () => {
    const paths = written.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['src/errors.ts', 'src/protocol/primitives/reader.ts', 'tools/generate/main.ts']))
    expect(paths.filter(path => path.startsWith('src/protocol/messages/') || path.includes('node_modules'))).toEqual([])
  })

  test('the hand-written files have fewer than 120 lines in the median', () => {
    const lines = written.map(linesOf).sort((a, b) => a - b)
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThan(120)
  })

  test('the hand-written files have at most 400 lines, and tests at most 600', () => {
    expect(longerThan(400, written)).toEqual([])
    expect(longerThan(600, tests)).toEqual([])
  })
})

test('no two hand-written files of src have the same name, index.ts aside, so that one search finds the right file', () => {
  const paths = written.map(({ path }) => path).filter(path => path.startsWith('src/') && !path.endsWith('/index.ts'))
  expect(paths.length).toBeGreaterThan(200)
  const isDouble = (path: string): boolean => paths.some(other => other !== path && posix.basename(other) === posix.basename(path))
  expect(paths.filter(isDouble)).toEqual([])
})

test('no folder has more than 16 files at one level, generated messages aside', () => {
  const counts = new Map<string, number>()
  for (const { path } of [...written, ...tests]) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1)
  expect(counts.size).toBeGreaterThan(40)
  const full = [...counts].filter(([, files]) => files > 16)
  expect(full.map(([folder, files]) => `${folder} has ${files} files`)).toEqual([])
})

describe('the size of functions', () => {
  test('no function has more than 60 lines', () => {
    const functions = written.filter(({ path }) => path.endsWith('.ts')).flatMap(functionsOf)
    expect(functions.length).toBeGreaterThan(500)
    const long = functions.filter(({ lines }) => lines > 60).map(({ path, name, lines }) => `${path}: ${name} has ${lines} lines`)
    expect(long).toEqual([])
  })

  test('the check of sizes counts the lines of a function from head to end, whatever its kind', () => {
    const body = `{\n${'  step()\n'.repeat(3)}}`
    const kinds = [
      `function a() ${body}`,
      `class C { a() ${body} }`,
      `class C { #a() ${body} }`,
      `const a = () => ${body}`,
      `class C { get a() ${body} }`
    ]
    for (const text of kinds)
      expect(functionsOf({ path: 'a.ts', text }), text).toEqual([
        expect.objectContaining({ name: expect.stringMatching(/^#?a$/), lines: 5 })
      ])
  })
})
