import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failuresIn, HERE, makeScratch, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

test.each(['esbuild', 'esbuild-cjs', 'rollup', 'rollup-smallest', 'vite', 'webpack', 'rolldown', 'ncc'])(
  'the driver passes every check when %s bundles it into one file',
  async bundler => {
    const folder = join(scratch.folder, bundler)
    mkdirSync(folder)
    const bundle = await run(process.execPath, [join(HERE, 'bundle.mjs'), bundler, folder])
    expect(readdirSync(folder)).toHaveLength(1)
    expect(failuresIn(await run(process.execPath, [bundle, scratch.pkiFile]))).toEqual({})
  }
)
