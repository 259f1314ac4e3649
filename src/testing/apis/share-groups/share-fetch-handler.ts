import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes, sessionEpochs } from '../../../protocol/codes/index.ts'
import {
  ShareFetch,
  type ShareFetchRequest,
  type ShareFetchResponse,
  type ShareFetchResponsePartitionData
} from '../../../protocol/messages/share-fetch.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import { isTaken, type ShareSession } from '../../groups/share/share-sessions.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { endpointsOf, hintFor, type LeaderHint } from '../leadership.ts'
import { type AcknowledgedPartition, acknowledgeAll, endSession } from './acknowledged-partitions.ts'
import { type FetchedPartition, fetchAll, isAcquireMode } from './fetched-partitions.ts'
import { isMemberId } from './share-coordinator.ts'
import { hasAcknowledgements, sessionOf } from './share-fetch-session.ts'

/**
 * The handler of ShareFetch. It leaves out the limit of share sessions
 * (`group.share.max.share.sessions`). Partitions have no start offset of their own before they were
 * assigned, so a fetch without a heartbeat of the group is refused, as in Kafka.
 */
export const shareFetchHandler: ApiHandler<ShareFetchRequest, ShareFetchResponse> = {
  api: ShareFetch,
  advertised: { min: 1, max: 2 },
  served: { min: 1, max: 2 },
  answer(message, context) {
    const { groupId, memberId, isRenewAck } = message
    if (groupId === null || !isMemberId(memberId)) return refused(errorCodes.INVALID_REQUEST)
    if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return refused(errorCodes.GROUP_AUTHORIZATION_FAILED)
    if (isRenewAck && wantsRecords(message)) return refused(errorCodes.INVALID_REQUEST)
    const session = sessionOf(message, memberId, context)
    return typeof session === 'number' ? refused(session) : serve(message, memberId, session, context)
  }
}

type Request = Decoded<ShareFetchRequest>
type Row = ShareFetchResponsePartitionData & { readonly topicId: string }

const NO_LEADER = { leaderId: 0, leaderEpoch: 0 }

function refused(errorCode: number): ShareFetchResponse {
  return { errorCode, acquisitionLockTimeoutMs: 0, responses: [], nodeEndpoints: [] }
}

// A request that renews locks fetches nothing, because its answer must not be late (KIP-1222).
function wantsRecords({ maxWaitMs, minBytes, maxBytes, maxRecords }: Request): boolean {
  return maxWaitMs !== 0 || minBytes !== 0 || maxBytes !== 0 || maxRecords !== 0
}

async function serve(message: Request, memberId: string, session: ShareSession, context: RequestContext): Promise<ShareFetchResponse> {
  const { groupId, isRenewAck, shareSessionEpoch, shareAcquireMode, topics } = message
  const isFinal = shareSessionEpoch === sessionEpochs.FINAL
  // Kafka 4.4.0 answers so if it does not know the acquire mode.
  if (!isAcquireMode(shareAcquireMode)) return refused(errorCodes.UNKNOWN_SERVER_ERROR)
  const acknowledged = hasAcknowledgements(message) ? acknowledgeAll({ groupId: groupId ?? '', memberId, isRenewAck, topics }, context) : []
  if (isFinal) endSession(session, context)
  const fetched = isFinal || isRenewAck ? [] : await fetchAll(message, session, context)
  const isFirst = shareSessionEpoch === sessionEpochs.INITIAL
  return answered(
    rowsOf(
      fetched.filter(each => isTaken(each.of, each.acquired.length > 0, each.refusal !== undefined) || isFirst),
      acknowledged,
      context
    ),
    groupId ?? '',
    context
  )
}

// A partition that was fetched and acknowledged has one row.
function rowsOf(fetched: readonly FetchedPartition[], acknowledged: readonly AcknowledgedPartition[], context: RequestContext): Row[] {
  const rows = fetched.map(each => fetchedRow(each, context))
  const results = [...acknowledged]
  const merged = rows.map(row => {
    const index = results.findIndex(each => each.topicId === row.topicId && each.partitionIndex === row.partitionIndex)
    const [result] = index < 0 ? [] : results.splice(index, 1)
    return result === undefined ? row : { ...row, ...acknowledgedFields(result) }
  })
  const others = results.map(result => ({ ...emptyRow(result.topicId, result.partitionIndex), ...acknowledgedFields(result) }))
  return [...merged, ...others]
}

function emptyRow(topicId: string, partitionIndex: number): Row {
  const { NONE: errorCode } = errorCodes
  return {
    topicId,
    partitionIndex,
    errorCode,
    acknowledgeErrorCode: errorCode,
    currentLeader: NO_LEADER,
    records: EMPTY,
    acquiredRecords: []
  }
}

function fetchedRow({ of: { topicId, partitionIndex }, refusal, records, acquired }: FetchedPartition, context: RequestContext): Row {
  const row = emptyRow(topicId, partitionIndex)
  if (refusal !== undefined)
    return { ...row, errorCode: refusal.errorCode, ...hintFor(refusal, { topicId }, partitionIndex, context) } as Row
  const acquiredRecords = acquired.map(({ firstOffset, lastOffset, deliveryCount }) => {
    return { firstOffset: BigInt(firstOffset), lastOffset: BigInt(lastOffset), deliveryCount }
  })
  return { ...row, records, acquiredRecords }
}

function acknowledgedFields({
  errorCode,
  errorMessage
}: AcknowledgedPartition): Pick<Row, 'acknowledgeErrorCode' | 'acknowledgeErrorMessage'> {
  return { acknowledgeErrorCode: errorCode, acknowledgeErrorMessage: errorMessage }
}

function answered(rows: readonly Row[], groupId: string, context: RequestContext): ShareFetchResponse {
  const topicIds = [...new Set(rows.map(({ topicId }) => topicId))]
  const hints: LeaderHint[] = rows.filter(({ errorCode }) => errorCode === errorCodes.NOT_LEADER_OR_FOLLOWER)
  return {
    errorCode: errorCodes.NONE,
    acquisitionLockTimeoutMs: Number(context.cluster.configs.group(groupId, 'share.record.lock.duration.ms')),
    responses: topicIds.map(topicId => ({
      topicId,
      partitions: rows.filter(row => row.topicId === topicId).map(({ topicId: _, ...partition }) => partition)
    })),
    nodeEndpoints: endpointsOf(hints, context)
  }
}
