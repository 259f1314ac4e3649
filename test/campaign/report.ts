import { writeFile } from 'node:fs/promises'
import { Matrix } from './matrix/matrix.ts'
import type { Plan } from './schedule/plan.ts'
import type { Schedule } from './schedule/schedule.ts'
import type { Outcome } from './simulation/simulate.ts'

/** A schedule that broke a promise, and the smallest part of it that still does. */
export interface Failure {
  readonly schedule: Schedule
  /** What the whole schedule broke. */
  readonly all: readonly string[]
  readonly smallest: Schedule
  /** What its smallest part broke when it ran again. Empty if it has not always the same outcome. */
  readonly violations: readonly string[]
  /** What passed between driver and brokers in the smallest part. */
  readonly traffic: readonly string[]
}

const SHOWN_LINES = 120

const filesOf = ({ seed }: Schedule) => [`campaign-${seed}.json`, `campaign-${seed}.txt`] as const

/** Writes the smallest part of a schedule and its traffic to files, and returns the lines that tell of it. */
export async function reportFailure(failure: Failure): Promise<string> {
  const [file, trafficFile] = filesOf(failure.schedule)
  await writeFile(file, `${JSON.stringify(failure.smallest, undefined, 2)}\n`)
  await writeFile(trafficFile, `${failure.traffic.join('\n')}\n`)
  return textOf(failure)
}

/** The lines that tell of a failure, and where it was written to. */
export function textOf({ schedule, all, smallest, violations, traffic }: Failure): string {
  const [file, trafficFile] = filesOf(schedule)
  const hidden = Math.max(0, traffic.length - SHOWN_LINES)
  return [
    `seed ${schedule.seed} broke ${all.length} promises:`,
    ...all.map(line => `  ${line}`),
    `its smallest part broke ${violations.length}${violations.length > 0 ? ':' : ' when it ran again: it has not always the same outcome'}`,
    ...violations.map(line => `  ${line}`),
    `the traffic of the smallest schedule is in ${trafficFile}${hidden > 0 ? `; its last ${SHOWN_LINES} lines` : ''}:`,
    ...traffic.slice(hidden).map(line => `  ${line}`),
    testOf(smallest),
    `again: npm run campaign -- --replay ${file}`
  ].join('\n')
}

/** The lines that tell of a failure over real sockets. */
export function reportOnSockets({ seed }: Schedule, violations: readonly string[]): string {
  return [
    `seed ${seed} broke ${violations.length} promises over real sockets:`,
    ...violations.map(line => `  ${line}`),
    `again: npm run campaign -- --schedules 1 --seed ${seed} --real 1`
  ].join('\n')
}

/** A test that runs the schedule, to be put into a file of `test/unit/campaign`. */
export function testOf(schedule: Schedule): string {
  return [
    "import { expect, test } from 'vitest'",
    "import { violationsOf } from '../../campaign/violations-of.ts'",
    '',
    `test('schedule ${schedule.seed} of the campaign breaks no promise', { timeout: 60_000 }, async () => {`,
    `  expect(await violationsOf(${JSON.stringify(schedule)})).toEqual([])`,
    '})'
  ].join('\n')
}

/** Counts of all schedules together. */
export class Totals {
  schedules = 0
  failed = 0
  calls = 0
  failures = 0
  virtualMs = 0
  readonly matrix: Matrix = new Matrix()

  /** Adds the outcome of a schedule, and what its seed had planned. */
  add(outcome: Outcome, plan?: Plan): void {
    this.schedules++
    if (outcome.violations.length > 0) this.failed++
    this.calls += outcome.calls
    this.failures += outcome.failures
    this.virtualMs += outcome.virtualMs
    this.matrix.add(outcome.strikes, plan)
  }

  text(tookMs: number): string {
    const { schedules, failed, calls, failures, virtualMs } = this
    const count = (number: number): string => Math.round(number).toLocaleString('en')
    return (
      `${count(schedules)} schedules, ${count(failed)} with broken promises; ${count(calls)} calls, ${count(failures)} of them failed; ` +
      `${count(virtualMs / 1_000)} s of virtual time in ${count(tookMs / 1_000)} s`
    )
  }
}
