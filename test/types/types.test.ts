import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type TSD from 'tsd'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const { default: tsd } = createRequire(import.meta.url)('tsd') as { default: typeof TSD }

// tsd reads the declarations in dist/ through the entry points of package.json, as a program of a
// user does, and with an older compiler than that of this project.
describe('the types of the built package', () => {
  test('the types of the built package accept valid and refuse invalid programs, line by line in *.test-d.ts', async () => {
    expect(existsSync(join(root, 'dist/index.d.ts')), 'run npm run build first').toBe(true)
    const diagnostics = await tsd({ cwd: root, testFiles: ['test/types/*.test-d.ts'] })
    expect(diagnostics.map(({ fileName, line, message }) => `${fileName.slice(root.length + 1)}:${line} ${message}`)).toEqual([])
  }, 120_000)

  test('a test of types that states something false fails', async () => {
    const diagnostics = await tsd({ cwd: root, testFiles: ['test/types/wrong/*.test-d.ts'] })
    expect(diagnostics.map(({ line }) => line).sort()).toEqual([5, 6, 7])
  }, 120_000)
})
