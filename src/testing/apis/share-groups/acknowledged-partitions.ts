import { acknowledgeTypes, aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import type { AcknowledgementBatch } from '../../groups/share/acknowledgement.ts'
import { asShareGroup } from '../../groups/share/share-group.ts'
import type { SharePartition } from '../../groups/share/share-partition.ts'
import type { ShareSession } from '../../groups/share/share-sessions.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'

/** The acknowledgements of a request: those in ShareFetch and in ShareAcknowledge are alike. */
export interface Acknowledgements {
  readonly groupId: string
  readonly memberId: string
  /** Whether locks may be renewed (KIP-1222). */
  readonly isRenewAck: boolean
  readonly topics: readonly AcknowledgedTopic[]
}

interface AcknowledgedTopic {
  readonly topicId: string
  readonly partitions: readonly {
    readonly partitionIndex: number
    readonly acknowledgementBatches: readonly {
      readonly firstOffset: bigint
      readonly lastOffset: bigint
      readonly acknowledgeTypes: readonly number[]
    }[]
  }[]
}

/** What became of the acknowledgements of one partition. */
export interface AcknowledgedPartition {
  readonly topicId: string
  readonly partitionIndex: number
  readonly errorCode: number
  readonly errorMessage: string | null
}

/** The first version of ShareFetch and ShareAcknowledge that can renew locks. */
export const RENEW_SINCE = 2

/**
 * Acknowledges the records of each partition in a request. As in Kafka, partitions without batches
 * are answered only if another one has some.
 */
export function acknowledgeAll({ topics, ...request }: Acknowledgements, context: RequestContext): AcknowledgedPartition[] {
  const all = topics.flatMap(({ topicId, partitions }) =>
    partitions.map(({ partitionIndex, acknowledgementBatches }) => {
      const batches = acknowledgementBatches.map(({ firstOffset, lastOffset, acknowledgeTypes: types }) => {
        return { firstOffset: Number(firstOffset), lastOffset: Number(lastOffset), types }
      })
      const refusal = check(topicId, partitionIndex, batches, request, context)
      return { topicId, partitionIndex, batches, refusal }
    })
  )
  const hasBatches = all.some(({ batches, refusal }) => refusal === undefined && batches.length > 0)
  return all.flatMap(({ topicId, partitionIndex, batches, refusal }) => {
    if (refusal === undefined && batches.length === 0 && !hasBatches) return []
    const isDue = refusal === undefined && batches.length > 0
    const result = isDue ? acknowledge(topicId, partitionIndex, batches, request, context) : refusal
    return [{ topicId, partitionIndex, errorCode: result?.errorCode ?? errorCodes.NONE, errorMessage: result?.errorMessage || null }]
  })
}

/** Ends a share session: records of its partitions that the member has acquired are given back. */
export function endSession(session: ShareSession, { cluster, nodeId }: RequestContext): void {
  const { groupId, memberId } = session
  if (!cluster.shareSessions.close(nodeId, session)) return
  for (const { topicId, partitionIndex } of session.partitions.values()) {
    findState(groupId, topicId, partitionIndex, cluster)?.release(memberId)
  }
}

/** The state of a partition in a share group; undefined if there is none. */
export function findState(
  groupId: string,
  topicId: string,
  partitionIndex: number,
  { groups }: RequestContext['cluster']
): SharePartition | undefined {
  return asShareGroup(groups.find(groupId))?.partition(topicId, partitionIndex)
}

type Request = Omit<Acknowledgements, 'topics'>

function check(
  topicId: string,
  partitionIndex: number,
  batches: readonly AcknowledgementBatch[],
  { isRenewAck }: Request,
  context: RequestContext
): Refusal | undefined {
  const topic = context.cluster.topics.find({ topicId })
  if (isRefusal(topic)) return refuse(errorCodes.UNKNOWN_TOPIC_ID, '')
  if (!areValid(batches, isRenewAck && context.apiVersion >= RENEW_SINCE)) return refuse(errorCodes.INVALID_REQUEST, '')
  if (!context.isAllowed(aclOperations.READ, resourceTypes.TOPIC, topic.name)) return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, '')
  return topic.partitions[partitionIndex] === undefined ? refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, '') : undefined
}

function acknowledge(
  topicId: string,
  partitionIndex: number,
  batches: readonly AcknowledgementBatch[],
  { groupId, memberId }: Request,
  { cluster, nodeId }: RequestContext
): Refusal | undefined {
  const state = findState(groupId, topicId, partitionIndex, cluster)
  if (!state?.isLoaded || (state.leaderId !== nodeId && !cluster.sharesAddress))
    return refuse(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 'This server does not host this topic-partition.')
  const renews = batches.some(({ types }) => types.includes(acknowledgeTypes.RENEW))
  if (renews && cluster.configs.group(groupId, 'share.renew.acknowledge.enable') !== 'true')
    return refuse(errorCodes.INVALID_RECORD_STATE, 'Renewing acquisition locks is not enabled for the group.')
  return state.acknowledge(memberId, batches)
}

// Batches must come in order, each with one type for all its records or one for each.
function areValid(batches: readonly AcknowledgementBatch[], mayRenew: boolean): boolean {
  const largest = mayRenew ? acknowledgeTypes.RENEW : acknowledgeTypes.REJECT
  return batches.every(({ firstOffset, lastOffset, types }, index) => {
    const previous = batches[index - 1]?.lastOffset ?? -1
    if (firstOffset > lastOffset || firstOffset < previous) return false
    if (types.length !== 1 && types.length !== lastOffset - firstOffset + 1) return false
    return types.every(type => type >= acknowledgeTypes.GAP && type <= largest)
  })
}
