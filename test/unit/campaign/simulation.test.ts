import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testOf } from '../../campaign/report.ts'
import { randomSchedule } from '../../campaign/schedule/random-schedule.ts'
import type { Schedule } from '../../campaign/schedule/schedule.ts'
import { printedFor, violationsOf } from '../../campaign/violations-of.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const run = promisify(execFile)

/** Runs schedules in a process of their own, as `npm run campaign` does, and returns what it prints. */
async function campaign(...args: string[]): Promise<string> {
  const flags = ['--import', 'tsx', '--import', './test/campaign/simulation/register.mjs']
  const { stdout } = await run(process.execPath, [...flags, 'test/campaign/main.ts', '--processes', '1', ...args], { cwd: root })
  return stdout.replace(/ in \d+ s\n$/, '')
}

test('random schedules of work and faults break no promise, and have the same outcome again', { timeout: 120_000 }, async () => {
  const [first, second] = await Promise.all([campaign('--schedules', '2', '--seed', '6'), campaign('--schedules', '2', '--seed', '6')])
  expect(first).toMatch(/^2 schedules, 0 with broken promises; [\d,]+ calls, [1-9][\d,]* of them failed/)
  expect(second).toBe(first)
})

test('a schedule that takes more CPU time than the watchdog allows is reported, and the next one begins', {
  timeout: 60_000
}, async () => {
  const outcome = await campaign('--schedules', '2', '--seed', '6', '--watchdog', '0.01').catch((error: { stdout: string }) => error.stdout)
  for (const seed of [6, 7])
    expect(outcome).toContain(`seed ${seed} broke a promise:\n  the schedule did not end within 0.01 s of CPU time`)
  expect(outcome).toContain('2 schedules, 2 with broken promises')
})

const DUPLICATED_BYTES: Schedule = {
  seed: 10_054,
  settings: { brokers: 2, profile: 'kafka-4.4', security: 'SASL_SSL', sessionMs: 0, requestMs: 30_000 },
  actors: [{ actor: 'sequenced-producer', name: 'sequenced-producer-0', atMs: 242, seed: 1_853_126_866 }],
  faults: [{ fault: 'duplicate', atMs: 1_466, forMs: 803, seed: 1_115_410_428 }],
  runMs: 2_381
}

test('bytes below TLS that come twice end a connection, and not the process of a broker in memory', { timeout: 60_000 }, async () => {
  expect(await violationsOf(DUPLICATED_BYTES)).toEqual([])
})

test('a schedule that breaks a promise is reported as a test that can be pasted here, with what it broke', {
  timeout: 60_000
}, async () => {
  const broken: Schedule = { ...DUPLICATED_BYTES, actors: [{ actor: 'nobody', name: 'nobody-0', atMs: 0, seed: 1 }] }
  const [violation] = await violationsOf(broken)
  expect(violation).toContain('there is no actor nobody')
  const [imports, ...text] = testOf(DUPLICATED_BYTES).split('\n\n')
  expect(imports).toBe("import { expect, test } from 'vitest'\nimport { violationsOf } from '../../campaign/violations-of.ts'")
  expect(text.join()).toContain(`expect(await violationsOf(${JSON.stringify(DUPLICATED_BYTES)})).toEqual([])`)
})

test('no schedule begins when the minutes of a campaign are over', { timeout: 60_000 }, async () => {
  expect(await campaign('--minutes', '0', '--seed', '6')).toMatch(/^0 schedules, 0 with broken promises/)
})

const SMALL_PIECES: Schedule = {
  seed: 2_102,
  settings: { brokers: 1, profile: 'kafka-4.4', security: 'SASL_SSL', sessionMs: 0, requestMs: 1_000 },
  actors: [{ actor: 'reader', name: 'reader-0', atMs: 0, seed: 5 }],
  faults: [{ fault: 'split', atMs: 342, forMs: 1_026, seed: 7 }],
  runMs: 2_000
}

test('no time passes while bytes below TLS wait for their turn of the event loop', { timeout: 60_000 }, async () => {
  // If time passes, answers come too late for the limit of 1 s, and a third of the calls fails.
  expect(await printedFor(SMALL_PIECES)).toMatch(/; [1-9][\d,]* calls, 0 of them failed;/)
})

test('a campaign runs only the schedules that have one of the actors of a choice', { timeout: 60_000 }, async () => {
  const choose = (actor: string): Promise<string> =>
    campaign('--schedules', '12', '--seed', '6', '--choice', JSON.stringify({ actors: [actor] }))
  expect(await choose('nobody')).toMatch(/^0 schedules, 0 with broken promises/)
  expect(await choose(randomSchedule(7).actors[0]?.actor ?? '')).toMatch(/^[1-9]\d? schedules?, 0 with broken promises/)
})
