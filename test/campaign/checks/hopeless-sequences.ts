import { errorCodes } from 'kafkawire'
import { Produce, type ProduceRequest } from 'kafkawire/messages'
import type { Attempt } from '../traffic/traffic.ts'
import { attemptsByCall, keyOf, type Seen, soleAnswers } from './delivery/attempts-of.ts'
import { codesIn } from './delivery/codes-in.ts'
import type { CallEntry, DocumentedLimits, History } from './history.ts'

const ROOM_MS = 1_000

/**
 * OUT_OF_ORDER_SEQUENCE_NUMBER heals only while an earlier batch of the partition is under way. When
 * all earlier calls have settled, the call has time for one more attempt, and not until its limit.
 * Attempts that had no answer, or another one, do not count: they did not tell of the gap.
 */
export function gapsAreTold({ entries }: History, seen: Seen, { requestMs, connectMs }: DocumentedLimits, maxPauseMs: number): string[] {
  const calls = entries.filter(({ api, isDirect }) => api === Produce.name && isDirect)
  const attemptsOf = attemptsByCall(seen)
  const answers = soleAnswers(seen)
  const toldOfGap = (attempt: Attempt): boolean =>
    codesIn(answers.get(keyOf(attempt))?.response).includes(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER)
  return calls.flatMap((entry, index) => {
    const { actor, beganMs, endedMs = 0, answer, request } = entry
    if (!codesIn(answer).includes(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER)) return []
    const place = placeOf(entry)
    const earlier = calls.slice(0, index).filter(other => placeOf(other) === place)
    const others = (attemptsOf.get(entry) ?? []).filter(attempt => !toldOfGap(attempt))
    const freeMs = Math.max(beganMs, ...[...earlier, ...others].map(other => other.endedMs ?? 0))
    const limitMs = requestMs + connectMs + maxPauseMs + ((request as ProduceRequest).timeoutMs ?? 0) + ROOM_MS
    if (endedMs <= freeMs + limitMs) return []
    return [
      `${actor}: Produce to ${place}, called at ${Math.round(beganMs)} ms, heard of a gap in its sequence only at ${Math.round(endedMs)} ms`
    ]
  })
}

/**
 * OUT_OF_ORDER_SEQUENCE_NUMBER has a reason: an earlier call for the partition has failed. It is not
 * because the driver has sent a later batch first. `totalMs`: the time of a call without a limit.
 */
export function gapsHaveReasons({ entries }: History, totalMs: number): string[] {
  const calls = entries.filter(({ api, isDirect, actor }) => api === Produce.name && isDirect && !actor.startsWith(RECREATED))
  return calls.flatMap((entry, index) => {
    const { actor, beganMs, answer, retryMs = 0 } = entry
    if (retryMs < totalMs || !codesIn(answer).includes(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER)) return []
    const place = placeOf(entry)
    const earlier = calls.slice(0, index).filter(other => placeOf(other) === place)
    if (earlier.length === 0 || !earlier.every(hasSucceeded)) return []
    return [`${actor}: Produce to ${place}, called at ${Math.round(beganMs)} ms, was out of order, although all earlier calls succeeded`]
  })
}

// Topics that are created again forget their producers.
const RECREATED = 'recreated'

const hasSucceeded = ({ answer }: CallEntry): boolean => answer !== undefined && codesIn(answer).every(code => code === errorCodes.NONE)

const placeOf = ({ request }: CallEntry): string =>
  (request as ProduceRequest).topicData
    .flatMap(({ name, topicId, partitionData }) => partitionData.map(({ index }) => `${name || topicId}-${index}`))
    .join()
