import type { Decoded } from '../../../protocol/api.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../protocol/codes/index.ts'
import {
  TxnOffsetCommit,
  type TxnOffsetCommitRequest,
  type TxnOffsetCommitRequestPartition,
  type TxnOffsetCommitResponse
} from '../../../protocol/messages/txn-offset-commit.ts'
import { ClassicGroup } from '../../groups/classic/classic-group.ts'
import type { Group, GroupMemberReference } from '../../groups/groups.ts'
import { OFFSETS_TOPIC } from '../../storage/internal-topics.ts'
import { offsetsPartitionOf } from '../../transactions/offsets-topic.ts'
import { verifyWrite } from '../../transactions/write-verification.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { type CommitRules, commitPartitions } from '../groups/commit-partitions.ts'
import { checkWriter } from './transactional-request.ts'

type Message = Decoded<TxnOffsetCommitRequest>
type Partition = Decoded<TxnOffsetCommitRequestPartition>

/**
 * The handler of TxnOffsetCommit. The offsets are pending until the transaction ends. From version
 * 5 on, the request itself adds the group to the transaction (KIP-890).
 */
export const txnOffsetCommitHandler: ApiHandler<TxnOffsetCommitRequest, TxnOffsetCommitResponse> = {
  api: TxnOffsetCommit,
  advertised: { min: 0, max: 6 },
  served: { min: 0, max: 6 },
  answer(message, context) {
    const rules: CommitRules<Partition> = {
      clientError: checkClient(message, context),
      findGroup: () => findGroup(message, context),
      check: (group, topic, partitionIndex) =>
        knownError(group.checkPartition?.(memberOf(message, context), topic, partitionIndex) ?? errorCodes.NONE, context.apiVersion),
      commit: (group, topic, partition) => commit(group, message, topic, partition, context)
    }
    return { topics: commitPartitions(message.topics, rules, context) }
  }
}

// The versions that know TRANSACTION_ABORTABLE, that add the group (KIP-890), and that have member
// epochs.
const ABORTABLE_SINCE = 4
const IMPLICIT_SINCE = 5
const MEMBER_EPOCHS_SINCE = 6

function checkClient({ transactionalId, groupId }: Message, context: RequestContext): number {
  const errorCode = checkWriter(transactionalId, context)
  if (errorCode !== errorCodes.NONE) return errorCode
  const mayRead = context.isAllowed(aclOperations.READ, resourceTypes.GROUP, groupId)
  return mayRead ? errorCodes.NONE : errorCodes.GROUP_AUTHORIZATION_FAILED
}

/** The group that accepts the commit, or the error code with which the commit is refused. */
function findGroup(message: Message, context: RequestContext): Group | number {
  const { transactionalId, groupId, generationIdOrMemberEpoch: epoch, producerId, producerEpoch } = message
  const { cluster, apiVersion, nodeId } = context
  if (groupId === '') return errorCodes.INVALID_GROUP_ID
  if (cluster.coordinatorOf(groupId)?.nodeId !== nodeId) return errorCodes.NOT_COORDINATOR
  const refusal = verifyWrite(cluster.transactions, {
    transactionalId,
    producer: { producerId, producerEpoch },
    topic: OFFSETS_TOPIC,
    partitionIndex: offsetsPartitionOf(groupId),
    support: apiVersion >= IMPLICIT_SINCE ? 'implicit' : apiVersion >= ABORTABLE_SINCE ? 'abortable' : 'nothing'
  })
  if (refusal !== undefined) return refusal.errorCode
  const found = cluster.groups.find(groupId)
  // A commit of a client that is no member creates a group.
  if (found === undefined && epoch >= 0) return knownError(errorCodes.GROUP_ID_NOT_FOUND, apiVersion)
  const group = found ?? new ClassicGroup(groupId, cluster.clock)
  cluster.groups.put(group)
  const errorCode = group.checkMember(memberOf(message, context))
  return errorCode === errorCodes.NONE ? group : knownError(errorCode, apiVersion)
}

function commit(group: Group, { producerId }: Message, name: string, partition: Partition, { cluster }: RequestContext): void {
  const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } = partition
  const metadata = committedMetadata ?? ''
  const committed = { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata, timestampMs: cluster.clock.timeMs }
  group.offsets.commitPending(producerId, name, partitionIndex, committed)
}

function memberOf(message: Message, { apiVersion }: RequestContext): GroupMemberReference {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: epoch } = message
  return { memberId, groupInstanceId, epoch, isTransactional: true, apiVersion }
}

// Older versions know generations only: no member epochs, and no error for a group that is not
// there.
function knownError(errorCode: number, apiVersion: number): number {
  const isNew = errorCode === errorCodes.STALE_MEMBER_EPOCH || errorCode === errorCodes.GROUP_ID_NOT_FOUND
  return isNew && apiVersion < MEMBER_EPOCHS_SINCE ? errorCodes.ILLEGAL_GENERATION : errorCode
}
