import { Random } from '../../support/vectors/random.ts'
import { actorsFor } from '../actors/index.ts'
import { faultKinds } from '../faults/index.ts'
import { randomOptions } from './driver-options.ts'
import type { ActorStep, FaultStep, Schedule, Settings } from './schedule.ts'

const MAX_ACTORS = 4
const MAX_FAULTS = 6
const MIN_RUN_MS = 1_000
const MORE_RUN_MS = 6_000
const MAX_FAULT_MS = 4_000
const PAIR_MS = 100
const MAX_SEED = 0x7fff_ffff

/** The schedule of a seed. */
export function randomSchedule(seed: number): Schedule {
  const random = new Random(seed)
  const runMs = MIN_RUN_MS + random.below(MORE_RUN_MS)
  const settings: Settings = {
    brokers: random.pick([1, 2, 3, 3, 3]),
    profile: random.pick(['kafka-4.4', 'kafka-4.4', 'kafka-3.9', 'kafka-2.8']),
    security: random.once(4) ? 'SASL_SSL' : 'PLAINTEXT',
    sessionMs: random.once(2) ? 0 : 2_000 + random.below(6_000),
    requestMs: random.pick([1_000, 4_000, 30_000]),
    options: randomOptions(random)
  }
  return {
    seed,
    settings,
    actors: randomActors(random, settings.profile),
    faults: randomFaults(random, runMs),
    runMs
  }
}

function randomActors(random: Random, profile: Settings['profile']): ActorStep[] {
  return Array.from({ length: 1 + random.below(MAX_ACTORS) }, (_, index) => {
    const actor = random.pick(actorsFor(profile))
    return { actor, name: `${actor}-${index}`, atMs: random.once(3) ? random.below(2_000) : 0, seed: random.below(MAX_SEED) }
  })
}

// Half of the faults come within 100 ms of the one before: many defects need two of them.
function randomFaults(random: Random, runMs: number): FaultStep[] {
  let atMs = 0
  const faults = Array.from({ length: random.below(MAX_FAULTS + 1) }, () => {
    atMs = random.once(2) ? Math.min(runMs, atMs + random.below(PAIR_MS)) : random.below(runMs)
    return { fault: random.pick(Object.keys(faultKinds)), atMs, forMs: random.below(MAX_FAULT_MS), seed: random.below(MAX_SEED) }
  })
  return faults.sort((a, b) => a.atMs - b.atMs)
}
