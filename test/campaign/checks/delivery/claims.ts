import { errorCodes, isKafkaError, type KafkaError, specialOffsets } from 'kafkawire'
import type { ProduceResponse } from 'kafkawire/messages'
import type { Answer, Attempt } from '../../traffic/traffic.ts'
import type { CallEntry } from '../history.ts'
import { documented } from '../tables.ts'
import { isUnsent, keyOf, wasAnswered } from './attempts-of.ts'
import { codesIn } from './codes-in.ts'
import { partsOf } from './parts.ts'

// After this one, "nothing was done" says what a program may do next.
const CHANGING = 'Produce'
// The answer leaves out something: then nothing is known about it, although there was an answer.
const INCOMPLETE: KafkaError['code'] = 'KAFKA_PROTOCOL'
const TAKES_OVER = 'Fetch'

/** What is wrong with what an answer, or the error of a part, says about the delivery. */
export function claimProblem(entry: CallEntry, attempts: readonly Attempt[], answers: ReadonlyMap<string, Answer>): string | undefined {
  return deniedAttempt(entry, attempts, answers) ?? groundlessPart(entry, attempts, answers)
}

// An answer of which all codes say that nothing was done, although an earlier attempt may have been
// done: the call has to reject with `maybe-sent` instead (docs/delivery.md, "How long a call takes").
function deniedAttempt({ api, answer }: CallEntry, attempts: readonly Attempt[], answers: ReadonlyMap<string, Answer>): string | undefined {
  if (api !== CHANGING || answer === undefined || Array.isArray(answer)) return undefined
  const codes = codesIn(answer)
  if (codes.length === 0 || !codes.every(saysNothingDone) || hasOffsets(answer)) return undefined
  const unanswered = attempts.find(attempt => !isUnsent(attempt) && !wasAnswered(attempt) && attempt.endedMs !== undefined)
  if (unanswered !== undefined) return `was answered with code ${codes[0]}, but ${keyOf(unanswered)} may have been done`
  // A request that was not sent has no answer, and another one on another connection may have its key.
  const done = attempts.filter(wasAnswered).find(attempt => {
    const own = answers.get(keyOf(attempt))
    return own !== undefined && codesIn(own.response).some(code => !documented.nothingDone.has(code))
  })
  return done === undefined ? undefined : `was answered with code ${codes[0]}, but the broker may have done ${keyOf(done)}`
}

// OUT_OF_ORDER_SEQUENCE_NUMBER says that something is wrong with the sequence, and no limit was
// reached: the docs have it returned at once.
const saysNothingDone = (code: number): boolean => documented.nothingDone.has(code) && code !== errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER

const hasOffsets = (answer: unknown): boolean =>
  ((answer as Partial<ProduceResponse>).responses ?? []).some(({ partitionResponses = [] }) =>
    partitionResponses.some(({ baseOffset = specialOffsets.INVALID_OFFSET }) => baseOffset >= 0n)
  )

// A part is `maybe-sent` only if a request of it may have been sent. Here each request that may have
// been sent belongs to another part, whose broker got one request and answered it without an error.
function groundlessPart(entry: CallEntry, attempts: readonly Attempt[], answers: ReadonlyMap<string, Answer>): string | undefined {
  const { api, error } = entry
  const shards = isKafkaError(error) ? error.shards : undefined
  if (shards === undefined || api === TAKES_OVER) return undefined
  const sent = attempts.filter(attempt => !isUnsent(attempt))
  // A refused partition is asked for again, as a part of its own that may have no broker yet.
  const isRefused = (attempt: Attempt): boolean => hasErrorCode(answers.get(keyOf(attempt))?.response)
  const isSettled = (nodeId: number | undefined): boolean =>
    sent.filter(attempt => attempt.nodeId === nodeId).length === 1 &&
    shards.some(shard => shard.nodeId === nodeId && shard.error === undefined && !hasErrorCode(shard.response))
  if (!sent.every(attempt => isSettled(attempt.nodeId) && !isRefused(attempt))) return undefined
  const groundless = partsOf(entry).find(
    ({ delivery }, i) => delivery === 'maybe-sent' && isKafkaError(shards[i]?.error) && shards[i].error.code !== INCOMPLETE
  )
  return groundless && `has a part that is maybe-sent, but no request for broker ${groundless.nodeId} was sent`
}

const hasErrorCode = (answer: unknown): boolean => codesIn(answer).some(code => code !== errorCodes.NONE)
