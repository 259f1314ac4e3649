import type { ActorStep, Schedule, Settings } from './schedule.ts'

/** What a schedule must have so that a fault or a state can occur. */
export interface Needs {
  readonly tls?: boolean
  readonly sasl?: boolean
  readonly mechanism?: Settings['mechanism']
  /** A login with a delegation token. */
  readonly usesDelegationToken?: boolean
  /** SASL sessions that end within the run. */
  readonly hasShortSessions?: boolean
  /** Whether the driver stays with its cluster. */
  readonly pinsCluster?: boolean
  /** At least so many brokers. */
  readonly brokers?: number
  /** An actor of each of these kinds. */
  readonly actors?: readonly string[]
  /** No actor of these kinds. */
  readonly notActors?: readonly string[]
  /** No actors of other kinds. */
  readonly onlyActors?: readonly string[]
  /** None of these options of the driver. */
  readonly notOptions?: readonly string[]
  readonly profile?: Settings['profile']
}

const WORDS: Readonly<Record<'tls' | 'sasl' | 'hasShortSessions' | 'usesDelegationToken' | 'pinsCluster', string>> = {
  tls: 'TLS',
  sasl: 'SASL',
  hasShortSessions: 'short sessions',
  usesDelegationToken: 'a delegation token',
  pinsCluster: 'a pinned cluster'
}
const NAMES = [...(Object.keys(WORDS) as (keyof typeof WORDS)[]), 'mechanism', 'profile'] as const

/** Why two needs exclude each other; undefined if they do not. */
export function conflictOf(one: Needs, other: Needs): string | undefined {
  for (const name of NAMES) {
    const [a, b] = [one[name], other[name]]
    if (a === undefined || b === undefined || a === b) continue
    return typeof a === 'boolean'
      ? `one needs ${WORDS[name as keyof typeof WORDS]}, the other one its absence`
      : `one needs ${a}, the other one ${b}`
  }
  const refused = [...refusedBy(one, other), ...refusedBy(other, one)]
  return refused.length === 0 ? undefined : `one needs the actor ${refused.join(', ')}, and the other one cannot have it`
}

const refusedBy = (one: Needs, { actors = [] }: Needs): readonly string[] => actors.filter(actor => !mayHave(one, actor))

const mayHave = ({ notActors = [], onlyActors }: Needs, actor: string): boolean =>
  !notActors.includes(actor) && (onlyActors?.includes(actor) ?? true)

/** Both needs, which do not exclude each other. */
export function bothOf(one: Needs, other: Needs): Needs {
  const { onlyActors = other.onlyActors } = one
  return {
    ...other,
    ...one,
    brokers: Math.max(one.brokers ?? 1, other.brokers ?? 1),
    actors: [...new Set([...(one.actors ?? []), ...(other.actors ?? [])])],
    notActors: [...new Set([...(one.notActors ?? []), ...(other.notActors ?? [])])],
    notOptions: [...(one.notOptions ?? []), ...(other.notOptions ?? [])],
    ...(onlyActors && { onlyActors })
  }
}

const SHORT_SESSION_MS = 2_500

/** Changes a schedule so that it has what is needed. */
export function withNeeds(schedule: Schedule, needs: Needs): Schedule {
  const { settings, actors } = schedule
  const { tls = settings.security.endsWith('SSL'), sasl = settings.security.startsWith('SASL'), mechanism, brokers = 1, profile } = needs
  const changed: Settings = {
    ...settings,
    security: sasl ? (tls ? 'SASL_SSL' : 'SASL_PLAINTEXT') : tls ? 'SSL' : 'PLAINTEXT',
    brokers: Math.max(settings.brokers, brokers),
    ...(mechanism && { mechanism }),
    ...(profile && { profile }),
    ...(needs.pinsCluster && { pinsCluster: true }),
    ...(needs.usesDelegationToken && { usesDelegationToken: true }),
    ...(needs.hasShortSessions && { sessionMs: SHORT_SESSION_MS }),
    ...(settings.options && { options: without(settings.options, needs.notOptions ?? []) })
  }
  return { ...schedule, settings: changed, actors: withActors(actors, needs) }
}

const without = (options: NonNullable<Settings['options']>, names: readonly string[]): NonNullable<Settings['options']> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)))

const ANY_ACTOR = 'plain-producer'

// The first actors become those that are needed. Actors that the schedule cannot have are left out.
function withActors(given: readonly ActorStep[], needs: Needs): readonly ActorStep[] {
  const allowed = given.filter(({ actor }) => mayHave(needs, actor))
  const needed = needs.actors ?? []
  const missing = needed.filter(actor => !allowed.some(step => step.actor === actor))
  if (missing.length === 0 && allowed.length > 0) return allowed
  const kept = [
    ...allowed.filter(({ actor }) => needed.includes(actor)),
    ...allowed.filter(({ actor }) => !needed.includes(actor)).slice(missing.length)
  ]
  const added = missing.length + kept.length === 0 ? [ANY_ACTOR] : missing
  const steps = added.map((actor, index) => ({ actor, name: `${actor}-0`, atMs: 0, seed: (given[index] ?? given[0])?.seed ?? index }))
  return [...steps, ...kept]
}
