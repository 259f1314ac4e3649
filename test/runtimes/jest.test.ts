import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { HERE, makeScratch, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const JEST = join(HERE, 'node_modules/jest/bin/jest.js')

interface JestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly failureMessages: string[] }[]
  }[]
}

/** The tests that failed under Jest, and the number of those that passed. */
async function runJest(flags: readonly string[], config: string): Promise<{ failed: Record<string, string[]>; passed: number }> {
  const args = [...flags, JEST, '--config', join(HERE, 'jest', config), '--json', '--forceExit']
  const stdout = await run(process.execPath, args, { PKI_FILE: scratch.pkiFile }).catch((error: { stdout?: string }) => {
    if (!error.stdout?.startsWith('{')) throw error
    return error.stdout
  })
  const { numPassedTests: passed, testResults } = JSON.parse(stdout) as JestReport
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ failureMessages }) => failureMessages.length > 0)
  return { failed: Object.fromEntries(failed.map(({ fullName, failureMessages }) => [fullName, failureMessages])), passed }
}

test('the driver passes every check under Jest as ES modules, with real and fake timers, in the environments node and jsdom', async () => {
  const { failed, passed } = await runJest(['--experimental-vm-modules'], 'esm.config.mjs')
  expect(failed).toEqual({})
  expect(passed).toBeGreaterThan(60)
})

test('the driver passes every check under Jest without flags, where Babel compiles it to CommonJS', async () => {
  const { failed, passed } = await runJest([], 'commonjs.config.mjs')
  expect(failed).toEqual({})
  expect(passed).toBeGreaterThan(20)
})
