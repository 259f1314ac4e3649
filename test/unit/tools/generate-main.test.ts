import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../../../tools/generate/main.ts', import.meta.url))

describe('npm run generate', () => {
  test('the generator refuses an unknown option and writes nothing', async () => {
    const failed = await promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, '--chekc']).catch(error => error)
    expect(failed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining("Unknown option '--chekc'") })
  })

  test('the generator with --check compares files and writes nothing', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, '--check'])
    expect(stdout).toContain('files are what the generator prints')
  })
})
