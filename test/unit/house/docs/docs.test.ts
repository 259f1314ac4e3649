import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportsOf, readSource, readSources } from '../../../support/sources/sources.ts'

const root = join(import.meta.dirname, '../../../..')
const pages = [
  ...['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].map(readSource),
  ...readSources(['docs', 'bench', 'examples', 'test'], ['.md'])
]
const manifest = JSON.parse(readSource('package.json').text) as {
  scripts: Record<string, string>
  exports: Record<string, { types: string; default: string } | string>
  dependencies?: object
}

// An error code of brokers, and variables of the environment.
const OTHER_NAMES: readonly string[] = ['KAFKA_STORAGE_ERROR', 'KAFKA_BOOTSTRAP', 'KAFKA_CONTROL']

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, first = '']) => first)

const codes = found(readSource('src/errors.ts').text, /^ {2}(KAFKA_\w+): /gm)

describe.each(pages.map(page => [page.path, page] as const))('%s', (path, { text }) => {
  test('the files that the page names exist', () => {
    const files = found(text, /`((?:src|test|tools|docs|schemas|bench|examples)\/[a-z0-9._/-]+)`/g) // NAME stands for a name
    expect(files.filter(file => !existsSync(join(root, file)))).toEqual([])
  })

  test('the codes of errors that the page names exist', () => {
    expect(found(text, /\b(KAFKA_[A-Z_]+)\b/g).filter(code => !codes.includes(code) && !OTHER_NAMES.includes(code))).toEqual([])
  })

  test('the scripts that the page calls are in package.json', () => {
    const scripts = path.startsWith('bench/') ? [] : found(text, /npm run (?:--silent )?([\w:]+)/g)
    expect(scripts.filter(script => manifest.scripts[script] === undefined)).toEqual([])
  })

  test('the entry points export what the page imports from them', () => {
    const imports = [...text.matchAll(/import (?:type )?\{([^}]+)\} from 'kafkawire(\/[\w/-]+)?'/g)]
    for (const [, names = '', entryPoint = ''] of imports) {
      const given = exportsOf(sourceOf(entryPoint))
      const wanted = names.split(',').map(name =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*/, '')
      )
      expect(
        wanted.filter(name => !given.has(name)),
        `from 'kafkawire${entryPoint}'`
      ).toEqual([])
    }
  })
})

describe('package.json', () => {
  test('package.json has no dependencies', () => {
    expect(manifest.dependencies).toBeUndefined()
  })

  test('each entry point in package.json has a source', () => {
    for (const entryPoint of Object.keys(manifest.exports).filter(each => !each.includes('*') && each !== './package.json')) {
      expect(existsSync(join(root, sourceOf(entryPoint.slice(1)))), entryPoint).toBe(true)
    }
  })

  test('CHANGELOG.md has a section for the version of package.json, below that of changes after it', () => {
    const { version } = manifest as { version?: string }
    const [first, second] = found(readSource('CHANGELOG.md').text, /^## (\S+)/gm)
    expect([first, second?.replace(/,$/, '')]).toEqual(['Unreleased', version])
  })

  test('package.json has the version that the driver sends to brokers', () => {
    expect(readSource('src/version.ts').text).toContain(`'${(manifest as { version?: string }).version}'`)
  })
})

/** The source of an entry point, by its name without `kafkawire`. */
function sourceOf(entryPoint: string): string {
  if (entryPoint.startsWith('/messages/')) return `src/protocol${entryPoint}.ts`
  const [file = ''] = [`src${entryPoint}.ts`, `src${entryPoint}/index.ts`].filter(path => existsSync(join(root, path)))
  return entryPoint === '' ? 'src/index.ts' : file
}
