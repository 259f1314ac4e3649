import { join } from 'node:path'
import { HERE, run } from './run.ts'

const JEST = join(HERE, 'node_modules/jest/bin/jest.js')

interface JestReport {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly { readonly fullName: string; readonly failureMessages: string[] }[]
  }[]
}

/** The tests and the files that failed under Jest, and the number of tests that passed. */
export async function runJest(
  flags: readonly string[],
  config: string,
  environment: Readonly<Record<string, string>> = {},
  more: readonly string[] = ['--forceExit']
): Promise<{ failed: Record<string, string[]>; passed: number }> {
  const args = [...flags, JEST, '--config', config, '--json', ...more]
  const stdout = await run(process.execPath, args, environment).catch((error: { stdout?: string }) => {
    if (!error.stdout?.startsWith('{')) throw error
    return error.stdout
  })
  const { numPassedTests: passed, testResults } = JSON.parse(stdout) as JestReport
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ failureMessages }) => failureMessages.length > 0)
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const failures = [
    ...failed.map(({ fullName, failureMessages }) => [fullName, failureMessages] as const),
    ...broken.map(({ name, message }) => [name, [message]] as const)
  ]
  return { failed: Object.fromEntries(failures), passed }
}
