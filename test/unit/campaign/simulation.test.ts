import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)

/** Runs schedules in a process of their own, as `npm run campaign` does, and returns what it prints. */
async function campaign(...args: string[]): Promise<string> {
  const flags = ['--import', 'tsx', '--import', './test/campaign/simulation/register.mjs']
  const { stdout } = await run(process.execPath, [...flags, 'test/campaign/main.ts', '--processes', '1', ...args], { cwd: root })
  return stdout.replace(/ in \d+ s\n$/, '')
}

test('random schedules of work and faults break no promise, and have the same outcome again', { timeout: 120_000 }, async () => {
  const [first, second] = await Promise.all([campaign('--schedules', '4', '--seed', '6'), campaign('--schedules', '4', '--seed', '6')])
  expect(first).toMatch(/^4 schedules, 0 with broken promises; [\d,]+ calls, [1-9][\d,]* of them failed/)
  expect(second).toBe(first)
})
