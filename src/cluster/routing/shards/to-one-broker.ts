import type { Decoded } from '../../../protocol/api.ts'
import { healableCode } from '../../retry/retry-codes.ts'
import type { Destination, Shards } from '../route.ts'
import { combineWith } from './combine.ts'

/**
 * For requests that one broker answers as a whole, and that have an old and a new form:
 * DeleteTopics, UpdateFeatures and LeaveGroup. An answer with a code that says that the broker is
 * the wrong one, or not ready, is sent again as a whole. If the request had to be sent as several
 * requests of the old form, `gather` puts the entries of their responses into the combined
 * response.
 */
export function toOneBroker<Req, Res>(
  to: (request: Req) => Destination,
  gather: (combined: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res> = combined => combined
): Shards<Req, Res> {
  return {
    split: request => ({ parts: [{ to: to(request), request }], unrouted: undefined }),
    sift: (request, response) => {
      const code = healableCode(response, false)
      return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
    },
    merge: (_request, answers) => combineWith(gather, answers)
  }
}
