import type { Decoded } from '../../../protocol/api.ts'
import { healableCode } from '../../retry/retry-codes.ts'
import type { Destination, Shards } from '../route.ts'
import { combine } from './combine.ts'

/** For requests that one broker answers as a whole. `gather` says what the answer to the whole has of several, where the request had to be sent in parts. */
export function whole<Req, Res>(
  to: (request: Req) => Destination,
  gather: (whole: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res> = first => first
): Shards<Req, Res> {
  return {
    split: request => ({ parts: [{ to: to(request), request }], unrouted: undefined }),
    sift: (request, response) => {
      const code = healableCode(response)
      return code === undefined ? undefined : { again: request, settled: undefined, codes: [code], hints: [] }
    },
    merge: (_request, answers) => {
      const [only] = answers
      if (only !== undefined && answers.length === 1) return only.response
      return gather(
        combine(answers),
        answers.map(({ response }) => response)
      )
    }
  }
}
