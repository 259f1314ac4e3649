import { absentValues, errorCodes } from '../../../protocol/codes/index.ts'
import type { GroupMemberReference } from '../groups.ts'
import type { ConsumerMember } from './consumer-member.ts'

// Older versions of OffsetCommit have no member epoch.
const MEMBER_EPOCHS_SINCE = 9

/** Whether a commit comes from a client that is no member: it may commit in these cases. */
export function isOutsider({ memberId, groupInstanceId, epoch, isTransactional }: GroupMemberReference, isGroupEmpty: boolean): boolean {
  if (epoch < 0 && isGroupEmpty) return true
  return isTransactional && epoch === absentValues.UNKNOWN_GENERATION_ID && memberId === '' && groupInstanceId === null
}

/** The error code with which a commit of this member is refused as a whole; NONE if it is not. */
export function checkCommit(member: ConsumerMember | undefined, { epoch, isTransactional, apiVersion }: GroupMemberReference): number {
  if (member === undefined) return errorCodes.UNKNOWN_MEMBER_ID
  if (!isTransactional && member.classic === undefined && apiVersion < MEMBER_EPOCHS_SINCE) return errorCodes.UNSUPPORTED_VERSION
  return epoch <= member.memberEpoch ? errorCodes.NONE : wrongEpoch(member)
}

/**
 * The error code for one partition of such a commit. A member that does not know its new epoch yet
 * may commit partitions that it has had since the epoch that it knows (KIP-1251).
 */
export function checkPartitionCommit(member: ConsumerMember, epoch: number, topicId: string, partition: number): number {
  if (epoch === member.memberEpoch) return errorCodes.NONE
  const { assigned, pendingRevocation } = member
  const sinceEpoch = assigned.get(topicId)?.get(partition) ?? pendingRevocation.get(topicId)?.get(partition)
  return sinceEpoch !== undefined && sinceEpoch <= epoch ? errorCodes.NONE : wrongEpoch(member)
}

/** The error code with which OffsetFetch of a member is refused; NONE if it is not. */
export function checkOffsetFetch(member: ConsumerMember | undefined, memberEpoch: number): number {
  if (member === undefined) return errorCodes.UNKNOWN_MEMBER_ID
  return member.memberEpoch === memberEpoch ? errorCodes.NONE : wrongEpoch(member)
}

// For a member of the classic protocol, its epoch is a generation.
function wrongEpoch({ classic }: ConsumerMember): number {
  return classic === undefined ? errorCodes.STALE_MEMBER_EPOCH : errorCodes.ILLEGAL_GENERATION
}
