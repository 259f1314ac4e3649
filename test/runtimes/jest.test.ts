import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testFileSampleOf } from '../support/sources/samples.ts'
import { runJest } from './support/jest.ts'
import { HERE, makeScratch } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const environment = { PKI_FILE: scratch.pkiFile }
const configFile = (kind: string): string => join(HERE, `jest/${kind}.config.mjs`)

/** A folder with one test file. Its packages are those of these tests. */
function makeProject(name: string, text: string): string {
  const folder = join(scratch.folder, 'project')
  mkdirSync(folder)
  symlinkSync(join(HERE, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, `${name}.mjs`), text)
  return folder
}

interface Esbuild {
  transformSync(text: string, options: { readonly loader: 'ts' }): { readonly code: string }
}

test('the driver passes every check under Jest as ES modules, with real and fake timers, in the environments node and jsdom', async () => {
  const { failed, passed } = await runJest(['--experimental-vm-modules'], configFile('esm'), environment)
  expect(failed).toEqual({})
  expect(passed).toBeGreaterThan(60)
})

test('the driver passes every check under Jest without flags, where Babel compiles it to CommonJS', async () => {
  const { failed, passed } = await runJest([], configFile('commonjs'), environment)
  expect(failed).toEqual({})
  expect(passed).toBeGreaterThan(20)
})

test('the fixture for Jest in the testing recipes passes under Jest, as an ES module and without flags', async () => {
  const { name, text } = testFileSampleOf('testing-recipes', 'jest')
  const esbuild: Esbuild = createRequire(join(HERE, 'package.json'))('esbuild')
  const rootDir = makeProject(name, esbuild.transformSync(text, { loader: 'ts' }).code)
  const project = { rootDir, testEnvironment: 'node', testMatch: ['<rootDir>/*.mjs'] }
  const babel = ['babel-jest', { babelrc: false, configFile: false, plugins: ['@babel/plugin-transform-modules-commonjs'] }]
  const compiled = { ...project, transform: { '\\.m?js$': babel }, transformIgnorePatterns: [] }

  const asModule = await runJest(['--experimental-vm-modules'], JSON.stringify({ ...project, transform: {} }))
  const asCommonJs = await runJest([], JSON.stringify(compiled))

  expect([asModule, asCommonJs]).toEqual([
    { failed: {}, passed: 1 },
    { failed: {}, passed: 1 }
  ])
})
