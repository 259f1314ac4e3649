import { errorCodes } from '../../../protocol/codes/index.ts'
import { Heartbeat, type HeartbeatRequest, type HeartbeatResponse } from '../../../protocol/messages/heartbeat.ts'
import type { ApiHandler } from '../api-handler.ts'
import { checkReader } from './group-coordinator.ts'

/** The handler of Heartbeat. */
export const heartbeatHandler: ApiHandler<HeartbeatRequest, HeartbeatResponse> = {
  api: Heartbeat,
  advertised: { min: 0, max: 4 },
  served: { min: 0, max: 4 },
  answer(message, context) {
    const errorCode = checkReader(message.groupId, context)
    if (errorCode !== errorCodes.NONE) return { errorCode }
    const group = context.cluster.groups.find(message.groupId)?.classicProtocol
    return { errorCode: group?.heartbeat(message) ?? errorCodes.UNKNOWN_MEMBER_ID }
  }
}
