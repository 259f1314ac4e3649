import type { Decoded } from '../../protocol/api.ts'
import type { HeartbeatRequest } from '../../protocol/messages/heartbeat.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../protocol/messages/join-group.ts'
import type { LeaveGroupRequestMemberIdentity, LeaveGroupResponseMemberResponse } from '../../protocol/messages/leave-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../protocol/messages/sync-group.ts'

/** The client that sends a request to a group. */
export interface GroupClient {
  readonly clientId: string
  /** The address of the client as Kafka writes it, such as `/127.0.0.1`. */
  readonly clientHost: string
  readonly apiVersion: number
}

/** A group as members see it that use the classic protocol. */
export interface ClassicProtocol {
  join(message: Decoded<JoinGroupRequest>, client: GroupClient): JoinGroupResponse | Promise<JoinGroupResponse>
  sync(message: Decoded<SyncGroupRequest>): SyncGroupResponse | Promise<SyncGroupResponse>
  /** The error code of the answer to Heartbeat. */
  heartbeat(message: Decoded<HeartbeatRequest>): number
  leave(members: readonly Decoded<LeaveGroupRequestMemberIdentity>[]): LeaveGroupResponseMemberResponse[]
}
