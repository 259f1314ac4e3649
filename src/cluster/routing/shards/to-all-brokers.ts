import type { Decoded } from '../../../protocol/api.ts'
import type { Answer, Shards } from '../route.ts'
import { combine } from './combine.ts'

/** Asks every broker the same. `gather` says what the whole has of all answers; which broker gave which, only `sendSharded` tells. */
export function onAllBrokers<Req, Res>(
  gather: (whole: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res>
): Shards<Req, Res> {
  return {
    split: (request, { brokers }) => {
      const parts = [...brokers.keys()].map(nodeId => ({ to: { nodeId }, request }))
      return { parts, unrouted: parts.length === 0 ? request : undefined }
    },
    merge: (_request, answers) => merge(gather, answers)
  }
}

function merge<Req, Res>(
  gather: (whole: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res>,
  answers: readonly Answer<Req, Res>[]
): Decoded<Res> {
  const [only] = answers
  if (only !== undefined && answers.length === 1) return only.response
  return gather(
    combine(answers),
    answers.map(({ response }) => response)
  )
}
