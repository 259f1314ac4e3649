import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Schedule } from './schedule/schedule.ts'

const folder = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const FLAGS = ['--import', 'tsx', '--import', './test/campaign/simulation/register.mjs']

/**
 * Runs a schedule in a process of its own, where time is virtual, and returns the promises that it
 * breaks. Tests call it: the runner of tests loads modules in another way than the campaign.
 */
export async function violationsOf(schedule: Schedule): Promise<string[]> {
  return (await printedFor(schedule)).split('\n').slice(0, -2) // the last line is the sum
}

/** Runs a schedule in a process of its own, and returns what the campaign prints. */
export async function printedFor(schedule: Schedule): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), 'kafkawire-campaign-'))
  try {
    const file = join(temporary, 'schedule.json')
    await writeFile(file, JSON.stringify(schedule))
    const args = [...FLAGS, 'test/campaign/main.ts', '--replay', file]
    const { stdout } = await run(process.execPath, args, { cwd: folder }).catch((error: { readonly stdout: string }) => error)
    return stdout
  } finally {
    await rm(temporary, { recursive: true })
  }
}
