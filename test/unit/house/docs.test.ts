import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportsOf, readSource, readSources } from '../../support/sources/sources.ts'

const root = join(import.meta.dirname, '../../..')
const pages = [
  ...['README.md', 'DESIGN.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'].map(readSource),
  ...readSources(['docs', 'bench', 'examples', 'test'], ['.md'])
]
const manifest = JSON.parse(readSource('package.json').text) as {
  scripts: Record<string, string>
  exports: Record<string, { types: string; default: string } | string>
  dependencies?: object
}

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, first = '']) => first)

describe.each(pages.map(page => [page.path, page] as const))('%s', (path, { text }) => {
  test('names files that are there', () => {
    const files = found(text, /`((?:src|test|tools|docs|schemas|bench|examples)\/[a-z0-9._/-]+)`/g) // NAME stands for a name
    expect(files.filter(file => !existsSync(join(root, file)))).toEqual([])
  })

  test('calls scripts that package.json has', () => {
    const scripts = path.startsWith('bench/') ? [] : found(text, /npm run (?:--silent )?([\w:]+)/g)
    expect(scripts.filter(script => manifest.scripts[script] === undefined)).toEqual([])
  })

  test('imports from its doors what they give', () => {
    const imports = [...text.matchAll(/import (?:type )?\{([^}]+)\} from 'kafkawire(\/[\w/-]+)?'/g)]
    for (const [, names = '', door = ''] of imports) {
      const given = exportsOf(sourceOf(door))
      const wanted = names.split(',').map(name =>
        name
          .trim()
          .replace(/^type /, '')
          .replace(/ as .*/, '')
      )
      expect(
        wanted.filter(name => !given.has(name)),
        `from 'kafkawire${door}'`
      ).toEqual([])
    }
  })
})

describe('package.json', () => {
  test('has no dependencies', () => {
    expect(manifest.dependencies).toBeUndefined()
  })

  test('has doors that the sources have as well', () => {
    for (const door of Object.keys(manifest.exports).filter(each => !each.includes('*') && each !== './package.json')) {
      expect(existsSync(join(root, sourceOf(door.slice(1)))), door).toBe(true)
    }
  })

  test('has the version that brokers see', () => {
    expect(readSource('src/version.ts').text).toContain(`'${(manifest as { version?: string }).version}'`)
  })
})

/** The source of a door, by its name without `kafkawire`. */
function sourceOf(door: string): string {
  if (door.startsWith('/messages/')) return `src/protocol${door}.ts`
  const [file = ''] = [`src${door}.ts`, `src${door}/index.ts`].filter(path => existsSync(join(root, path)))
  return door === '' ? 'src/index.ts' : file
}
