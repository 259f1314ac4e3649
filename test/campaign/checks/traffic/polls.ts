import { errorCodes } from 'kafkawire'
import { Fetch, type FetchRequest } from 'kafkawire/messages'
import type { Answer, Attempt } from '../../traffic/traffic.ts'
import { attemptsByCall, keyOf, type Seen, soleAnswers, wasAnswered } from '../delivery/attempts-of.ts'
import { codesIn } from '../delivery/codes-in.ts'
import type { CallEntry, History } from '../history.ts'
import { roomFor, VIRTUAL, type World } from '../settled-in-time.ts'

// How long a Fetch waits for slow brokers when one has answered (docs/delivery.md, "Fetch").
const GRACE_MS = 250
const AT_ONCE_MS = 100

/** A Fetch that one broker has answered without an error does not wait long for the others. */
export function pollsDoNotWait({ entries }: Pick<History, 'entries'>, seen: Seen, world: World = VIRTUAL): string[] {
  const attemptsOf = attemptsByCall(seen)
  const answers = soleAnswers(seen)
  return entries.flatMap(entry => {
    if (entry.api !== Fetch.name || !entry.isDirect || Array.isArray(entry.answer)) return []
    return problemOf(entry, attemptsOf.get(entry) ?? [], answers, roomFor(entry, world)) ?? []
  })
}

function problemOf(
  { actor, request, beganMs, endedMs, answer }: CallEntry,
  attempts: readonly Attempt[],
  answers: ReadonlyMap<string, Answer>,
  roomMs: number
): string | undefined {
  if (endedMs === undefined || answer === undefined) return undefined
  const answered = attempts.filter(attempt => wasAnswered(attempt) && !wasRefused(attempt) && isFinal(answers.get(keyOf(attempt))))
  const answeredMs = Math.min(...answered.map(attempt => attempt.endedMs ?? Number.POSITIVE_INFINITY))
  const firstMs = Math.min(...attempts.map(({ atMs }) => atMs))
  const asked = new Set(attempts.flatMap(({ atMs, nodeId }) => (atMs < firstMs + AT_ONCE_MS ? [nodeId] : [])))
  if (asked.size < 2) return undefined // of later attempts, it is not known which parts they are for
  const { maxWaitMs = 0 } = request as FetchRequest
  const dueMs = Math.max(answeredMs, firstMs + maxWaitMs + GRACE_MS)
  if (endedMs <= dueMs + roomMs) return undefined
  const what = `${actor}: Fetch, called at ${Math.round(beganMs)} ms with maxWaitMs ${maxWaitMs}`
  return `${what}, had an answer at ${Math.round(answeredMs)} ms, and waited for other brokers until ${Math.round(endedMs)} ms`
}

// A fault may have put an error code into the answer of the broker.
const wasRefused = ({ errorCode = errorCodes.NONE }: Attempt): boolean => errorCode !== errorCodes.NONE

// After an answer with error codes, the part may have been sent again.
const isFinal = (answer: Answer | undefined): boolean =>
  answer !== undefined && codesIn(answer.response).every(code => code === errorCodes.NONE)
