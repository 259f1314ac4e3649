import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failuresIn, HERE, makeScratch, PROGRAM, run } from './support/run.ts'

const scratch = makeScratch()
afterAll(() => scratch.remove())

const nodeOf = (folder: string): string[] => [join(HERE, 'node_modules', folder, 'bin/node')]
const { NEWEST_NODE } = process.env

// Each runtime with its command. NEWEST_NODE names a newer Node than the lock file has.
const runtimes = {
  'Node.js 20': nodeOf('node-20'),
  'Node.js 22': nodeOf('node-22'),
  'Node.js 24': nodeOf('node-24'),
  'the newest Node.js': NEWEST_NODE === undefined ? nodeOf('node-newest') : [NEWEST_NODE],
  Bun: [join(HERE, 'node_modules/bun/bin/bun.exe')],
  Deno: [
    join(HERE, 'node_modules/deno/deno'),
    'run',
    '--no-prompt',
    '--allow-net',
    '--allow-read',
    '--no-lock',
    '--node-modules-dir=manual'
  ]
}

test.each(Object.entries(runtimes))('the driver passes every check on %s', async (_, [command = '', ...args]) => {
  expect(failuresIn(await run(command, [...args, PROGRAM, scratch.pkiFile]))).toEqual({})
})
