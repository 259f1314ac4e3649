import { KafkaError } from '../../../errors.ts'
import type { Decoded } from '../../../protocol/api.ts'
import type { Answer } from '../route.ts'

/**
 * One response with the fields that stand beside the entries, those of the first answer that failed or else of the first: the longest throttle time,
 * and every endpoint once. Its entries are still those of one answer.
 */
export function combine<Req, Res>(answers: readonly Answer<Req, Res>[]): Decoded<Res> {
  const commons = answers.map(({ response }) => commonOf(response))
  const failed = commons.findIndex(({ errorCode = 0 }) => errorCode !== 0)
  const base = answers[Math.max(0, failed)]
  if (base === undefined) throw new KafkaError('KAFKA_PROTOCOL', 'Of several answers there is none to put together', {})
  const { throttleTimeMs, nodeEndpoints } = commonOf(base.response)
  const merged: Common = {}
  if (throttleTimeMs !== undefined) merged.throttleTimeMs = Math.max(...commons.map(common => common.throttleTimeMs ?? 0))
  if (nodeEndpoints !== undefined) merged.nodeEndpoints = eachOnce(commons.flatMap(common => common.nodeEndpoints ?? []))
  return Object.assign({}, base.response, merged)
}

// What many responses have beside their entries.
interface Common {
  throttleTimeMs?: number
  errorCode?: number
  nodeEndpoints?: Endpoint[]
}

interface Endpoint {
  readonly nodeId: number
}

// These names mean the same in every response that has them, which the type of any response whatever cannot say.
const commonOf = (response: unknown): Common => response as Common

const eachOnce = (endpoints: readonly Endpoint[]): Endpoint[] => [
  ...new Map(endpoints.map(endpoint => [endpoint.nodeId, endpoint])).values()
]
