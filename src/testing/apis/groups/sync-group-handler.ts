import { errorCodes } from '../../../protocol/codes/index.ts'
import { SyncGroup, type SyncGroupRequest, type SyncGroupResponse } from '../../../protocol/messages/sync-group.ts'
import { EMPTY } from '../../../protocol/primitives/reader.ts'
import type { ApiHandler } from '../api-handler.ts'
import { checkReader } from './group-coordinator.ts'

/** The handler of SyncGroup. It answers when the leader has brought the assignment. */
export const syncGroupHandler: ApiHandler<SyncGroupRequest, SyncGroupResponse> = {
  api: SyncGroup,
  advertised: { min: 0, max: 5 },
  served: { min: 0, max: 5 },
  answer(message, context) {
    const { groupId, protocolType, protocolName } = message
    const isIncomplete = context.apiVersion >= PROTOCOL_SINCE && (protocolType === null || protocolName === null)
    const errorCode = isIncomplete ? errorCodes.INCONSISTENT_GROUP_PROTOCOL : checkReader(groupId, context)
    if (errorCode !== errorCodes.NONE) return { errorCode, assignment: EMPTY }
    const group = context.cluster.groups.find(groupId)?.classicProtocol
    return group?.sync(message) ?? { errorCode: errorCodes.UNKNOWN_MEMBER_ID, assignment: EMPTY }
  }
}

// The version since which the protocol type and name are mandatory (KIP-559).
const PROTOCOL_SINCE = 5
