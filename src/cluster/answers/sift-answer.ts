import type { Call } from '../call.ts'
import type { Turn } from '../order/turn.ts'
import { healableCode } from '../retry/retry-codes.ts'
import { isNode } from '../routing/destinations.ts'
import { type Answer, type Destination, isSafeToRepeat, type Sifted } from '../routing/route.ts'

/**
 * Divides an answer into the entries that are final and the entries for which another attempt may
 * succeed, at another broker or later at the same one. Undefined if the whole answer is final. If
 * the caller named the broker, nothing is sent again; `codes` and `hints` are still used for the
 * metadata.
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
  const code = healableCode(response, isSafeToRepeat(route, request))
  return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
}
