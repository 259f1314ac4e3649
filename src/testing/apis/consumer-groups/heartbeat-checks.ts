import type { Decoded } from '../../../protocol/api.ts'
import { errorCodes, memberEpochs } from '../../../protocol/codes/index.ts'
import type { ConsumerGroupHeartbeatRequest } from '../../../protocol/messages/consumer-group-heartbeat.ts'
import { serverAssignors } from '../../groups/assignors/index.ts'
import { NOT_GIVEN } from '../../groups/consumer/consumer-member.ts'
import { type Refusal, refuse } from '../../storage/refusal.ts'

type Heartbeat = Decoded<ConsumerGroupHeartbeatRequest>

// Members make their ids themselves from this version on (KIP-1082).
const OWN_MEMBER_ID_SINCE = 1

/** Refuses a heartbeat that no group would accept, with the checks of Kafka in their order. */
export function checkHeartbeat(message: Heartbeat, apiVersion: number): Refusal | undefined {
  const { memberEpoch, memberId, groupId, instanceId, rackId, serverAssignor } = message
  const needsMemberId = apiVersion >= OWN_MEMBER_ID_SINCE || memberEpoch > 0 || memberEpoch === memberEpochs.LEAVE_GROUP
  if (needsMemberId && isBlank(memberId)) return invalid("MemberId can't be empty.")
  if (isBlank(groupId)) return invalid("GroupId can't be empty.")
  if (isBlank(instanceId)) return invalid("InstanceId can't be empty.")
  if (isBlank(rackId)) return invalid("RackId can't be empty.")
  if (memberEpoch === memberEpochs.JOIN_GROUP) {
    const problem = joinProblem(message)
    if (problem !== undefined) return invalid(problem)
  }
  if (memberEpoch === memberEpochs.LEAVE_GROUP_STATIC && instanceId === null) return invalid("InstanceId can't be null.")
  if (memberEpoch < memberEpochs.LEAVE_GROUP_STATIC) return invalid('MemberEpoch is invalid.')
  if (serverAssignor === null || serverAssignors.has(serverAssignor)) return undefined
  const names = [...serverAssignors.keys()].join(', ')
  return refuse(errorCodes.UNSUPPORTED_ASSIGNOR, `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${names}.`)
}

function joinProblem(message: Heartbeat): string | undefined {
  const { rebalanceTimeoutMs, topicPartitions, subscribedTopicNames, subscribedTopicRegex } = message
  if (rebalanceTimeoutMs === NOT_GIVEN) return 'RebalanceTimeoutMs must be provided in first request.'
  if (topicPartitions === null || topicPartitions.length > 0) return 'TopicPartitions must be empty when (re-)joining.'
  if (subscribedTopicNames !== null || subscribedTopicRegex !== null) return undefined
  return 'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.'
}

const isBlank = (text: string | null): boolean => text?.trim() === ''

const invalid = (problem: string): Refusal => refuse(errorCodes.INVALID_REQUEST, problem)
