import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes, sessionEpochs } from '../../../protocol/codes/index.ts'
import {
  ShareAcknowledge,
  type ShareAcknowledgeRequest,
  type ShareAcknowledgeResponse
} from '../../../protocol/messages/share-acknowledge.ts'
import { advance, type ShareSession } from '../../groups/share/share-sessions.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { type AcknowledgedPartition, acknowledgeAll, endSession, RENEW_SINCE } from './acknowledged-partitions.ts'
import { isMemberId } from './share-coordinator.ts'

/** The handler of ShareAcknowledge. */
export const shareAcknowledgeHandler: ApiHandler<ShareAcknowledgeRequest, ShareAcknowledgeResponse> = {
  api: ShareAcknowledge,
  advertised: { min: 1, max: 2 },
  served: { min: 1, max: 2 },
  answer(message, context) {
    const { groupId, memberId, shareSessionEpoch, isRenewAck, topics } = message
    if (groupId === null || !isMemberId(memberId)) return refused(errorCodes.INVALID_REQUEST)
    if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)) return refused(errorCodes.GROUP_AUTHORIZATION_FAILED)
    const session = context.cluster.shareSessions.find(context.nodeId, groupId, memberId)
    const errorCode = checkEpoch(message, session)
    if (errorCode !== errorCodes.NONE) return refused(errorCode)
    const results = acknowledgeAll({ groupId, memberId, isRenewAck, topics }, context)
    if (shareSessionEpoch === sessionEpochs.FINAL && session !== undefined) endSession(session, context)
    return answered(results, groupId, context)
  }
}

const NO_LEADER = { leaderId: 0, leaderEpoch: 0 }

function refused(errorCode: number): ShareAcknowledgeResponse {
  return { errorCode, responses: [], nodeEndpoints: [] }
}

function checkEpoch({ shareSessionEpoch }: Decoded<ShareAcknowledgeRequest>, session: ShareSession | undefined): number {
  if (shareSessionEpoch === sessionEpochs.INITIAL) return errorCodes.INVALID_SHARE_SESSION_EPOCH
  if (session === undefined) return errorCodes.SHARE_SESSION_NOT_FOUND
  if (shareSessionEpoch === sessionEpochs.FINAL) return errorCodes.NONE
  if (shareSessionEpoch !== session.epoch) return errorCodes.INVALID_SHARE_SESSION_EPOCH
  advance(session)
  return errorCodes.NONE
}

function answered(
  results: readonly AcknowledgedPartition[],
  groupId: string,
  { apiVersion, cluster }: RequestContext
): ShareAcknowledgeResponse {
  const topicIds = [...new Set(results.map(({ topicId }) => topicId))]
  const acquisitionLockTimeoutMs = Number(cluster.configs.group(groupId, 'share.record.lock.duration.ms'))
  return {
    errorCode: errorCodes.NONE,
    ...(apiVersion >= RENEW_SINCE && { acquisitionLockTimeoutMs }),
    responses: topicIds.map(topicId => ({
      topicId,
      partitions: results
        .filter(each => each.topicId === topicId)
        .map(({ topicId: _, ...result }) => ({ ...result, currentLeader: NO_LEADER }))
    })),
    nodeEndpoints: []
  }
}
