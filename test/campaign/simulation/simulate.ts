import { needsVirtualTime } from '../actors/index.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { beginOnSockets } from '../sockets/on-sockets.ts'
import { RealWorld } from '../sockets/real-world.ts'
import { beginInMemory } from './place.ts'
import { type Outcome, Run } from './run.ts'
import { runVirtually } from './virtual-world.ts'

const LIMIT_MS = 1_200_000
// The longest limits of a schedule in real time.
const REAL_TOTAL_MS = 10_000
const REAL_REQUEST_MS = 4_000

// What the process keeps from the first schedule on: certificates, salted passwords, code that is
// loaded at its first use. Without it the first schedule would take other random numbers.
const WARM_UP: Schedule = {
  seed: 0,
  settings: { brokers: 1, profile: 'kafka-4.4', security: 'SASL_SSL', sessionMs: 0, requestMs: 1_000 },
  actors: [],
  faults: [],
  runMs: 100
}

export type { Outcome } from './run.ts'

let isWarm = false

/** Runs a schedule in virtual time. The outcome of a schedule is always the same. */
export async function simulate(schedule: Schedule, onRun: (run: Run) => void = () => undefined): Promise<Outcome> {
  if (!isWarm) await runOnce(WARM_UP, () => undefined)
  isWarm = true
  return await runOnce(schedule, onRun)
}

/**
 * Runs a schedule in real time, with brokers that listen on loopback. It may have another outcome
 * each time. Waits are made shorter: half a minute of real time is too long for each of them.
 */
export function runOnSockets(schedule: Schedule): Promise<Outcome> {
  return withoutAccidents(() => new Run(shortened(schedule), new RealWorld(), beginOnSockets).run())
}

function shortened(schedule: Schedule): Schedule {
  const { settings } = schedule
  const totalMs = Math.min(settings.options?.['retry.totalMs'] ?? REAL_TOTAL_MS, REAL_TOTAL_MS)
  const options = { ...settings.options, 'retry.totalMs': totalMs }
  const actors = schedule.actors.filter(({ actor }) => !needsVirtualTime.includes(actor))
  return { ...schedule, actors, settings: { ...settings, requestMs: Math.min(settings.requestMs, REAL_REQUEST_MS), options } }
}

/** Runs a schedule, and returns what passed between driver and brokers, a line for each event. */
export async function trafficOf(schedule: Schedule): Promise<readonly string[]> {
  let run: Run | undefined
  await simulate(schedule, newRun => (run = newRun))
  return run?.trafficLines ?? []
}

function runOnce(schedule: Schedule, onRun: (run: Run) => void): Promise<Outcome> {
  return withoutAccidents(() =>
    runVirtually(schedule.seed, LIMIT_MS, world => {
      const run = new Run(schedule, world, beginInMemory)
      onRun(run)
      return run.run()
    })
  )
}

/** Runs something, and adds to its outcome what reached the process without being handled. */
export async function withoutAccidents(run: () => Promise<Outcome>): Promise<Outcome> {
  const unhandled: string[] = []
  const noteRejection = (reason: unknown): void => void unhandled.push(`an unhandled rejection: ${textOf(reason)}`)
  const noteException = (error: unknown): void => void unhandled.push(`an uncaught exception: ${textOf(error)}`)
  const noteWarning = (warning: Error): void => void unhandled.push(`a warning: ${textOf(warning)}`)
  process.on('unhandledRejection', noteRejection).on('uncaughtException', noteException).on('warning', noteWarning)
  try {
    const outcome = await run()
    return { ...outcome, violations: [...outcome.violations, ...unhandled] }
  } catch (error) {
    return { violations: [textOf(error), ...unhandled], calls: 0, failures: 0, virtualMs: 0, strikes: [] }
  } finally {
    process.off('unhandledRejection', noteRejection).off('uncaughtException', noteException).off('warning', noteWarning)
  }
}

const textOf = (error: unknown): string => String(error instanceof Error ? error.stack : error)
