import type { Cluster } from '../../index.ts'
import { decodeVersioned, encodeVersioned } from '../../protocol/message-codec.ts'
import { ConsumerProtocolAssignment } from '../../protocol/messages/consumer-protocol-assignment.ts'
import { ConsumerProtocolSubscription } from '../../protocol/messages/consumer-protocol-subscription.ts'
import type { JoinGroupResponseMember } from '../../protocol/messages/join-group.ts'
import { Metadata } from '../../protocol/messages/metadata.ts'
import type { SyncGroupRequestAssignment } from '../../protocol/messages/sync-group.ts'
import { assignByRange } from './divide-by-range.ts'

/** The type of groups whose members are consumers. */
export const CONSUMER_PROTOCOL = 'consumer'

/** The name of the assignor. */
export const RANGE = 'range'

const VERSION = 1 // what members of all versions read

/** The protocols of a member that reads one topic. */
export const protocolsOf = (topic: string): readonly { readonly name: string; readonly metadata: Uint8Array }[] => {
  const subscription = { topics: [topic], userData: null, ownedPartitions: [] }
  return [{ name: RANGE, metadata: encodeVersioned(ConsumerProtocolSubscription, VERSION, subscription) }]
}

/** What the leader of a group tells its coordinator: the partitions of all members. */
export async function assignmentsOf(
  cluster: Cluster,
  members: readonly JoinGroupResponseMember[],
  signal: AbortSignal
): Promise<SyncGroupRequestAssignment[]> {
  const subscribers = members.map(({ memberId, groupInstanceId, metadata }) => ({
    memberId,
    instanceId: groupInstanceId ?? null,
    topics: decodeVersioned(ConsumerProtocolSubscription, metadata).message.topics
  }))
  const names = [...new Set(subscribers.flatMap(({ topics }) => topics))]
  const request = { topics: names.map(name => ({ name })), allowAutoTopicCreation: false }
  const { topics } = await cluster.send(Metadata, request, { signal })
  const counts = new Map(topics.map(({ name, partitions }) => [name ?? '', partitions.length]))
  return [...assignByRange(subscribers, counts)].map(([memberId, assigned]) => {
    const assignedPartitions = [...assigned].map(([topic, partitions]) => ({ topic, partitions }))
    return { memberId, assignment: encodeVersioned(ConsumerProtocolAssignment, VERSION, { assignedPartitions, userData: null }) }
  })
}

/** The partitions of a topic in an assignment. */
export function readPartitions(assignment: Uint8Array, topic: string): readonly number[] {
  if (assignment.length === 0) return []
  const { assignedPartitions } = decodeVersioned(ConsumerProtocolAssignment, assignment).message
  return assignedPartitions.filter(each => each.topic === topic).flatMap(({ partitions }) => partitions)
}
