import { isKafkaError } from 'kafkawire'
import type { Answer, Attempt, Receipt, Traffic } from '../../traffic/traffic.ts'
import type { CallEntry } from '../history.ts'

/** What the checks read of the traffic. */
export type Seen = Pick<Traffic, 'attempts' | 'receipts' | 'answerTo'>

/** The requests that calls of a cluster made for themselves, and not for metadata or coordinators. */
export function attemptsByCall({ attempts }: Pick<Seen, 'attempts'>): Map<CallEntry, Attempt[]> {
  const attemptsOf = new Map<CallEntry, Attempt[]>()
  for (const attempt of attempts) {
    const { call } = attempt
    if (call?.isDirect !== true || call.api !== attempt.trace.api) continue
    const all = attemptsOf.get(call)
    if (all === undefined) attemptsOf.set(call, [attempt])
    else all.push(attempt)
  }
  return attemptsOf
}

/** The answers to requests whose key only one request has. */
export function soleAnswers(seen: Seen): Map<string, Answer> {
  const counts = countBy(seen.receipts, keyOfReceipt)
  return new Map(
    seen.receipts.flatMap(receipt => {
      const answer = seen.answerTo(receipt)
      return answer === undefined || counts.get(keyOfReceipt(receipt)) !== 1 ? [] : [[keyOfReceipt(receipt), answer] as const]
    })
  )
}

// A cluster that is closed ends its own requests by a signal. Its reason, KAFKA_POOL_CLOSED, says
// nothing about the request.
export const isUnsent = ({ trace: { error } }: Attempt): boolean =>
  isKafkaError(error) && error.delivery === 'not-sent' && error.code !== 'KAFKA_POOL_CLOSED'

export const wasAnswered = ({ trace: { error }, endedMs }: Attempt): boolean =>
  endedMs !== undefined && (error === undefined || (isKafkaError(error) && error.delivery === 'answered'))

/** What tells a request from others. Two connections to one broker may use the same correlation id. */
export const keyOf = ({ nodeId, trace: { api, apiVersion, correlationId } }: Attempt): string =>
  `${api} v${apiVersion} with id ${correlationId} to broker ${nodeId}`

export const keyOfReceipt = ({ api, request: { nodeId, header } }: Receipt): string =>
  `${api} v${header.apiVersion} with id ${header.correlationId} to broker ${nodeId}`

export function countBy<T>(all: readonly T[], key: (each: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of all) counts.set(key(each), (counts.get(key(each)) ?? 0) + 1)
  return counts
}
