import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  type AddPartitionsToTxnResponse,
  ApiVersions,
  EndTxn,
  type EndTxnResponse,
  InitProducerId,
  Produce,
  TxnOffsetCommit,
  type TxnOffsetCommitResponse
} from '../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../src/protocol/codes/index.ts'
import type { TestingCluster } from '../../../src/testing/index.ts'

const { INVALID_TXN_STATE, PRODUCER_FENCED } = errorCodes
const PRODUCER_ID = 700n

/** What a transaction coordinator did, in order. */
export interface Coordinated {
  /** What was added to a transaction: `orders/0,1` or `group readers`. */
  readonly added: string[]
  /** How transactions ended: `commit 0` is a commit in epoch 0. */
  readonly ended: string[]
}

/**
 * Gives a testing cluster a transaction coordinator for one producer. It behaves like Kafka's at
 * this level of the feature transaction.version.
 */
export function coordinate(kafka: TestingCluster, level: 1 | 2): Coordinated {
  const added: string[] = []
  const ended: string[] = []
  let state: 'empty' | 'open' | 'commit' | 'abort' = 'empty'
  let epoch = -1
  kafka.on(ApiVersions, async (_, next) => {
    const finalizedFeatures = [{ name: 'transaction.version', minVersionLevel: level, maxVersionLevel: level }]
    return { ...(await next()), finalizedFeatures }
  })
  kafka.on(InitProducerId, ({ message }) => {
    if (message.producerEpoch >= 0 && message.producerEpoch !== epoch) return initAnswer(PRODUCER_FENCED, -1)
    state = 'empty'
    return initAnswer(0, ++epoch)
  })
  kafka.on(AddPartitionsToTxn, ({ message }) => {
    state = 'open'
    added.push(message.v3AndBelowTopics.map(({ name, partitions }) => `${name}/${partitions.join()}`).join(' '))
    return partitionAnswer(message.v3AndBelowTopics, 0)
  })
  kafka.on(AddOffsetsToTxn, ({ message }) => {
    state = 'open'
    added.push(`group ${message.groupId}`)
    return { throttleTimeMs: 0, errorCode: 0 }
  })
  kafka.on(TxnOffsetCommit, ({ message }) => {
    state = 'open'
    return offsetAnswer(message.topics, 0)
  })
  kafka.on(Produce, (_, next) => {
    state = 'open'
    return next()
  })
  kafka.on(EndTxn, ({ message }) => {
    const wanted = message.committed ? 'commit' : 'abort'
    const isRepeat = state === wanted && message.producerEpoch === (level === 2 ? epoch - 1 : epoch)
    if (isRepeat) return endAnswer(0, level, epoch)
    if (state !== 'open') return endAnswer(INVALID_TXN_STATE)
    if (message.producerEpoch !== epoch) return endAnswer(PRODUCER_FENCED)
    state = wanted
    ended.push(`${wanted} ${epoch}`)
    if (level === 2) epoch++
    return endAnswer(0, level, epoch)
  })
  return { added, ended }
}

/** The response to EndTxn: since transaction.version 2 it has the next producer id and epoch. */
export function endAnswer(errorCode: number, level: 1 | 2 = 1, producerEpoch: number = absentValues.NO_PRODUCER_EPOCH): EndTxnResponse {
  if (level === 1)
    return { throttleTimeMs: 0, errorCode, producerId: absentValues.NO_PRODUCER_ID, producerEpoch: absentValues.NO_PRODUCER_EPOCH }
  return { throttleTimeMs: 0, errorCode, producerId: PRODUCER_ID, producerEpoch }
}

function initAnswer(errorCode: number, producerEpoch: number) {
  return { throttleTimeMs: 0, errorCode, producerId: errorCode === 0 ? PRODUCER_ID : absentValues.NO_PRODUCER_ID, producerEpoch }
}

type Partitions = readonly { readonly name: string; readonly partitions: readonly number[] }[]

/** The response to AddPartitionsToTxn, with one error code for all partitions. */
export function partitionAnswer(topics: Partitions, partitionErrorCode: number): AddPartitionsToTxnResponse {
  const resultsByTopicV3AndBelow = topics.map(({ name, partitions }) => {
    return { name, resultsByPartition: partitions.map(partitionIndex => ({ partitionIndex, partitionErrorCode })) }
  })
  return { throttleTimeMs: 0, errorCode: 0, resultsByTopicV3AndBelow, resultsByTransaction: [] }
}

type Offsets = readonly { readonly name: string; readonly partitions: readonly { readonly partitionIndex: number }[] }[]

/** The response to TxnOffsetCommit, with one error code for all partitions. */
export function offsetAnswer(topics: Offsets, errorCode: number): TxnOffsetCommitResponse {
  const answered = topics.map(({ name, partitions }) => {
    return { name, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })) }
  })
  return { throttleTimeMs: 0, topics: answered }
}
