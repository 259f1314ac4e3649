import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compile, makeGuide } from './support/guide.ts'
import { runJest } from './support/jest.ts'
import { HERE, makeScratch, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const project = makeGuide(scratch.folder, 'guides/jest')
const VITEST = join(HERE, '../../node_modules/vitest/vitest.mjs')

test('the files of the guide for Jest compile', async () => {
  const compilerOptions = { noEmit: true, allowImportingTsExtensions: true, lib: ['es2023', 'esnext.disposable', 'dom'], types: ['node'] }
  const strict = { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, ...strict } }))
  expect(await compile(project)).toBe('')
})

test('the tests of the guide for Jest pass with its configuration, and Jest exits by itself', async () => {
  const more = ['--maxWorkers=2', '--testPathIgnorePatterns=spec'] // in workers, without the files for Vitest
  const { failed, passed } = await runJest(['--experimental-vm-modules'], join(project, 'jest.config.mjs'), {}, more)
  expect({ failed, passed }).toEqual({ failed: {}, passed: 3 })
})

test('the test of the guide for Vitest passes with its configuration', async () => {
  const output = await run(process.execPath, [VITEST, 'run', '--root', project, '--reporter', 'tap-flat'])
  expect(output).toMatch(/^1\.\.1\nok 1 /m)
})
