import type { Decoded } from '../../../../protocol/api.ts'
import { errorCodes } from '../../../../protocol/codes/error-codes.ts'
import type { EndTxnRequest, EndTxnResponse } from '../../../../protocol/messages/end-txn.ts'
import type { InitProducerIdRequest, InitProducerIdResponse } from '../../../../protocol/messages/init-producer-id.ts'
import { transactionCoordinator } from '../../destinations.ts'
import type { Shards } from '../../route.ts'
import { COORDINATOR_CODES } from '../by-coordinator.ts'
import { combine } from '../combine.ts'

// The steps of a transaction are sent again even if the first copy may have been processed, because
// the transaction could not go on otherwise. Kafka's Java producer does the same. A step is sent
// again only after its connection has ended, so the first copy can be processed late only if the
// broker had read it, or if the network still held it. For each step: what the second copy does,
// and what the first copy does if it is processed after the second.
//
// - InitProducerId, known producer (KIP-360): the second copy gets the epoch that the first one
//   made. A late first copy changes nothing, or aborts the next transaction and fences its
//   producer.
// - InitProducerId, new producer: the second copy makes one more epoch, which the caller gets. A
//   late first copy makes the next epoch, and so fences the caller, whose next request gets
//   PRODUCER_FENCED or INVALID_PRODUCER_EPOCH. Nothing is committed that should not be.
// - AddPartitionsToTxn, AddOffsetsToTxn: the second copy changes nothing. A late first copy adds
//   the partition to the next transaction, which then writes one more marker. If there is no next
//   transaction, the coordinator aborts an empty one after the transaction timeout.
// - TxnOffsetCommit: the second copy writes the same offsets. A late first copy is refused because
//   of its epoch with transaction.version 2, and since Kafka 3.6 wherever the group is not part of
//   an open transaction.
// - EndTxn with transaction.version 2 (version 5): the second copy is recognised by its old epoch,
//   and gets the new one. A late first copy is refused because of its epoch.
// - EndTxn without it: the second copy learns that the transaction has ended that way. A late first
//   copy that meets the next transaction of the same producer would end that one. Nothing else can
//   finish the first transaction, so EndTxn is sent again all the same.

/**
 * EndTxn goes to the coordinator of its transactional id. CONCURRENT_TRANSACTIONS says that the
 * transaction is just being ended, which the second copy of an EndTxn finds: it is sent again.
 */
export const endTxnShards: Shards<EndTxnRequest, EndTxnResponse> = stepOf(({ errorCode }) => errorCode)

/**
 * InitProducerId goes to the coordinator of its transactional id, or to any broker if it has none.
 * CONCURRENT_TRANSACTIONS says that the transaction before is just being ended: it is sent again.
 */
export const initProducerIdShards: Shards<InitProducerIdRequest, InitProducerIdResponse> = stepOf(({ errorCode }) => errorCode)

// The coordinator is busy with the step before, or waited too long for a block of producer ids.
const BUSY: ReadonlySet<number> = new Set([errorCodes.CONCURRENT_TRANSACTIONS, errorCodes.REQUEST_TIMED_OUT])

// A request that goes to one coordinator as a whole, and is sent again while the coordinator is
// busy.
function stepOf<Req extends { readonly transactionalId: string | null }, Res>(
  codeOf: (response: Decoded<Res>) => number
): Shards<Req, Res> {
  return {
    split: request => ({ parts: [{ to: transactionCoordinator(request), request }], unrouted: undefined }),
    sift: (request, response) => {
      const code = codeOf(response)
      if (!BUSY.has(code) && !COORDINATOR_CODES.has(code)) return undefined
      return { again: request, settled: undefined, codes: [code], hints: [] }
    },
    merge: (_request, answers) => answers[0]?.response ?? combine(answers)
  }
}
