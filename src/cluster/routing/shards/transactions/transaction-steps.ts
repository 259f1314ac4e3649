import type { Decoded } from '../../../../protocol/api.ts'
import type { EndTxnRequest, EndTxnResponse } from '../../../../protocol/messages/end-txn.ts'
import type { InitProducerIdRequest, InitProducerIdResponse } from '../../../../protocol/messages/init-producer-id.ts'
import { transactionCoordinator } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { COORDINATOR_CODES } from '../by-coordinator.ts'
import { combine } from '../combine.ts'

const CONCURRENT_TRANSACTIONS = 51

/** EndTxn goes to the coordinator. While the end is being carried out, which a repeated EndTxn finds, the coordinator is asked again. */
export const endTxnShards: Shards<EndTxnRequest, EndTxnResponse> = stepOf(({ errorCode }) => errorCode)

/** InitProducerId goes to the coordinator, or to any broker without a transactional id. It waits until the transaction before has ended. */
export const initProducerIdShards: Shards<InitProducerIdRequest, InitProducerIdResponse> = stepOf(({ errorCode }) => errorCode)

// A request that goes whole to one coordinator, and again while that is busy with the step before.
function stepOf<Req extends { readonly transactionalId: string | null }, Res>(
  codeOf: (response: Decoded<Res>) => number
): Shards<Req, Res> {
  return {
    split: request => ({ parts: [{ to: transactionCoordinator(request), request }], unrouted: undefined }),
    sift: (request, response) => {
      const code = codeOf(response)
      if (code !== CONCURRENT_TRANSACTIONS && !COORDINATOR_CODES.has(code)) return undefined
      return { again: request, settled: undefined, codes: [code], hints: [] }
    },
    merge: (_request, answers) => answers[0]?.response ?? combine(answers)
  }
}
