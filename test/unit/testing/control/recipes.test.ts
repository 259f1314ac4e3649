import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readSource } from '../../../support/sources/sources.ts'
import { startControlled } from './controlled.ts'

const run = promisify(execFile)
const { text: page } = readSource('docs/testing-recipes.md')
const block = (language: string): string => [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].at(-1)?.[1] ?? ''
const isInstalled = (command: string): boolean => spawnSync(command, ['--version']).status === 0

describe('the recipes for other languages in docs/testing-recipes.md', () => {
  test.runIf(isInstalled('curl'))('the lines of curl give the answers that the page describes', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    const lines = block('sh').trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    const answers: unknown[] = []
    for (const line of lines) {
      const { stdout } = await run('sh', ['-c', line], { env: { ...process.env, CONTROL: control.url } })
      answers.push(JSON.parse(stdout))
    }
    expect(answers).toMatchObject([
      { records: [{ partition: 0, offset: 0 }] },
      { records: [{ key: 'a', value: 'one' }] },
      { error: 'waitForCommit waited for 100 ms: group "billing" has committed no offset for "orders-0", not 0 or more' },
      {}
    ])
    expect(control.kafka.snapshot().topics[0]?.partitions[0]?.endOffset).toBe(0n)
  })

  test.runIf(isInstalled('python3'))('the program in Python runs', async () => {
    await using control = await startControlled({ topics: { orders: 1 } })
    await run('python3', ['-c', block('python')], { env: { ...process.env, CONTROL: control.url } })
    expect(control.kafka.snapshot().topics[0]?.partitions[0]?.endOffset).toBe(0n)
  })
})
