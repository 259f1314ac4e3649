import { describe, expect, test } from 'vitest'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ConsumerGroupHeartbeat,
  DeleteGroups,
  DescribeGroups,
  EndTxn,
  Fetch,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  OffsetCommit,
  OffsetFetch,
  ShareGroupHeartbeat,
  SyncGroup,
  TxnOffsetCommit
} from '../../../../src/messages.ts'
import { aclOperations, errorCodes, resourceTypes } from '../../../../src/protocol/codes/index.ts'
import { acl, add, as, startSecured } from './secured.ts'

const { GROUP_AUTHORIZATION_FAILED, TOPIC_AUTHORIZATION_FAILED, TRANSACTIONAL_ID_AUTHORIZATION_FAILED } = errorCodes
const GROUP = { resourceType: resourceTypes.GROUP, resourceName: 'g', operation: aclOperations.READ }
const TRANSACTION = { resourceType: resourceTypes.TRANSACTIONAL_ID, resourceName: 'x', operation: aclOperations.WRITE }
const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: '' }] }]
const commit = { groupId: 'g', topics }
const transaction = { transactionalId: 'x', producerId: 1n, producerEpoch: 0 }
const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }]
const joining = { groupId: 'g', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, memberId: '', protocolType: 'consumer', protocols }
const member = { groupId: 'g', memberId: 'm', generationId: 1 }
const beat = { groupId: 'g', memberId: 'm', memberEpoch: 0, rebalanceTimeoutMs: 10_000, subscribedTopicNames: ['t'], topicPartitions: [] }

/** All error codes in an answer, at any depth, those that say nothing aside. */
function errorsIn(answer: unknown): number[] {
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer)) return []
  const inner = Object.values(answer).flatMap(errorsIn)
  const { partitionErrorCode = errorCodes.NONE, errorCode = partitionErrorCode } = answer as Readonly<Record<string, number>>
  return errorCode === errorCodes.NONE ? inner : [errorCode, ...inner]
}

describe('a user without any ACL', () => {
  test.each([
    ['OffsetCommit', OffsetCommit, 8, commit, GROUP_AUTHORIZATION_FAILED],
    ['OffsetFetch', OffsetFetch, 7, { groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] }, GROUP_AUTHORIZATION_FAILED],
    ['JoinGroup', JoinGroup, 9, joining, GROUP_AUTHORIZATION_FAILED],
    ['SyncGroup', SyncGroup, 5, { ...member, protocolType: 'consumer', protocolName: 'range' }, GROUP_AUTHORIZATION_FAILED],
    ['Heartbeat', Heartbeat, 4, member, GROUP_AUTHORIZATION_FAILED],
    ['LeaveGroup', LeaveGroup, 5, { groupId: 'g', members: [{ memberId: 'm' }] }, GROUP_AUTHORIZATION_FAILED],
    ['DescribeGroups', DescribeGroups, 5, { groups: ['g'] }, GROUP_AUTHORIZATION_FAILED],
    ['DeleteGroups', DeleteGroups, 2, { groupsNames: ['g'] }, GROUP_AUTHORIZATION_FAILED],
    ['ConsumerGroupHeartbeat', ConsumerGroupHeartbeat, 1, beat, GROUP_AUTHORIZATION_FAILED],
    [
      'ShareGroupHeartbeat',
      ShareGroupHeartbeat,
      1,
      { groupId: 'g', memberId: 'm', memberEpoch: 0, subscribedTopicNames: ['t'] },
      GROUP_AUTHORIZATION_FAILED
    ],
    [
      'Fetch',
      Fetch,
      12,
      { maxWaitMs: 0, minBytes: 0, topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 100 }] }] },
      TOPIC_AUTHORIZATION_FAILED
    ],
    [
      'AddPartitionsToTxn',
      AddPartitionsToTxn,
      3,
      {
        v3AndBelowTransactionalId: 'x',
        v3AndBelowProducerId: 1n,
        v3AndBelowProducerEpoch: 0,
        v3AndBelowTopics: [{ name: 't', partitions: [0] }]
      },
      TRANSACTIONAL_ID_AUTHORIZATION_FAILED
    ],
    ['AddOffsetsToTxn', AddOffsetsToTxn, 3, { ...transaction, groupId: 'g' }, TRANSACTIONAL_ID_AUTHORIZATION_FAILED],
    ['EndTxn', EndTxn, 3, { ...transaction, committed: true }, TRANSACTIONAL_ID_AUTHORIZATION_FAILED],
    ['TxnOffsetCommit', TxnOffsetCommit, 3, { ...transaction, ...commit }, TRANSACTIONAL_ID_AUTHORIZATION_FAILED]
  ] as const)('a user without any ACL is refused by %s', async (_, api, version, request, errorCode) => {
    await using kafka = await startSecured()
    using alice = await as(kafka, 'alice')
    const answer = await alice.call(api as typeof Heartbeat, version, request as never)
    expect([...new Set(errorsIn(answer))]).toEqual([errorCode])
  })
})

describe('a user who may read the group and not the topic', () => {
  test.each([
    ['OffsetCommit', OffsetCommit, 8, commit],
    ['TxnOffsetCommit', TxnOffsetCommit, 3, { ...transaction, ...commit }]
  ] as const)('a user who may read the group and not the topic is refused by %s', async (_, api, version, request) => {
    await using kafka = await startSecured()
    await add(kafka, acl(GROUP), acl(TRANSACTION))
    using alice = await as(kafka, 'alice')
    const answer = await alice.call(api as typeof OffsetCommit, version, request as never)
    expect(errorsIn(answer)).toEqual([TOPIC_AUTHORIZATION_FAILED])
  })
})
