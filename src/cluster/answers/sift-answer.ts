import { isNode } from '../brokers/destination-resolver.ts'
import type { Call } from '../call.ts'
import type { Turn } from '../order/turn.ts'
import { healableCode } from '../retry/retry-codes.ts'
import type { Answer, Destination, Sifted } from '../routing/route.ts'

/**
 * Divides an answer into what is final and what is worth another attempt, because another broker,
 * or the same one later, may answer otherwise. Undefined if all of it is final. A caller that names
 * the broker gets the answer as it is; `codes` and `hints` of it are still used for the metadata.
 */
export function siftAnswer<Req, Res>(
  { options, route }: Call<Req, Res>,
  to: Destination,
  { request, response }: Answer<Req, Res>,
  turn: Turn | undefined
): Sifted<Req, Res> | undefined {
  if (route.shards !== undefined && (options.to === undefined || isNode(options.to))) {
    const sifted = route.shards.sift?.(request, response, { wasBehind: turn?.wasBehind ?? false })
    return sifted === undefined || options.to === undefined ? sifted : { ...sifted, again: undefined }
  }
  if (options.to === 'any' || isNode(to)) return undefined
  const code = healableCode(response)
  return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
}
