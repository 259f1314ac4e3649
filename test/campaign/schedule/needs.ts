import type { ActorStep, Schedule, Settings } from './schedule.ts'

/** What a schedule must have so that a fault or a state can occur. */
export interface Needs {
  readonly tls?: boolean
  readonly sasl?: boolean
  readonly mechanism?: Settings['mechanism']
  /** SASL sessions that end within the run. */
  readonly hasShortSessions?: boolean
  /** A driver that stays with its cluster. */
  readonly pinsCluster?: boolean
  /** At least so many brokers. */
  readonly brokers?: number
  /** An actor of this kind. */
  readonly actor?: string
  readonly profile?: Settings['profile']
}

const WORDS: Readonly<Record<'tls' | 'sasl' | 'hasShortSessions', string>> = {
  tls: 'TLS',
  sasl: 'SASL',
  hasShortSessions: 'short sessions'
}

/** Why two needs exclude each other; undefined if they do not. */
export function conflictOf(one: Needs, other: Needs): string | undefined {
  for (const name of ['tls', 'sasl', 'hasShortSessions', 'mechanism', 'profile'] as const) {
    const [a, b] = [one[name], other[name]]
    if (a === undefined || b === undefined || a === b) continue
    return typeof a === 'boolean'
      ? `one needs ${WORDS[name as keyof typeof WORDS]}, the other one its absence`
      : `one needs ${a}, the other one ${b}`
  }
  return undefined
}

/** Both needs, which do not exclude each other. Of two actors, it is the first one. */
export function bothOf(one: Needs, other: Needs): Needs {
  return { ...other, ...one, brokers: Math.max(one.brokers ?? 1, other.brokers ?? 1) }
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
    ...(needs.hasShortSessions && { sessionMs: SHORT_SESSION_MS })
  }
  return { ...schedule, settings: changed, actors: withActor(actors, needs.actor) }
}

// The first actor becomes one of the kind that is needed.
function withActor(actors: readonly ActorStep[], actor: string | undefined): readonly ActorStep[] {
  const [first, ...others] = actors
  if (actor === undefined || first === undefined || actors.some(step => step.actor === actor)) return actors
  return [{ ...first, actor, name: `${actor}-0`, atMs: 0 }, ...others]
}
