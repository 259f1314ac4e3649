import { absentValues } from 'kafkawire'
import type { TxnOffsetCommitRequest } from 'kafkawire/messages'
import type { Identity } from './coordinator.ts'

/** Where a consumer group is to go on reading. */
export interface Position {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** A member of a consumer group as its last JoinGroup or heartbeat has it: the group then refuses the offsets of one that is none any more (KIP-447). */
export interface GroupMember {
  readonly groupId: string
  /** The generation, or with the new protocol the member epoch. */
  readonly generationId?: number
  readonly memberId?: string
  readonly groupInstanceId?: string | null
}

/** The request that makes these positions a part of a transaction. */
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
