import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type TSD from 'tsd'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const { default: tsd } = createRequire(import.meta.url)('tsd') as { default: typeof TSD }

// The declarations in dist/, through the doors of package.json, as a program that depends on us sees them, and by an older compiler than ours.
describe('the types of the built package', () => {
  test('accept what is right and refuse what is wrong, line by line in *.test-d.ts', async () => {
    expect(existsSync(join(root, 'dist/index.d.ts')), 'run npm run build first').toBe(true)
    const diagnostics = await tsd({ cwd: root, testFiles: ['test/types/*.test-d.ts'] })
    expect(diagnostics.map(({ fileName, line, message }) => `${fileName.slice(root.length + 1)}:${line} ${message}`)).toEqual([])
  }, 120_000)

  test('are refused where they are wrong: a test that cannot fail proves nothing', async () => {
    const diagnostics = await tsd({ cwd: root, testFiles: ['test/types/wrong/*.test-d.ts'] })
    expect(diagnostics.map(({ line }) => line).sort()).toEqual([5, 6, 7])
  }, 120_000)
})
