import { join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../integration/harness/cluster/run.ts'
import { pythonCommand } from './support/clients.ts'

const root = join(import.meta.dirname, '../..')
const env = { ...process.env, KAFKAWIRE: `${process.execPath} ${join(root, 'dist/cli/main.js')}` }

test('the example in Python starts kafkawire broker and passes', async () => {
  const output = await run(await pythonCommand(), ['-m', 'unittest', 'discover', '-s', join(root, 'examples/testing/python')], { env })
  expect(output).toContain('Ran 1 test')
})

test('the example in Go starts kafkawire broker and passes', async () => {
  const output = await run('go', ['test', '-count=1', './...'], { cwd: join(root, 'examples/testing/go'), env })
  expect(output).toMatch(/^ok\s/m)
})
