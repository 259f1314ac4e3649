import { errorCodes } from '../../../protocol/codes/index.ts'
import type { GroupMemberReference } from '../groups.ts'
import type { ConsumerMember } from './consumer-member.ts'

// Older versions of OffsetCommit have no member epoch.
const MEMBER_EPOCHS_SINCE = 9

/** Whether a commit comes from a client that is no member: it may commit in these cases. */
export function isOutsider({ memberId, groupInstanceId, epoch, isTransactional }: GroupMemberReference, isGroupEmpty: boolean): boolean {
  if (epoch >= 0) return false
  return isGroupEmpty || (isTransactional && memberId === '' && groupInstanceId === null)
}

/** The error code with which a commit of this member is refused as a whole; NONE if it is not. */
export function checkCommit(member: ConsumerMember | undefined, { epoch, isTransactional, apiVersion }: GroupMemberReference): number {
  if (member === undefined) return errorCodes.UNKNOWN_MEMBER_ID
  if (!isTransactional && apiVersion < MEMBER_EPOCHS_SINCE) return errorCodes.UNSUPPORTED_VERSION
  const isAllowed = isTransactional ? epoch === member.memberEpoch : epoch <= member.memberEpoch
  return isAllowed ? errorCodes.NONE : errorCodes.STALE_MEMBER_EPOCH
}

/**
 * The error code for one partition of such a commit. A member that does not know its new epoch yet
 * may commit partitions that it has had since the epoch that it knows (KIP-1251).
 */
export function checkPartitionCommit(member: ConsumerMember, epoch: number, topicId: string, partition: number): number {
  if (epoch === member.memberEpoch) return errorCodes.NONE
  const { assigned, pendingRevocation } = member
  const sinceEpoch = assigned.get(topicId)?.get(partition) ?? pendingRevocation.get(topicId)?.get(partition)
  return sinceEpoch !== undefined && sinceEpoch <= epoch ? errorCodes.NONE : errorCodes.STALE_MEMBER_EPOCH
}
