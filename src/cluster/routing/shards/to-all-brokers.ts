import type { Decoded } from '../../../protocol/api.ts'
import type { Shards } from '../route.ts'
import { combineWith } from './combine.ts'

/**
 * For requests to which every broker has its own answer: ListGroups, ListTransactions and
 * DescribeLogDirs. Each broker gets the same request. `gather` puts the entries of all responses
 * into the combined response. Only `sendSharded` says which broker answered what.
 */
export function toAllBrokers<Req, Res>(
  gather: (combined: Decoded<Res>, responses: readonly Decoded<Res>[]) => Decoded<Res>
): Shards<Req, Res> {
  return {
    split: (request, { brokers }) => {
      const parts = [...brokers.keys()].map(nodeId => ({ to: { nodeId }, request }))
      return { parts, unrouted: parts.length === 0 ? request : undefined }
    },
    merge: (_request, answers) => combineWith(gather, answers)
  }
}
