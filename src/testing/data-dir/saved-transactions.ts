import type { ClusterState } from '../cluster-state.ts'
import type { Partition } from '../storage/partition.ts'
import { COORDINATOR_EPOCH, type SavedTransaction } from '../transactions/transactions.ts'

/** The transactional ids, and the next producer id. */
export interface SavedTransactions {
  readonly nextProducerId: bigint
  readonly ids: readonly SavedTransaction[]
}

export function saveTransactions({ transactions }: ClusterState): SavedTransactions {
  return { nextProducerId: transactions.producerIds.next, ids: transactions.saved }
}

/** Restores the transactions. The topics must be there. */
export function restoreTransactions(cluster: ClusterState, { nextProducerId, ids }: SavedTransactions): void {
  const { topics, transactions, clock } = cluster
  transactions.restore(ids)
  let next = nextProducerId
  for (const { name, partitions } of topics.list()) {
    for (const partition of partitions) {
      for (const { producerId } of partition.producers.list()) if (producerId >= next) next = producerId + 1n
      const isOngoing = ({ state, producerId, partitions: added }: SavedTransaction, id: bigint): boolean =>
        state === 'Ongoing' &&
        producerId === id &&
        added.some(([topic, indexes]) => topic === name && indexes.includes(partition.partitionIndex))
      for (const [producerId] of partition.producers.openTransactions) {
        if (!ids.some(each => isOngoing(each, producerId))) abort(partition, producerId, clock.timeMs)
      }
    }
  }
  transactions.producerIds.restore(next)
}

// The process was killed after the records were written, and before the state was: nobody else
// would end this transaction.
function abort(partition: Partition, producerId: bigint, timeMs: number): void {
  const producerEpoch = partition.producers.epochOf(producerId) ?? 0
  partition.endTransaction({ producerId, producerEpoch, coordinatorEpoch: COORDINATOR_EPOCH, timestamp: BigInt(timeMs) }, false)
}
