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
import { OFFSETS_TOPIC, offsetsPartitionOf } from '../../transactions/offsets-topic.ts'
import { verifyWrite } from '../../transactions/write-verification.ts'
import type { ApiHandler, RequestContext } from '../api-handler.ts'
import { type CommitRules, commitPartitions, MAX_METADATA_LENGTH } from '../groups/commit-partitions.ts'
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
      commit: (group, topic, partition) => commit(group, message, topic, partition, context)
    }
    return { topics: commitPartitions(message.topics, rules, context) }
  }
}

// The versions that know TRANSACTION_ABORTABLE, and that add the group (KIP-890).
const ABORTABLE_SINCE = 4
const IMPLICIT_SINCE = 5

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
  if (found === undefined && epoch >= 0) return errorCodes.ILLEGAL_GENERATION
  const group = found ?? new ClassicGroup(groupId, cluster.clock)
  cluster.groups.put(group)
  const errorCode = group.checkMember(memberOf(message, context))
  return errorCode === errorCodes.NONE ? group : known(errorCode)
}

function commit(group: Group, message: Message, name: string, partition: Partition, context: RequestContext): number {
  const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata } = partition
  const errorCode = group.checkPartition?.(memberOf(message, context), name, partitionIndex) ?? errorCodes.NONE
  if (errorCode !== errorCodes.NONE) return known(errorCode)
  const metadata = committedMetadata ?? ''
  if (metadata.length > MAX_METADATA_LENGTH) return errorCodes.OFFSET_METADATA_TOO_LARGE
  const committed = { offset: committedOffset, leaderEpoch: committedLeaderEpoch, metadata, timestampMs: context.cluster.clock.timeMs }
  group.offsets.commitPending(message.producerId, name, partitionIndex, committed)
  return errorCodes.NONE
}

function memberOf(message: Message, { apiVersion }: RequestContext): GroupMemberReference {
  const { memberId, groupInstanceId, generationIdOrMemberEpoch: epoch } = message
  return { memberId, groupInstanceId, epoch, isTransactional: true, apiVersion }
}

// Clients of this API know generations only, not member epochs.
const known = (errorCode: number): number => (errorCode === errorCodes.STALE_MEMBER_EPOCH ? errorCodes.ILLEGAL_GENERATION : errorCode)
