import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes, sessionEpochs } from '../../../protocol/codes/index.ts'
import type { ShareFetchRequest } from '../../../protocol/messages/share-fetch.ts'
import { asShareGroup } from '../../groups/share/share-group.ts'
import { advance, partitionKey, type ShareSession } from '../../groups/share/share-sessions.ts'
import { isRefusal } from '../../storage/refusal.ts'
import type { RequestContext } from '../api-handler.ts'
import { endSession } from './acknowledged-partitions.ts'

type Request = Decoded<ShareFetchRequest>

/** Whether a ShareFetch acknowledges records too. */
export function hasAcknowledgements({ topics }: Request): boolean {
  return topics.some(({ partitions }) => partitions.some(({ acknowledgementBatches }) => acknowledgementBatches.length > 0))
}

/**
 * The share session of a ShareFetch, which is opened or changed as the request wants, or an error
 * code.
 */
export function sessionOf(message: Request, memberId: string, context: RequestContext): ShareSession | number {
  const { groupId, shareSessionEpoch } = message
  const { cluster, nodeId } = context
  if (shareSessionEpoch === sessionEpochs.INITIAL) {
    if (hasAcknowledgements(message)) return errorCodes.INVALID_REQUEST
    return open(message, memberId, context)
  }
  const session = cluster.shareSessions.find(nodeId, groupId ?? '', memberId)
  if (session === undefined) return errorCodes.SHARE_SESSION_NOT_FOUND
  if (shareSessionEpoch === sessionEpochs.FINAL) return session
  if (shareSessionEpoch !== session.epoch) return errorCodes.INVALID_SHARE_SESSION_EPOCH
  advance(session)
  change(session, message, context)
  return session
}

function open(message: Request, memberId: string, context: RequestContext): ShareSession {
  const { cluster, nodeId, connectionEnd } = context
  const session = cluster.shareSessions.open(nodeId, message.groupId ?? '', memberId, connectionEnd)
  change(session, message, context)
  void connectionEnd.then(() => endWithConnection(session, context))
  return session
}

function change({ partitions }: ShareSession, { topics, forgottenTopicsData }: Request, { cluster }: RequestContext): void {
  for (const { topicId, partitions: added } of topics) {
    const isKnown = !isRefusal(cluster.topics.find({ topicId }))
    for (const { partitionIndex } of added) {
      const key = partitionKey(topicId, partitionIndex)
      if (!partitions.has(key)) partitions.set(key, { topicId, partitionIndex, isKnown, isDue: true })
    }
  }
  for (const { topicId, partitions: forgotten } of forgottenTopicsData) {
    for (const partitionIndex of forgotten) partitions.delete(partitionKey(topicId, partitionIndex))
  }
}

// When the last member of a group has disconnected, the broker forgets what it did not write.
function endWithConnection(session: ShareSession, context: RequestContext): void {
  const { cluster, nodeId } = context
  const { groupId } = session
  if (cluster.isClosed) return
  endSession(session, context)
  const group = asShareGroup(cluster.groups.find(groupId))
  if (group === undefined || cluster.shareSessions.has(nodeId, groupId)) return
  for (const state of group.allPartitions()) if (cluster.sharesAddress || state.leaderId === nodeId) state.unload()
}
