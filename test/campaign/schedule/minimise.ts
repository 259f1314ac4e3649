import type { Schedule, Settings } from './schedule.ts'

/** Whether a schedule still fails. */
export type StillFails = (schedule: Schedule) => Promise<boolean>

/**
 * Looks for the smallest part of a schedule that still fails: it leaves out actors and faults one by
 * one, shortens the run, and takes the plainest settings. It tries at most `maxRuns` schedules.
 */
export async function minimise(schedule: Schedule, stillFails: StillFails, maxRuns = 100): Promise<Schedule> {
  let smallest = schedule
  let runs = 0
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false
    for (const candidate of smallerThan(smallest)) {
      if (runs++ >= maxRuns) return smallest
      if (!(await stillFails(candidate))) continue
      smallest = candidate
      hasShrunk = true
      break
    }
  }
  return smallest
}

function* smallerThan(schedule: Schedule): Generator<Schedule> {
  const { actors, faults, settings, runMs } = schedule
  for (const actor of actors) yield { ...schedule, actors: actors.filter(other => other !== actor) }
  for (const fault of faults) yield { ...schedule, faults: faults.filter(other => other !== fault) }
  if (settings.security !== 'PLAINTEXT') yield { ...schedule, settings: { ...settings, security: 'PLAINTEXT', sessionMs: 0 } }
  if (settings.brokers > 1) yield { ...schedule, settings: { ...settings, brokers: settings.brokers - 1 } }
  if (settings.profile !== 'kafka-4.4') yield { ...schedule, settings: { ...settings, profile: 'kafka-4.4' } }
  for (const path of Object.keys(settings.options ?? {}))
    yield { ...schedule, settings: { ...settings, options: without(settings.options, path) } }
  const half = Math.floor(runMs / 2)
  if (half > 100 && faults.every(({ atMs }) => atMs <= half)) yield { ...schedule, runMs: half }
}

const without = (options: Settings['options'], path: string): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => name !== path))
