// Runs random schedules in virtual time, in one process for each core:
//   npm run campaign -- --schedules 1000 --seed 7
//   npm run campaign -- --replay campaign-7.json
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { reportFailure, reportOnSockets, Totals } from './report.ts'
import { type Choice, isChosen } from './schedule/choice.ts'
import { minimise } from './schedule/minimise.ts'
import { planOf } from './schedule/plan.ts'
import { randomSchedule } from './schedule/random-schedule.ts'
import type { Schedule } from './schedule/schedule.ts'
import { type PartMessage, runInProcesses } from './schedule-processes.ts'
import { type Outcome, runOnSockets, simulate, trafficOf } from './simulation/simulate.ts'
import { Soak } from './soak/soak.ts'

const MINUTE_MS = 60_000
// The default number of schedules, with a limit of time and without.
const MANY = 1_000_000_000
const FEW = 100

const { values } = parseArgs({
  options: {
    schedules: { type: 'string' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
    replay: { type: 'string' },
    /** No schedule begins after so many minutes. */
    minutes: { type: 'string', default: 'Infinity' },
    /** One of so many schedules runs in real time over sockets of loopback; 0 for none. */
    real: { type: 'string', default: '0' },
    /** Runs schedules over real sockets for so many minutes, and plots the memory. */
    soak: { type: 'string' },
    /** Which of the schedules are run, as JSON: those with one of these actors and one of these faults. */
    choice: { type: 'string', default: '{}' },
    /** Ends the run at the first broken promise. */
    'until-failure': { type: 'boolean', default: false },
    /** The longest CPU time of one schedule, in seconds. */
    watchdog: { type: 'string', default: '120' },
    /** Prints how often each fault struck in each state of the driver, and which struck together. */
    matrix: { type: 'boolean', default: false },
    /** For the processes that this one starts: the first seed of a part. */
    part: { type: 'string' }
  }
})
const beganMs = Date.now()
const totals = new Totals()
const minutes = Number(values.minutes)
const lastBeginMs = beganMs + minutes * MINUTE_MS
const schedules = Number(values.schedules ?? (Number.isFinite(minutes) ? MANY : FEW))
const processes = Number(values.processes)
const isUntilFailure = values['until-failure']
const choice = JSON.parse(values.choice) as Choice
if (values.soak !== undefined) await soak(Number(values.soak))
else if (values.replay !== undefined) await replay(values.replay)
else if (values.part !== undefined) await runPart(Number(values.part))
else {
  const run = {
    schedules,
    firstSeed: Number(values.seed),
    processes,
    lastBeginMs,
    real: Number(values.real),
    choice,
    isUntilFailure,
    folder: process.cwd()
  }
  await runInProcesses({ ...run, watchdogMs: Number(values.watchdog) * 1_000 }, { onOutcome: note, onReport: print })
}
if (values.part === undefined && values.soak === undefined) print(totals.text(Date.now() - beganMs))
if (values.part === undefined && values.matrix) print(totals.matrix.text())
process.exitCode ??= totals.failed === 0 ? 0 : 1

// The schedule of a broken promise is reported later, when it has been made smaller.
function note(seed: number, outcome: Outcome): void {
  totals.add(outcome, planOf(seed))
  if (isUntilFailure) for (const violation of outcome.violations) print(`seed ${seed}: ${violation}`)
}

async function soak(forMinutes: number): Promise<void> {
  const run = new Soak()
  const summary = await run.run(forMinutes, Number(values.seed))
  for (const violation of run.violations) print(violation)
  print(summary)
  process.exitCode = run.violations.length === 0 ? 0 : 1
}

async function replay(file: string): Promise<void> {
  const outcome = await simulate(JSON.parse(await readFile(file, 'utf8')) as Schedule)
  totals.add(outcome)
  for (const violation of outcome.violations) print(violation)
}

function isReal({ seed }: Schedule): boolean {
  const every = Number(values.real)
  return every > 0 && seed % every === 0
}

// Tells the first process of each schedule that begins and ends.
async function runPart(firstSeed: number): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + schedules && Date.now() < lastBeginMs; seed += processes) {
    const schedule = randomSchedule(seed)
    if (!isChosen(schedule, choice)) continue
    const run = async (candidate: Schedule): Promise<Outcome> => {
      await tell({ kind: 'began', seed })
      return await (isReal(candidate) ? runOnSockets(candidate) : simulate(candidate))
    }
    const outcome = await run(schedule)
    await tell({ kind: 'outcome', seed, outcome })
    if (outcome.violations.length === 0 || isUntilFailure) continue
    if (isReal(schedule)) {
      // It may have another outcome each time, so there is no search for the smallest part.
      await tell({ kind: 'report', text: reportOnSockets(schedule, outcome.violations) })
      continue
    }
    const smallest = await minimise(schedule, async candidate => (await run(candidate)).violations.length > 0)
    const { violations } = await run(smallest)
    const traffic = await trafficOf(smallest)
    await tell({ kind: 'report', text: await reportFailure({ schedule, all: outcome.violations, smallest, violations, traffic }) })
  }
  await tell({ kind: 'done' })
  process.disconnect?.()
}

// A schedule may keep its process busy for ever, so the message has to be out before it begins.
function tell(message: PartMessage): Promise<void> {
  return new Promise(resolve => {
    if (process.send === undefined) resolve()
    // The process that reads the messages was ended: nobody waits for the other schedules.
    else if (!process.connected) process.exit(1)
    else process.send(message, () => resolve())
  })
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
