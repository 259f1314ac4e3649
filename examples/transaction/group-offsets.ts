import { absentValues } from 'kafkawire'
import type { TxnOffsetCommitRequest } from 'kafkawire/messages'
import type { Identity } from './coordinator.ts'

/** The offset at which a consumer group continues to read a partition. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/**
 * A member of a consumer group, as in its last JoinGroup or heartbeat. With it, the group refuses
 * the offsets of a member that has left or was replaced (KIP-447).
 */
export interface GroupMember {
  readonly groupId: string
  /** The generation of the group, or the member epoch with the protocol of KIP-848. */
  readonly generationId?: number
  readonly memberId?: string
  readonly groupInstanceId?: string | null
}

/** Makes the request that commits these positions with a transaction. */
export function offsetsRequest(
  identity: Identity,
  { groupId, generationId = absentValues.UNKNOWN_GENERATION_ID, memberId = '', groupInstanceId = null }: GroupMember,
  positions: readonly Position[]
): TxnOffsetCommitRequest {
  const topics = new Map<string, { partitionIndex: number; committedOffset: bigint; committedMetadata: null }[]>()
  for (const { topic, partition: partitionIndex, offset: committedOffset } of positions) {
    topics.set(topic, [...(topics.get(topic) ?? []), { partitionIndex, committedOffset, committedMetadata: null }])
  }
  const member = { groupId, generationIdOrMemberEpoch: generationId, memberId, groupInstanceId }
  return { ...identity, ...member, topics: [...topics].map(([name, partitions]) => ({ name, partitions })) }
}
