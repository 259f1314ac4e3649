import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, memberEpochs, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  ConsumerGroupHeartbeat,
  type ConsumerGroupHeartbeatRequest,
  type ConsumerGroupHeartbeatResponse
} from '../../../protocol/messages/consumer-group-heartbeat.ts'
import { asClassic } from '../../groups/classic/classic-group.ts'
import { CommittedOffsets } from '../../groups/committed-offsets.ts'
import { ConsumerGroup, isConsumerGroup } from '../../groups/consumer/consumer-group.ts'
import { heartbeat, leave } from '../../groups/consumer/member-heartbeat.ts'
import { listPartitions } from '../../groups/consumer/member-partitions.ts'
import { upgraded } from '../../groups/consumer/upgrade.ts'
import { isRefusal, type Refusal, refuse } from '../../storage/refusal.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { checkHeartbeat } from './heartbeat-checks.ts'

type Heartbeat = Decoded<ConsumerGroupHeartbeatRequest>

/**
 * The handler of ConsumerGroupHeartbeat, in all versions (KIP-848). A classic group of consumers
 * becomes a consumer group when a member joins, with its members. Nothing is left out.
 */
export const consumerGroupHeartbeatHandler: ApiHandler<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse> = {
  api: ConsumerGroupHeartbeat,
  advertised: { min: 0, max: 1 },
  served: { min: 0, max: 1 },
  answer(message, context) {
    const refusal = checkAllowed(message, context) ?? checkHeartbeat(message, context.apiVersion) ?? checkCoordinator(message, context)
    const answer = refusal ?? (message.memberEpoch < memberEpochs.JOIN_GROUP ? left(message, context) : joined(message, context))
    return isRefusal(answer) ? { memberEpoch: 0, heartbeatIntervalMs: 0, ...answer } : { errorCode: errorCodes.NONE, ...answer }
  }
}

type Success = Omit<ConsumerGroupHeartbeatResponse, 'errorCode'>

function joined(message: Heartbeat, context: RequestContext): Success | Refusal {
  const { cluster, clientId, clientHost } = context
  const group = groupFor(message, context)
  if (isRefusal(group)) return group
  const mayDescribe = (topic: string): boolean => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic)
  const result = heartbeat(group, message, { clientId, clientHost, mayDescribe })
  if (isRefusal(result)) return result
  if (cluster.groups.find(group.groupId) !== group) {
    cluster.groups.find(group.groupId)?.close()
    cluster.groups.put(group)
    for (const { memberId, classic } of group.members) if (classic !== undefined) group.renewSession(memberId)
  }
  const { member, assignment } = result
  return {
    memberId: member.memberId,
    memberEpoch: member.memberEpoch,
    heartbeatIntervalMs: Number(cluster.configs.group(group.groupId, 'consumer.heartbeat.interval.ms')),
    assignment: assignment && { topicPartitions: listPartitions(assignment) }
  }
}

function left(message: Heartbeat, { cluster }: RequestContext): Success | Refusal {
  const group = cluster.groups.find(message.groupId)
  if (group === undefined) return refuse(errorCodes.GROUP_ID_NOT_FOUND, `Group ${message.groupId} not found.`)
  if (!isConsumerGroup(group)) return otherKind(message.groupId)
  return leave(group, message) ?? { memberId: message.memberId, memberEpoch: message.memberEpoch, heartbeatIntervalMs: 0 }
}

// A new group is put among the groups only after the heartbeat was accepted.
function groupFor({ groupId, memberEpoch }: Heartbeat, { cluster }: RequestContext): ConsumerGroup | Refusal {
  const group = cluster.groups.find(groupId)
  const isJoining = memberEpoch === memberEpochs.JOIN_GROUP
  if (group === undefined) {
    if (!isJoining) return refuse(errorCodes.GROUP_ID_NOT_FOUND, `Consumer group ${groupId} not found.`)
    return new ConsumerGroup(groupId, new CommittedOffsets(), cluster)
  }
  if (isConsumerGroup(group)) return group
  const classic = asClassic(group)
  if (classic === undefined || !isJoining) return otherKind(groupId)
  return classic.isEmpty ? new ConsumerGroup(groupId, classic.offsets, cluster) : upgraded(classic, cluster)
}

function otherKind(groupId: string): Refusal {
  return refuse(errorCodes.GROUP_ID_NOT_FOUND, `Group ${groupId} is not a consumer group.`)
}

function checkAllowed({ groupId, subscribedTopicNames }: Heartbeat, context: RequestContext): Refusal | undefined {
  if (!context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId))
    return refuse(errorCodes.GROUP_AUTHORIZATION_FAILED, 'Group authorization failed.')
  const mayDescribe = (topic: string): boolean => context.isAllowed(aclOperations.DESCRIBE, resourceTypes.TOPIC, topic)
  if (subscribedTopicNames?.every(mayDescribe) ?? true) return undefined
  return refuse(errorCodes.TOPIC_AUTHORIZATION_FAILED, 'Topic authorization failed.')
}

function checkCoordinator({ groupId }: Heartbeat, { cluster, nodeId }: RequestContext): Refusal | undefined {
  if (cluster.coordinatorOf(groupId)?.nodeId === nodeId) return undefined
  return refuse(errorCodes.NOT_COORDINATOR, 'This is not the correct coordinator.')
}
