import { Random } from '../../support/vectors/random.ts'
import { actorsFor } from '../actors/index.ts'
import { faultKinds } from '../faults/index.ts'
import { randomOptions } from './driver-options.ts'
import { withNeeds } from './needs.ts'
import { type Plan, planOf } from './plan.ts'
import type { ActorStep, FaultStep, Schedule, Settings } from './schedule.ts'

const MAX_ACTORS = 4
const MORE_FAULTS = 3
const MIN_RUN_MS = 1_000
const MORE_RUN_MS = 6_000
const MAX_FAULT_MS = 4_000
// Some outages last so long that the pauses between attempts have reached their limit.
const OUTAGES: readonly string[] = ['refused-address', 'unreachable-address', 'unknown-host', 'kill', 'stop']
const MAX_OUTAGE_MS = 15_000
const PAIR_MS = 100
const BEFORE_OTHERS_MS = 400
const PRELUDE_MS = 1
// At the begin of a run the members of a group join.
const beginsEarly: readonly unknown[] = ['rebalancing']
const EARLY_MS = 100
const MAX_SEED = 0x7fff_ffff

/** The schedule of a seed: what the plan of the seed asks for, and random work and faults. */
export function randomSchedule(seed: number): Schedule {
  const random = new Random(seed)
  const runMs = MIN_RUN_MS + random.below(MORE_RUN_MS)
  const plan = planOf(seed)
  const settings: Settings = {
    brokers: random.pick([1, 2, 3, 3, 3]),
    profile: plan.needs.profile ?? random.pick(['kafka-4.4', 'kafka-4.4', 'kafka-3.9', 'kafka-2.8']),
    security: random.pick(['PLAINTEXT', 'PLAINTEXT', 'PLAINTEXT', 'PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_SSL', 'SSL']),
    mechanism: random.pick(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER']),
    sessionMs: random.once(2) ? 0 : 2_000 + random.below(6_000),
    requestMs: random.pick([1_000, 4_000, 30_000]),
    readsAuthority: random.once(2),
    usesDelegationToken: random.once(4),
    options: randomOptions(random)
  }
  const schedule: Schedule = {
    seed,
    settings,
    actors: randomActors(random, settings.profile),
    faults: allFaults(random, runMs, plan),
    runMs
  }
  return withNeeds(schedule, plan.needs)
}

function randomActors(random: Random, profile: Settings['profile']): ActorStep[] {
  return Array.from({ length: 1 + random.below(MAX_ACTORS) }, (_, index) => {
    const actor = random.pick(actorsFor(profile))
    return { actor, name: `${actor}-${index}`, atMs: random.once(3) ? random.below(2_000) : 0, seed: random.below(MAX_SEED) }
  })
}

// Other faults could keep the driver from a state that is planned, so they begin later.
function allFaults(random: Random, runMs: number, plan: Plan): readonly FaultStep[] {
  const planned = plannedFaults(random, runMs, plan)
  const fromMs = plan.when === undefined ? 0 : Math.max(...planned.map(({ atMs }) => atMs)) + BEFORE_OTHERS_MS
  return [...planned, ...moreFaults(random, fromMs, runMs)].sort((a, b) => a.atMs - b.atMs)
}

// The faults of a pair begin within 100 ms. Those that bring a state about begin when another one
// waits for it already.
function plannedFaults(random: Random, runMs: number, { faults, when }: Plan): FaultStep[] {
  const atMs = random.below(beginsEarly.includes(when) && !random.once(4) ? EARLY_MS : runMs)
  return faults.map((fault, index) => {
    if (when === undefined) return stepOf(random, fault, atMs + (index > 0 ? random.below(PAIR_MS) : 0))
    const isLast = index === faults.length - 1
    return isLast ? { ...stepOf(random, fault, atMs), when } : { ...stepOf(random, fault, atMs + PRELUDE_MS), until: when }
  })
}

// Half of these come within 100 ms of the one before: many defects need several of them.
function moreFaults(random: Random, fromMs: number, runMs: number): FaultStep[] {
  const lastMs = fromMs + runMs
  let atMs = fromMs + random.below(runMs)
  return Array.from({ length: random.below(MORE_FAULTS + 1) }, () => {
    atMs = random.once(2) ? Math.min(lastMs, atMs + random.below(PAIR_MS)) : fromMs + random.below(runMs)
    const step = stepOf(random, random.pick(Object.keys(faultKinds)), atMs)
    return random.once(2) ? { ...step, when: 'inFlight' } : step
  })
}

function stepOf(random: Random, fault: string, atMs: number): FaultStep {
  const isLong = OUTAGES.includes(fault) && random.once(3)
  return { fault, atMs, forMs: random.below(isLong ? MAX_OUTAGE_MS : MAX_FAULT_MS), seed: random.below(MAX_SEED) }
}
