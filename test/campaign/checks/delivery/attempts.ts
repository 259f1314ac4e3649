import type { Answer, Attempt } from '../../traffic/traffic.ts'
import { type CallEntry, deliveryOf, type History } from '../history.ts'
import { documented } from '../tables.ts'
import { attemptsByCall, countBy, isUnsent, keyOf, keyOfReceipt, type Seen, soleAnswers, wasAnswered } from './attempts-of.ts'
import { claimProblem } from './claims.ts'
import { codesIn } from './codes-in.ts'
import { type Part, partsOf, problemOfParts } from './parts.ts'

export type { Seen } from './attempts-of.ts'

// The driver makes these for its own needs too, in the context of the call that needs them.
const OWN_APIS: readonly string[] = ['Metadata', 'FindCoordinator', 'ApiVersions']

// A Fetch may take over a request that an earlier Fetch has made (docs/delivery.md, "Fetch").
const TAKES_OVER = 'Fetch'

/**
 * Invariant 3 for every API, by the requests that brokers received:
 * - No broker received a request that the driver believes not to be sent.
 * - A call is `not-sent` only if each of its requests was not sent, or was answered with a code that
 *   says that nothing was done.
 * - A call is `answered` only if one of its requests was.
 * - The parts of a split request say the same as the whole, and an answered part has an answer of
 *   its broker.
 * - An answer that says that nothing was done, and a part that may have been sent, are true as well
 *   (`claims.ts`).
 */
export function attemptsAreTrue(history: History, seen: Seen): string[] {
  return [...unsentButReceived(seen), ...untrueCalls(history, seen)]
}

// A request is known by broker, API, version and correlation id. Two connections to one broker may
// use the same correlation id. So the requests of a key are counted: brokers must not have received
// more of them than may have been sent.
function unsentButReceived({ attempts, receipts }: Seen): string[] {
  const received = countBy(receipts, keyOfReceipt)
  const sendable = countBy(
    attempts.filter(attempt => !isUnsent(attempt)),
    keyOf
  )
  return attempts.filter(isUnsent).flatMap(attempt => {
    const key = keyOf(attempt)
    const count = received.get(key) ?? 0
    if (count <= (sendable.get(key) ?? 0)) return []
    return [`${key}, made at ${Math.round(attempt.atMs)} ms, failed as not-sent, but a broker received it: ${String(attempt.trace.error)}`]
  })
}

function untrueCalls({ entries }: History, seen: Seen): string[] {
  const attemptsOf = attemptsByCall(seen)
  const answers = soleAnswers(seen)
  return entries.flatMap(entry => {
    if (!entry.isDirect || OWN_APIS.includes(entry.api)) return []
    const attempts = attemptsOf.get(entry) ?? []
    const problem = problemOf(entry, attempts, answers) ?? claimProblem(entry, attempts, answers)
    return problem === undefined ? [] : [`${entry.api}, called at ${Math.round(entry.beganMs)} ms, ${problem}: ${String(entry.error)}`]
  })
}

// docs/delivery.md, "Error codes that leave the outcome open".
const ONLY_ASKS = /^(Describe|Fetch$|List|OffsetFetch$|OffsetForLeaderEpoch$)/

function problemOf(entry: CallEntry, attempts: readonly Attempt[], answers: ReadonlyMap<string, Answer>): string | undefined {
  const parts = partsOf(entry)
  const delivery = deliveryOf(entry) ?? (parts.length > 0 && parts.every(part => part.delivery === 'not-sent') ? 'not-sent' : undefined)
  if (entry.api === TAKES_OVER && delivery !== 'not-sent') return problemOfParts(entry)
  const unanswered = parts.find(part => part.nodeId >= 0 && part.delivery === 'answered' && !hasAnswer(part, attempts))
  if (unanswered !== undefined) return `has an answered part, but broker ${unanswered.nodeId} answered none of its requests`
  if (delivery === 'answered' && !attempts.some(wasAnswered)) return 'failed as answered, but none of its requests was answered'
  if (delivery !== 'not-sent') return problemOfParts(entry)
  const sent = attempts.find(attempt => !isUnsent(attempt) && !wasAnswered(attempt) && attempt.endedMs !== undefined)
  if (sent !== undefined) return `failed as not-sent, but ${keyOf(sent)} may have been sent`
  // Whatever code answered a request that only asks, it has changed nothing.
  if (ONLY_ASKS.test(entry.api)) return problemOfParts(entry)
  for (const attempt of attempts.filter(wasAnswered)) {
    const answer = answers.get(keyOf(attempt))
    const code = answer === undefined ? undefined : codesIn(answer.response).find(code => !documented.nothingDone.has(code))
    if (code !== undefined) return `failed as not-sent, but the broker answered ${keyOf(attempt)} with code ${code}`
  }
  return problemOfParts(entry)
}

const hasAnswer = ({ nodeId }: Part, attempts: readonly Attempt[]): boolean =>
  attempts.some(attempt => attempt.nodeId === nodeId && wasAnswered(attempt))
