import { absentValues, aclOperations, errorCodes, resourceTypes, specialOffsets } from '../../../protocol/codes/index.ts'
import type { FetchResponseEpochEndOffset, FetchResponsePartitionData } from '../../../protocol/messages/fetch.ts'
import { EMPTY, ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import type { FetchedPartition } from '../../fetch-sessions/fetch-session.ts'
import type { Partition } from '../../storage/partition.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'
import { findReadable, hintFor } from '../leadership.ts'
import { preferredReplica } from './preferred-replica.ts'

/** How much of a partition a Fetch may return. */
export interface ReadLimits {
  readonly maxBytes: number
  readonly atLeastOne: boolean
  /** Whether only records up to the last stable offset are wanted. */
  readonly isCommittedOnly: boolean
}

const HINTS_SINCE = 16
const IDS_SINCE = 13 // the first version that names topics by their ids (KIP-516)

/** Why a partition cannot be read by anyone, or not by this client; undefined if it can. */
export function fetchRefusal({ topic, topicId, partition }: FetchedPartition, context: RequestContext): Refusal | undefined {
  if (context.apiVersion >= IDS_SINCE && topicId === ZERO_UUID) return refuse(errorCodes.UNKNOWN_TOPIC_ID, 'No topic id was given')
  const found = context.cluster.topics.find({ name: topic, topicId })
  if (isRefusal(found) && found.errorCode === errorCodes.UNKNOWN_TOPIC_ID) return found
  const name = isRefusal(found) ? topic : found.name
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, name))
    return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, `Reading ${name} is not allowed`)
  if (!isRefusal(found) && found.partitions[partition] !== undefined) return undefined
  return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `There is no partition ${partition} of ${name}`)
}

/** The answer of Fetch for one partition. */
export function readPartition(
  wanted: FetchedPartition,
  limits: ReadLimits,
  rackId: string,
  context: RequestContext
): FetchResponsePartitionData {
  const { partition: partitionIndex, fetchOffset, currentLeaderEpoch, lastFetchedEpoch } = wanted
  const refusedAtOnce = fetchRefusal(wanted, context)
  if (refusedAtOnce !== undefined) return refused(refusedAtOnce, wanted, context, [])
  const partition = findReadable(wanted, partitionIndex, context, currentLeaderEpoch)
  if (isRefusal(partition)) return refused(partition, wanted, context)
  const preferredReadReplica = preferredReplica(partition, Number(fetchOffset), rackId, context)
  if (preferredReadReplica !== undefined) return { ...positions(partition), records: EMPTY, preferredReadReplica }
  const { log } = partition
  const divergingEpoch = divergence(partition, wanted)
  const isBefore = fetchOffset < log.startOffset
  if (divergingEpoch === 'unknown' || isBefore || (divergingEpoch === undefined && fetchOffset > log.endOffset)) {
    const problem = `Offset ${fetchOffset} of leader epoch ${lastFetchedEpoch} is outside ${log.startOffset} to ${log.endOffset}`
    return refused(refuse(errorCodes.OFFSET_OUT_OF_RANGE, problem), wanted, context)
  }
  if (divergingEpoch !== undefined) return { ...positions(partition), records: EMPTY, divergingEpoch }
  return { ...positions(partition), ...read(partition, wanted, limits) }
}

function read(
  partition: Partition,
  { fetchOffset, partitionMaxBytes }: FetchedPartition,
  { maxBytes, atLeastOne, isCommittedOnly }: ReadLimits
): Pick<FetchResponsePartitionData, 'abortedTransactions' | 'records'> {
  const { log, stableOffset } = partition
  const from = Number(fetchOffset)
  const bytes = Math.min(partitionMaxBytes, maxBytes)
  const endOffset = isCommittedOnly ? stableOffset : log.endOffset
  const records = log.read(from, bytes, atLeastOne, endOffset)
  // As in Kafka, a limit below the first batch leaves no list, and a limit of 0 an empty one.
  const isCut = records.length === 0 && bytes > 0 && (log.find(from)?.baseOffset ?? endOffset) < endOffset
  if (!isCommittedOnly || isCut) return { abortedTransactions: null, records }
  return { abortedTransactions: from < endOffset ? abortedFrom(partition, from) : [], records }
}

function abortedFrom(partition: Partition, offset: number): { producerId: bigint; firstOffset: bigint }[] {
  return partition.abortedFrom(offset).map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
}

// Where the log of the client left the log of the leader: the leader has no record at the offset
// before the fetch offset in the epoch that the client has read (KIP-595). 'unknown' means that the
// leader does not know the epoch.
function divergence(
  { log }: Partition,
  { fetchOffset, lastFetchedEpoch }: FetchedPartition
): FetchResponseEpochEndOffset | 'unknown' | undefined {
  if (lastFetchedEpoch < 0) return undefined
  const { epoch, endOffset } = log.epochs.endOf(lastFetchedEpoch, log.endOffset)
  if (epoch === absentValues.UNDEFINED_EPOCH) return 'unknown'
  return epoch < lastFetchedEpoch || endOffset < fetchOffset ? { epoch, endOffset } : undefined
}

function positions({
  partitionIndex,
  log,
  stableOffset
}: Partition): Omit<FetchResponsePartitionData, 'records'> & { partitionIndex: number } {
  return {
    partitionIndex,
    errorCode: errorCodes.NONE,
    highWatermark: BigInt(log.endOffset),
    lastStableOffset: BigInt(stableOffset),
    logStartOffset: BigInt(log.startOffset),
    abortedTransactions: null
  }
}

// Kafka gives an empty list of aborted transactions for partitions that it did not try to read, and
// null for all other refusals.
function refused(
  refusal: Refusal,
  wanted: FetchedPartition,
  context: RequestContext,
  abortedTransactions: readonly never[] | null = null
): FetchResponsePartitionData {
  const { topic, topicId, partition: partitionIndex } = wanted
  const hint = context.apiVersion >= HINTS_SINCE ? hintFor(refusal, { name: topic, topicId }, partitionIndex, context) : {}
  const highWatermark = specialOffsets.INVALID_HIGH_WATERMARK
  return { partitionIndex, errorCode: refusal.errorCode, highWatermark, abortedTransactions, records: EMPTY, ...hint }
}
