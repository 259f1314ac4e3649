import { errorCodes } from 'kafkawire'
import { FindCoordinator } from 'kafkawire/messages'
import type { Attempt } from '../../traffic/traffic.ts'
import { attemptsByCall, keyOf, type Seen, soleAnswers, wasAnswered } from '../delivery/attempts-of.ts'
import { codesIn } from '../delivery/codes-in.ts'

// Requests for one group or one transactional id: they are not split.
const FOR_ONE: readonly string[] = [
  'OffsetCommit',
  'Heartbeat',
  'JoinGroup',
  'SyncGroup',
  'InitProducerId',
  'AddOffsetsToTxn',
  'TxnOffsetCommit',
  'EndTxn'
]

/**
 * After a broker has said that it is not the coordinator, the driver finds the right one before the
 * next attempt (docs/delivery.md, "What is retried"): it does not ask the same broker without having
 * looked the coordinator up.
 */
export function coordinatorsAreLookedUp(seen: Seen): string[] {
  const answers = soleAnswers(seen)
  const lookUps = seen.attempts.filter(({ trace }) => trace.api === FindCoordinator.name)
  return [...attemptsByCall(seen)].flatMap(([{ actor, api, beganMs }, attempts]) => {
    if (!FOR_ONE.includes(api)) return []
    const again = attempts.find((next, i) => {
      const before = attempts[i - 1]
      return before !== undefined && isRefused(before, answers) && next.nodeId === before.nodeId && !isLookedUp(lookUps, before, next)
    })
    if (again === undefined) return []
    const what = `${actor}: ${api}, called at ${Math.round(beganMs)} ms, was sent to broker ${again.nodeId} again at ${Math.round(again.atMs)} ms`
    return [`${what}, which had said that it is not the coordinator`]
  })
}

function isRefused(attempt: Attempt, answers: Parameters<typeof codesOf>[1]): boolean {
  return wasAnswered(attempt) && codesOf(attempt, answers).includes(errorCodes.NOT_COORDINATOR)
}

const codesOf = (attempt: Attempt, answers: ReturnType<typeof soleAnswers>): number[] => codesIn(answers.get(keyOf(attempt))?.response)

// A look-up that another call has begun before serves this one too.
function isLookedUp(lookUps: readonly Attempt[], before: Attempt, next: Attempt): boolean {
  const fromMs = before.endedMs ?? 0
  return lookUps.some(({ atMs, endedMs = Number.POSITIVE_INFINITY }) => endedMs >= fromMs && atMs <= next.atMs)
}
