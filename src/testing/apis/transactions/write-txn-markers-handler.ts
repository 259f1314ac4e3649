import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes } from '../../../protocol/codes/index.ts'
import {
  WriteTxnMarkers,
  type WriteTxnMarkersRequest,
  type WriteTxnMarkersRequestWritableTxnMarker,
  type WriteTxnMarkersResponse,
  type WriteTxnMarkersResponseWritableTxnMarkerTopicResult
} from '../../../protocol/messages/write-txn-markers.ts'
import { OFFSETS_TOPIC } from '../../storage/internal-topics.ts'
import { isRefusal } from '../../storage/refusal.ts'
import { checkMarker } from '../../transactions/marker-check.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { isAllowedOnCluster } from '../authorized-operations.ts'
import { findLed } from '../leadership.ts'

type WantedMarker = Decoded<WriteTxnMarkersRequestWritableTxnMarker>

/**
 * The handler of WriteTxnMarkers, all versions: `abortTransaction` of Kafka's admin client ends a
 * hanging transaction with it (KIP-664). The transactional id keeps its state. Nothing is left out.
 */
export const writeTxnMarkersHandler: ApiHandler<WriteTxnMarkersRequest, WriteTxnMarkersResponse> = {
  api: WriteTxnMarkers,
  advertised: { min: 1, max: 2 },
  served: { min: 0, max: 2 },
  answer({ markers }, context) {
    const isAllowed = isAllowedOnCluster(aclOperations.ALTER, context) || isAllowedOnCluster(aclOperations.CLUSTER_ACTION, context)
    const write = (marker: WantedMarker, name: string, index: number): number =>
      isAllowed ? writeMarker(marker, name, index, context) : errorCodes.CLUSTER_AUTHORIZATION_FAILED
    const byProducer = new Map<bigint, WriteTxnMarkersResponseWritableTxnMarkerTopicResult[]>()
    for (const marker of markers) {
      const results = marker.topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map(partitionIndex => ({ partitionIndex, errorCode: write(marker, name, partitionIndex) }))
      }))
      byProducer.set(marker.producerId, [...(byProducer.get(marker.producerId) ?? []), ...results])
    }
    return { markers: [...byProducer].map(([producerId, topics]) => ({ producerId, topics })) }
  }
}

/** Writes one marker. Returns the error code of its partition. */
function writeMarker(wanted: WantedMarker, name: string, index: number, context: RequestContext): number {
  const { producerId, producerEpoch, coordinatorEpoch, transactionResult: isCommit, transactionVersion } = wanted
  if (producerId < 0n || producerEpoch < 0) return errorCodes.UNKNOWN_SERVER_ERROR // Kafka can build no such marker
  const { topics, transactions, clock } = context.cluster
  const topic = topics.find({ name })
  const known = isRefusal(topic) ? undefined : topic.partitions[index]
  const partition = findLed({ name }, index, context)
  if (isRefusal(partition))
    return known?.replicaNodes.includes(context.nodeId) ? partition.errorCode : errorCodes.UNKNOWN_TOPIC_OR_PARTITION
  const marker = { producerId, producerEpoch, coordinatorEpoch, timestamp: BigInt(clock.timeMs) }
  const errorCode = checkMarker(partition, marker, transactionVersion)
  if (errorCode !== errorCodes.NONE) return errorCode
  if (name === OFFSETS_TOPIC) transactions.endOffsets(producerId, isCommit, new Set([index]))
  partition.endTransaction(marker, isCommit)
  return errorCodes.NONE
}
