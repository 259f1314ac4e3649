import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failuresIn, HERE, makeScratch, PROGRAM, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const nodeOf = (folder: string): string[] => [join(HERE, 'node_modules', folder, 'bin/node')]
const { NEWEST_NODE } = process.env

const bunOf = (folder: string): string[] => [join(HERE, 'node_modules', folder, 'bin/bun.exe')]
const DENO_FLAGS = ['--no-prompt', '--allow-net', '--allow-read', '--no-lock', '--node-modules-dir=manual']
const denoOf = (folder: string): string[] => [join(HERE, 'node_modules', folder, 'deno'), 'run', ...DENO_FLAGS]

// Each runtime with its command: the oldest version that docs/support.md names, and the newest.
// The oldest Deno is the package of one platform, because npm ci fails for two versions of deno in one lock file.
// NEWEST_NODE names a newer Node than the lock file has.
const runtimes = {
  'Node.js 20.19.0': nodeOf('node-20-oldest'),
  'Node.js 20': nodeOf('node-20'),
  'Node.js 22.12.0': nodeOf('node-22-oldest'),
  'Node.js 22': nodeOf('node-22'),
  'Node.js 24.0.0': nodeOf('node-24-oldest'),
  'Node.js 24': nodeOf('node-24'),
  'the newest Node.js': NEWEST_NODE === undefined ? nodeOf('node-newest') : [NEWEST_NODE],
  'Bun 1.4.4': bunOf('bun-oldest'),
  Bun: bunOf('bun'),
  'Deno 2.9.0': denoOf('deno-oldest'),
  Deno: denoOf('deno')
}

test.each(Object.entries(runtimes))('the driver passes every check on %s', async (_, [command = '', ...args]) => {
  expect(failuresIn(await run(command, [...args, PROGRAM, scratch.pkiFile]))).toEqual({})
})
