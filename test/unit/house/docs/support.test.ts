import { expect, test } from 'vitest'
import { readSource } from '../../../support/sources/sources.ts'

const page = readSource('docs/support.md').text
const ci = readSource('.ci/run').text
const { scripts } = JSON.parse(readSource('package.json').text) as { readonly scripts: Readonly<Record<string, string>> }

const commands = [...new Set([...page.matchAll(/`npm (?:run )?([\w:]+)`/g)].map(([, name = '']) => name))]
const onDemand = [...page.matchAll(/`npm run ([\w:]+)`, on demand/g)].map(([, name]) => name)

test('every command that docs/support.md names is a script of the package', () => {
  expect(commands.filter(name => !(name in scripts))).toEqual([])
})

test('the CI script runs every command that docs/support.md names, except those on demand', () => {
  const isRun = (name: string): boolean => new RegExp(`npm (?:run (?:--silent )?)?${name}(?![\\w:])`).test(ci)
  expect(commands.filter(name => !onDemand.includes(name) && !isRun(name))).toEqual([])
})

test('the workflow of a release runs every command that docs/support.md marks as on demand', () => {
  const release = readSource('.github/workflows/release.yml').text
  expect(onDemand.length).toBeGreaterThan(0)
  expect(onDemand.filter(name => !release.includes(`npm run ${name}\n`))).toEqual([])
})

test('docs/support.md names the version of Node.js that package.json asks for', () => {
  expect(readSource('package.json').text).toContain('"node": ">=20.19"')
  expect(page).toContain('20.19 and newer')
})
