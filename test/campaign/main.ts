// Runs random schedules in virtual time, in one process for each core:
//   npm run campaign -- --schedules 1000 --seed 7
//   npm run campaign -- --replay campaign-7.json
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { reportFailure, Totals } from './report.ts'
import { minimise } from './schedule/minimise.ts'
import { randomSchedule } from './schedule/random-schedule.ts'
import type { Schedule } from './schedule/schedule.ts'
import { type Outcome, simulate } from './simulation/simulate.ts'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
    replay: { type: 'string' },
    /** For the processes that this one starts: the first seed, and the step to the next. */
    part: { type: 'string' }
  }
})
const beganMs = Date.now()
const totals = new Totals()
const count = Number(values.schedules)
const firstSeed = Number(values.seed)
if (values.replay !== undefined) await replay(values.replay)
else if (values.part !== undefined) await runPart(Number(values.part), Number(values.processes))
else await Promise.all(Array.from({ length: Number(values.processes) }, (_, part) => runInProcess(part)))
if (values.part === undefined) print(totals.text(Date.now() - beganMs))
process.exitCode = totals.failed === 0 ? 0 : 1

async function replay(file: string): Promise<void> {
  const outcome = await simulate(JSON.parse(await readFile(file, 'utf8')) as Schedule)
  totals.add(outcome)
  for (const violation of outcome.violations) print(violation)
}

// Tells the first process of each outcome.
async function runPart(part: number, step: number): Promise<void> {
  for (let seed = firstSeed + part; seed < firstSeed + count; seed += step) {
    const schedule = randomSchedule(seed)
    const outcome = await simulate(schedule)
    process.send?.(outcome)
    if (outcome.violations.length === 0) continue
    const smallest = await minimise(schedule, async candidate => (await simulate(candidate)).violations.length > 0)
    print(await reportFailure({ schedule, smallest, violations: (await simulate(smallest)).violations }))
  }
  process.disconnect?.()
}

async function runInProcess(part: number): Promise<void> {
  const child = fork(process.argv[1] ?? '', [...process.argv.slice(2), '--part', String(part), '--processes', values.processes])
  child.on('message', outcome => totals.add(outcome as Outcome))
  const [code, signal] = await once(child, 'exit')
  if (code !== 0 && totals.failed === 0) throw new Error(`a process of the campaign ended with ${String(code ?? signal)}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
