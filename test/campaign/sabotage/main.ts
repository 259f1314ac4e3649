// Puts deliberate faults into a copy of the driver, one at a time, and runs the campaign on each:
//   npm run campaign:sabotage -- --only tombstone-forgotten --schedules 300 --seed 1 --processes 2
// Exit status 1: the campaign did not find enough of them.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Choice } from '../schedule/choice.ts'
import { runInProcesses } from '../schedule-processes.ts'
import type { Outcome } from '../simulation/simulate.ts'
import { sabotages } from './definitions/index.ts'
import { type Finding, lineOf, tableOf } from './findings.ts'
import type { Sabotage } from './sabotage.ts'
import { ScratchCopy } from './scratch-copy.ts'

const MAX_NOT_FOUND = 3
// Faults that need certain actors or faults are looked for among the schedules of so many seeds.
const CHOSEN_SEEDS = 10_000
// Schedules of a copy without a fault, to see that the copy works.
const CONTROL_SCHEDULES = 2
const WATCHDOG_MS = 120_000

const { values } = parseArgs({
  options: {
    /** The names of the faults, with commas between them. Default: all. */
    only: { type: 'string' },
    /** The most schedules for each fault. */
    schedules: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) }
  }
})
const only = values.only?.split(',')
const unknown = only?.filter(name => !sabotages.some(each => each.name === name)) ?? []
if (unknown.length > 0)
  throw new Error(`there is no fault ${unknown.join(', ')}; there are ${sabotages.map(({ name }) => name).join(', ')}`)
const chosen = sabotages.filter(({ name }) => only === undefined || only.includes(name))
const findings: Finding[] = []
{
  await using copy = await ScratchCopy.of(process.cwd())
  const control = await search(copy, CONTROL_SCHEDULES)
  if (control.found !== undefined) throw new Error(`the copy without a fault breaks a promise: ${control.found.violation}`)
  for (const sabotage of chosen) {
    const finding = await tryOut(copy, sabotage)
    findings.push(finding)
    print(lineOf(finding))
  }
}
print(tableOf(findings))
process.exitCode = findings.filter(({ violation }) => violation === undefined).length > MAX_NOT_FOUND ? 1 : 0

async function tryOut(copy: ScratchCopy, sabotage: Sabotage): Promise<Finding> {
  const beganMs = Date.now()
  await copy.apply(sabotage)
  const { schedules, found } = await search(copy, Number(values.schedules), sabotage.choice)
  await copy.mend(sabotage)
  return { name: sabotage.name, schedules, tookMs: Date.now() - beganMs, ...found }
}

interface Found {
  readonly seed: number
  readonly violation: string
}

// Runs schedules until one breaks a promise.
async function search(
  copy: ScratchCopy,
  maxRuns: number,
  choice?: Choice
): Promise<{ readonly schedules: number; readonly found: Found | undefined }> {
  let schedules = 0
  let found: Found | undefined
  const onOutcome = (seed: number, { violations: [violation] }: Outcome): void => {
    schedules++
    if (violation !== undefined) found = { seed, violation }
  }
  const seeds = choice === undefined ? maxRuns : CHOSEN_SEEDS
  const run = { schedules: seeds, maxRuns, choice, firstSeed: Number(values.seed), processes: Number(values.processes) }
  const how = { isUntilFailure: true, watchdogMs: WATCHDOG_MS, folder: copy.folder }
  await runInProcesses({ ...run, ...how }, { onOutcome, onReport: () => undefined })
  return { schedules, found }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
