import { errorCodes } from '../../protocol/codes/index.ts'
import type { Partition } from '../storage/partition.ts'
import type { Marker } from '../storage/producer-states.ts'

const EPOCHS_RISE_SINCE = 2 // the transaction.version in which each transaction ends with a new epoch (KIP-890)
const LAST_EPOCH = 32_767

/**
 * The error code with which a partition refuses a marker of a client (WriteTxnMarkers); NONE if it
 * takes it. `transactionVersion` is that of the transaction which the marker ends (KIP-1228).
 */
export function checkMarker({ producers }: Partition, marker: Marker, transactionVersion: number): number {
  const { producerId, producerEpoch, coordinatorEpoch } = marker
  const state = producers.list().find(each => each.producerId === producerId)
  if (state === undefined) return errorCodes.NONE
  const rises = transactionVersion >= EPOCHS_RISE_SINCE
  // A marker may be repeated after its transaction.
  const isRepeated =
    producerEpoch === state.epoch && (producers.transactionStartOf(producerId) === undefined || producerEpoch === LAST_EPOCH)
  const isOld = rises ? producerEpoch <= state.epoch && !isRepeated : producerEpoch < state.epoch
  if (isOld) return errorCodes.INVALID_PRODUCER_EPOCH
  return coordinatorEpoch < (state.coordinatorEpoch ?? coordinatorEpoch) ? errorCodes.TRANSACTION_COORDINATOR_FENCED : errorCodes.NONE
}
