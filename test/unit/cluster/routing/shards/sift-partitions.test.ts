import { describe, expect, test } from 'vitest'
import { deleteRecordsShards } from '../../../../../src/cluster/routing/shards/partitions/delete-records.ts'
import { fetchShards } from '../../../../../src/cluster/routing/shards/partitions/fetch.ts'
import { listOffsetsShards } from '../../../../../src/cluster/routing/shards/partitions/list-offsets.ts'
import { offsetForLeaderEpochShards } from '../../../../../src/cluster/routing/shards/partitions/offset-for-leader-epoch.ts'
import { produceShards } from '../../../../../src/cluster/routing/shards/partitions/produce.ts'
import { shareAcknowledgeShards } from '../../../../../src/cluster/routing/shards/partitions/share-acknowledge.ts'
import { shareFetchShards } from '../../../../../src/cluster/routing/shards/partitions/share-fetch.ts'
import {
  absentValues,
  acks,
  errorCodes,
  replicaIds,
  sessionEpochs,
  specialOffsets,
  specialTimestamps
} from '../../../../../src/protocol/codes/index.ts'
import { DeleteRecords } from '../../../../../src/protocol/messages/delete-records.ts'
import { Fetch, type FetchRequest } from '../../../../../src/protocol/messages/fetch.ts'
import { ListOffsets } from '../../../../../src/protocol/messages/list-offsets.ts'
import { OffsetForLeaderEpoch } from '../../../../../src/protocol/messages/offset-for-leader-epoch.ts'
import { Produce, type ProduceRequest } from '../../../../../src/protocol/messages/produce.ts'
import { ShareAcknowledge } from '../../../../../src/protocol/messages/share-acknowledge.ts'
import { ShareFetch, type ShareFetchRequest } from '../../../../../src/protocol/messages/share-fetch.ts'
import { batchOf } from '../../../../support/vectors/records.ts'
import { decoded } from './fixed-map.ts'

const A = 'AAAAAAAAAAAAAAAAAAAAAQ'
const plain = batchOf(['v'])
const idempotent = batchOf(['v'], { producerId: 7n, producerEpoch: 0, baseSequence: 0 })

const produceOf = (records: Uint8Array, ...indexes: number[]): ProduceRequest => ({
  acks: acks.ALL,
  timeoutMs: 100,
  topicData: [{ name: 'a', partitionData: indexes.map(index => ({ index, records })) }]
})
const produced = (...codes: [index: number, errorCode: number, baseOffset?: bigint][]) =>
  decoded(Produce, 12, {
    responses: [
      {
        name: 'a',
        partitionResponses: codes.map(([index, errorCode, baseOffset = errorCode === 0 ? 1n : specialOffsets.INVALID_OFFSET]) => ({
          index,
          errorCode,
          baseOffset
        }))
      }
    ]
  })

describe('an answer of a leader', () => {
  test('an answer without a healable code is final', () => {
    expect(produceShards.sift?.(produceOf(plain, 0, 1), produced([0, 0], [1, errorCodes.MESSAGE_TOO_LARGE]))).toBeUndefined()
  })

  test.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
    ['LEADER_NOT_AVAILABLE', errorCodes.LEADER_NOT_AVAILABLE],
    ['NOT_LEADER_OR_FOLLOWER', errorCodes.NOT_LEADER_OR_FOLLOWER],
    ['REPLICA_NOT_AVAILABLE', errorCodes.REPLICA_NOT_AVAILABLE],
    ['NOT_ENOUGH_REPLICAS', errorCodes.NOT_ENOUGH_REPLICAS],
    ['LISTENER_NOT_FOUND', errorCodes.LISTENER_NOT_FOUND],
    ['FENCED_LEADER_EPOCH', errorCodes.FENCED_LEADER_EPOCH],
    ['UNKNOWN_LEADER_EPOCH', errorCodes.UNKNOWN_LEADER_EPOCH],
    ['OFFSET_NOT_AVAILABLE', errorCodes.OFFSET_NOT_AVAILABLE],
    ['UNKNOWN_TOPIC_ID', errorCodes.UNKNOWN_TOPIC_ID],
    ['INCONSISTENT_TOPIC_ID', errorCodes.INCONSISTENT_TOPIC_ID]
  ] as const)('partitions with code %s are sent again, and the others are final', (_name, code) => {
    expect(produceShards.sift?.(produceOf(plain, 0, 1, 2), produced([0, 0], [1, code], [2, errorCodes.MESSAGE_TOO_LARGE]))).toEqual({
      again: produceOf(plain, 1),
      settled: { request: produceOf(plain, 0, 2), response: produced([0, 0], [2, errorCodes.MESSAGE_TOO_LARGE]) },
      codes: [code],
      hints: [],
      mayBeDone: false
    })
  })

  test.each([
    ['UNKNOWN_TOPIC_OR_PARTITION', errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
    ['LEADER_NOT_AVAILABLE', errorCodes.LEADER_NOT_AVAILABLE],
    ['NOT_LEADER_OR_FOLLOWER', errorCodes.NOT_LEADER_OR_FOLLOWER],
    ['REQUEST_TIMED_OUT', errorCodes.REQUEST_TIMED_OUT],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND],
    ['KAFKA_STORAGE_ERROR', errorCodes.KAFKA_STORAGE_ERROR]
  ] as const)('after code %s with the offset of an appended batch, only idempotent batches are sent again', (_name, code) => {
    const answer = produced([0, code, 12n])
    expect(produceShards.sift?.(produceOf(plain, 0), answer)?.again).toBeUndefined()
    expect(produceShards.sift?.(produceOf(idempotent, 0), answer)).toMatchObject({ again: produceOf(idempotent, 0), mayBeDone: true })
  })

  test('after OUT_OF_ORDER_SEQUENCE_NUMBER a batch is not sent again if no earlier one was in flight', () => {
    const sifted = produceShards.sift?.(produceOf(idempotent, 0), produced([0, errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER]), {
      wasBehind: false
    })
    expect(sifted).toMatchObject({ again: undefined, codes: [errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER] })
  })

  test.each([
    ['REQUEST_TIMED_OUT', errorCodes.REQUEST_TIMED_OUT],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND],
    ['KAFKA_STORAGE_ERROR', errorCodes.KAFKA_STORAGE_ERROR]
  ] as const)('after code %s only idempotent batches are sent again', (_name, code) => {
    const request = produceOf(idempotent, 0)
    expect(produceShards.sift?.(request, produced([0, code]))).toMatchObject({
      again: request,
      settled: undefined,
      codes: [code],
      hints: []
    })
    const once = { request: produceOf(plain, 0), response: produced([0, code]) }
    expect(produceShards.sift?.(once.request, once.response)).toEqual({ again: undefined, settled: once, codes: [code], hints: [] })
  })

  test('an answer in which all partitions failed has each code once, and the request is sent again without a copy', () => {
    const request = produceOf(plain, 0, 1, 2)
    const sifted = produceShards.sift?.(
      request,
      produced([0, errorCodes.NOT_LEADER_OR_FOLLOWER], [1, errorCodes.NOT_LEADER_OR_FOLLOWER], [2, errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
    )
    expect(sifted?.codes).toEqual([errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
    expect(sifted?.again).toBe(request)
  })

  test('a partition that the answer leaves out is settled without an answer', () => {
    const { again, settled } = produceShards.sift?.(produceOf(plain, 0, 1), produced([0, errorCodes.NOT_LEADER_OR_FOLLOWER])) ?? {}
    expect({ again, settled }).toEqual({
      again: produceOf(plain, 0),
      settled: { request: produceOf(plain, 1), response: decoded(Produce, 12, { responses: [] }) }
    })
  })

  test('an answer with new leaders has them as hints (KIP-951)', () => {
    const brokers = [{ nodeId: 4, host: 'broker-4', port: 9092, rack: 'r' }]
    const leads = {
      index: 1,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      baseOffset: specialOffsets.INVALID_OFFSET,
      currentLeader: { leaderId: 4, leaderEpoch: 12 }
    }
    const knowsNot = {
      index: 2,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      baseOffset: specialOffsets.INVALID_OFFSET,
      currentLeader: { leaderId: absentValues.NO_LEADER_ID, leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH }
    }
    const response = decoded(Produce, 13, { responses: [{ topicId: A, partitionResponses: [leads, knowsNot] }], nodeEndpoints: brokers })
    const request = { ...produceOf(plain), topicData: [{ topicId: A, partitionData: [1, 2].map(index => ({ index, records: plain })) }] }
    expect(produceShards.sift?.(request, response)?.hints).toEqual([
      { topic: expect.objectContaining({ topicId: A }), partitionIndex: 1, leaderId: 4, leaderEpoch: 12, brokers }
    ])
  })

  test('a partition that was not in the request is not sent again', () => {
    const answer = { request: produceOf(plain, 0), response: produced([0, 0], [5, errorCodes.NOT_LEADER_OR_FOLLOWER]) }
    expect(produceShards.sift?.(answer.request, answer.response)).toMatchObject({ again: undefined, settled: answer })
    const nothing = { request: produceOf(plain), response: produced([5, errorCodes.NOT_LEADER_OR_FOLLOWER]) }
    expect(produceShards.sift?.(nothing.request, nothing.response)).toMatchObject({ again: undefined, settled: nothing })
  })

  test('DeleteRecords is sent again, and the deletion may have been done', () => {
    const upTo = (offset: bigint) => ({ timeoutMs: 1, topics: [{ name: 'a', partitions: [{ partitionIndex: 0, offset }] }] })
    const request = upTo(12n)
    const failed = (errorCode: number) =>
      decoded(DeleteRecords, 2, {
        throttleTimeMs: 0,
        topics: [{ name: 'a', partitions: [{ partitionIndex: 0, lowWatermark: -1n, errorCode }] }]
      })
    expect(deleteRecordsShards.sift?.(request, failed(errorCodes.KAFKA_STORAGE_ERROR))).toBeUndefined()
    expect(deleteRecordsShards.sift?.(request, failed(errorCodes.NOT_LEADER_OR_FOLLOWER))).toMatchObject({
      again: request,
      mayBeDone: true
    })
    expect(deleteRecordsShards.sift?.(upTo(-1n), failed(errorCodes.NOT_LEADER_OR_FOLLOWER))).toMatchObject({
      again: upTo(-1n),
      mayBeDone: true
    })
  })
})

describe('FENCED_LEADER_EPOCH', () => {
  const askedFor = (currentLeaderEpoch?: number) => ({
    replicaId: replicaIds.CONSUMER,
    topics: [{ name: 'a', partitions: [{ partitionIndex: 0, timestamp: specialTimestamps.LATEST, currentLeaderEpoch }] }]
  })
  const fenced = decoded(ListOffsets, 9, {
    topics: [{ name: 'a', partitions: [{ partitionIndex: 0, errorCode: errorCodes.FENCED_LEADER_EPOCH }] }]
  })

  test('FENCED_LEADER_EPOCH is final if the caller gave an epoch, and its code is still reported', () => {
    const request = askedFor(3)
    expect(listOffsetsShards.sift?.(request, fenced)).toEqual({
      again: undefined,
      settled: { request, response: fenced },
      codes: [errorCodes.FENCED_LEADER_EPOCH],
      hints: []
    })
  })

  test('FENCED_LEADER_EPOCH is final for Fetch and OffsetForLeaderEpoch if the caller gave an epoch', () => {
    const partition = (currentLeaderEpoch: number) => ({ partition: 0, currentLeaderEpoch, fetchOffset: 0n, partitionMaxBytes: 9 })
    const fetch = (epoch: number): FetchRequest => ({ maxWaitMs: 5, minBytes: 1, topics: [{ topic: 'a', partitions: [partition(epoch)] }] })
    const refused = {
      partitionIndex: 0,
      errorCode: errorCodes.FENCED_LEADER_EPOCH,
      highWatermark: specialOffsets.INVALID_HIGH_WATERMARK,
      records: null
    }
    const unfetched = decoded(Fetch, 12, { responses: [{ topic: 'a', partitions: [refused] }] })
    expect(fetchShards.sift?.(fetch(0), unfetched)?.again).toBeUndefined()
    expect(fetchShards.sift?.(fetch(-1), unfetched)?.again).toEqual(fetch(-1))
    const end = (currentLeaderEpoch: number) => ({
      topics: [{ topic: 'a', partitions: [{ partition: 0, currentLeaderEpoch, leaderEpoch: 1 }] }]
    })
    const unknown = decoded(OffsetForLeaderEpoch, 4, {
      topics: [{ topic: 'a', partitions: [{ partition: 0, errorCode: errorCodes.FENCED_LEADER_EPOCH }] }]
    })
    expect(offsetForLeaderEpochShards.sift?.(end(0), unknown)?.again).toBeUndefined()
    expect(offsetForLeaderEpochShards.sift?.(end(-1), unknown)?.again).toEqual(end(-1))
  })

  test('FENCED_LEADER_EPOCH is sent again if the caller gave no epoch, and UNKNOWN_LEADER_EPOCH always', () => {
    const request = askedFor()
    expect(listOffsetsShards.sift?.(request, fenced)?.again).toBe(request)
    const unheard = decoded(ListOffsets, 9, {
      topics: [{ name: 'a', partitions: [{ partitionIndex: 0, errorCode: errorCodes.UNKNOWN_LEADER_EPOCH }] }]
    })
    expect(listOffsetsShards.sift?.(askedFor(3), unheard)?.again).toEqual(askedFor(3))
  })
})

describe('an answer within a session', () => {
  test('an answer within a fetch session is final, and its codes and hints are still reported', () => {
    const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 9 }
    const request: FetchRequest = {
      maxWaitMs: 5,
      minBytes: 1,
      sessionId: 5,
      sessionEpoch: 2,
      topics: [{ topic: 'a', partitions: [partition] }]
    }
    const moved = {
      partitionIndex: 0,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      highWatermark: specialOffsets.INVALID_HIGH_WATERMARK,
      records: null,
      currentLeader: { leaderId: 2, leaderEpoch: 9 }
    }
    const response = decoded(Fetch, 12, { responses: [{ topic: 'a', partitions: [moved] }] })
    expect(fetchShards.sift?.(request, response)).toEqual({
      again: undefined,
      settled: { request, response },
      codes: [errorCodes.NOT_LEADER_OR_FOLLOWER],
      hints: [expect.objectContaining({ leaderId: 2, leaderEpoch: 9, partitionIndex: 0 })]
    })
  })

  test('an answer within a share session is final', () => {
    const topics = [{ topicId: A, partitions: [{ partitionIndex: 0, acknowledgementBatches: [] }] }]
    const request: ShareFetchRequest = { memberId: 'm', shareSessionEpoch: 0, maxWaitMs: 5, minBytes: 1, topics, forgottenTopicsData: [] }
    const currentLeader = { leaderId: 2, leaderEpoch: 9 }
    const moved = {
      partitionIndex: 0,
      errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER,
      acknowledgeErrorCode: 0,
      currentLeader,
      records: new Uint8Array(0),
      acquiredRecords: []
    }
    const response = decoded(ShareFetch, 1, {
      throttleTimeMs: 0,
      errorCode: 0,
      responses: [{ topicId: A, partitions: [moved] }],
      nodeEndpoints: []
    })
    expect(shareFetchShards.sift?.(request, response)).toMatchObject({
      again: undefined,
      settled: { request, response },
      codes: [errorCodes.NOT_LEADER_OR_FOLLOWER]
    })
    expect(shareFetchShards.sift?.(request, response)?.hints).toHaveLength(1)
    const acknowledgement = { memberId: 'm', shareSessionEpoch: sessionEpochs.FINAL, topics }
    const refused = { partitionIndex: 0, errorCode: errorCodes.NOT_LEADER_OR_FOLLOWER, currentLeader }
    const answer = decoded(ShareAcknowledge, 1, {
      ...{ throttleTimeMs: 0, errorCode: 0, nodeEndpoints: [] },
      responses: [{ topicId: A, partitions: [refused] }]
    })
    expect(shareAcknowledgeShards.sift?.(acknowledgement, answer)).toMatchObject({ again: undefined, settled: { response: answer } })
  })
})
