import type { Call } from '../call.ts'
import type { Turn } from '../order/turn.ts'
import { type Answer, type Destination, healableCode, type Sifted } from '../routing/routing.ts'

/**
 * What of an answer another broker, or the same a little later, may answer otherwise. Undefined where the answer is final. Where the caller said which
 * broker, the caller gets the answer as it is, and what it says of leaders is learned all the same.
 */
export function sift<Req, Res>(
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

/** Whether a destination is a broker that is named by its node id. */
export const isNode = (to: Destination): to is { readonly nodeId: number } => typeof to === 'object' && 'nodeId' in to
