import type { Schedule } from '../../schedule/schedule.ts'
import type { Attempt, Traffic } from '../../traffic/traffic.ts'

// With other faults than these, it may take longer to open a connection to the next server.
const FROZEN: readonly string[] = [
  'freeze',
  'move-leaders',
  'move-controller',
  'move-coordinators',
  'refusal',
  'refused-transaction',
  'timed-out-append',
  'resigned-leader',
  'too-few-replicas',
  'partition-left-out',
  'damaged-batch',
  'offline-partitions',
  'absent-leader',
  'no-controller',
  'old-epochs',
  'old-topic-ids',
  'rewound-epochs',
  'finalized-feature',
  'refresh'
]
const QUESTIONS: readonly string[] = ['Metadata', 'FindCoordinator']
// The next server is asked beside a silent one after 250 ms (docs/cluster.md, "Options"). It may
// have to be dialled, with a login.
const PATIENCE_MS = 2_000
const ATTEMPT_MS = 5_000 // the default of `metadata.attemptMs`

/**
 * While one server does not answer the driver's own question for metadata or a coordinator, the
 * driver asks another one. It is known that another one can be asked, because it answers other
 * requests meanwhile.
 */
export function silentServersHoldUpNobody(
  { attempts }: Pick<Traffic, 'attempts'>,
  { faults, settings: { options = {} } }: Pick<Schedule, 'faults' | 'settings'>
): string[] {
  if (!faults.every(({ fault }) => FROZEN.includes(fault))) return []
  const canDial = Object.keys(options).every(name => !name.startsWith('pool.') && !name.startsWith('connection.limits'))
  if (!canDial || (options['metadata.attemptMs'] ?? ATTEMPT_MS) <= PATIENCE_MS) return []
  const questions = attempts.filter(({ call, trace }) => QUESTIONS.includes(trace.api) && call?.api !== trace.api)
  return questions.flatMap(question => {
    const { atMs, endedMs = Number.POSITIVE_INFINITY, nodeId, trace } = question
    const untilMs = atMs + PATIENCE_MS
    const isElsewhere = (other: Attempt): boolean => other.nodeId !== nodeId
    if (endedMs < untilMs || questions.some(other => isElsewhere(other) && isOutWithin(other, atMs, untilMs))) return []
    const other = attempts.find(each => isElsewhere(each) && isAnsweredWithin(each, atMs, untilMs))
    if (other === undefined) return []
    const asked = `${trace.api} was asked of broker ${nodeId} at ${Math.round(atMs)} ms and not answered for ${PATIENCE_MS} ms`
    return [`${asked}, and no other broker was asked, although broker ${other.nodeId} answers`]
  })
}

const isOutWithin = ({ atMs, endedMs = Number.POSITIVE_INFINITY }: Attempt, fromMs: number, untilMs: number): boolean =>
  atMs <= untilMs && endedMs >= fromMs

const isAnsweredWithin = ({ atMs, endedMs, trace }: Attempt, fromMs: number, untilMs: number): boolean =>
  atMs >= fromMs && endedMs !== undefined && endedMs <= untilMs && trace.error === undefined
