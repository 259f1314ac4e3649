import { KafkaError } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { Answer } from '../route.ts'

// Merging is in two steps: this file merges the fields that stand beside the entries of a response,
// such as `throttleTimeMs`; by-partition.ts, by-entry.ts and others merge the entries.

/**
 * Combines several answers into one with the longest throttle time, every node endpoint once, and
 * the other fields of the first answer that has an error code, or else of the first answer. Its
 * entries are still those of that one answer.
 */
export function combine<Req, Res>(answers: readonly Answer<Req, Res>[]): Decoded<Res> {
  const commons = answers.map(({ response }) => commonOf(response))
  const failed = commons.findIndex(({ errorCode = 0 }) => errorCode !== 0)
  const base = answers[Math.max(0, failed)]
  if (base === undefined) throw new KafkaError('KAFKA_PROTOCOL', 'There are no answers to combine', {})
  const { throttleTimeMs, nodeEndpoints } = commonOf(base.response)
  const merged: CommonFields = {}
  if (throttleTimeMs !== undefined) merged.throttleTimeMs = Math.max(...commons.map(common => common.throttleTimeMs ?? 0))
  if (nodeEndpoints !== undefined) merged.nodeEndpoints = eachOnce(commons.flatMap(common => common.nodeEndpoints ?? []))
  return Object.assign({}, base.response, merged)
}

/**
 * Returns the only answer as it is, or else what `gather` makes of all responses. `gather` gets the
 * combined response, whose entries it has to replace.
 */
export function combineWith<Req, Res>(
  gather: (combined: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res>,
  answers: readonly Answer<Req, Res>[]
): Decoded<Res> {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return only.response
  return gather(
    combine(answers),
    answers.map(({ response }) => response)
  )
}

// The fields that many responses have beside their entries.
interface CommonFields {
  throttleTimeMs?: number
  errorCode?: number
  nodeEndpoints?: Endpoint[]
}

interface Endpoint {
  readonly nodeId: number
}

// These fields mean the same in every response that has them. The type of any response cannot say
// so.
const commonOf = (response: unknown): CommonFields => response as CommonFields

const eachOnce = (endpoints: readonly Endpoint[]): Endpoint[] => [
  ...new Map(endpoints.map(endpoint => [endpoint.nodeId, endpoint])).values()
]
