import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { OtherClient } from './clients.ts'
import type { ProgramTask, StepResult } from './steps.ts'

const TIMEOUT_MS = 240_000
const SHOWN_CHARACTERS = 2_000

/**
 * Runs the program of a client. A step for which the program printed no result has failed, with the
 * end of what the program wrote to stderr.
 */
export async function runClient(client: OtherClient, task: ProgramTask): Promise<ReadonlyMap<string, StepResult>> {
  const [file = '', ...args] = await client.command()
  const child = spawn(file, [...args, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL'
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = await once(child, 'close')
  const results = new Map<string, StepResult>()
  for (const line of stdout.split('\n').filter(text => text.startsWith('{"step"'))) {
    const result = JSON.parse(line) as StepResult
    results.set(result.step, result)
  }
  const end = `the program ended with ${signal ?? `status ${code}`}: ${stderr.slice(-SHOWN_CHARACTERS)}`
  for (const step of task.steps) if (!results.has(step)) results.set(step, { step, error: end })
  return results
}
