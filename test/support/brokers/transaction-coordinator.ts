import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  type AddPartitionsToTxnResponse,
  type Api,
  ApiVersions,
  EndTxn,
  type EndTxnResponse,
  Produce,
  TxnOffsetCommit,
  type TxnOffsetCommitResponse
} from '../../../src/messages.ts'
import { absentValues, errorCodes } from '../../../src/protocol/codes/index.ts'
import type { TestingCluster } from '../../../src/testing/index.ts'

const PRODUCER_ID = 700n

/** What a transaction coordinator did, in order. */
export interface Coordinated {
  /** What was added to a transaction: `orders/0,1` or `group readers`. */
  readonly added: string[]
  /** How transactions ended: `commit 0` is a commit in epoch 0. */
  readonly ended: string[]
}

/**
 * Makes a testing cluster tell its clients this level of the feature transaction.version, and notes
 * what its transaction coordinator does.
 */
export function coordinate(kafka: TestingCluster, level: 1 | 2): Coordinated {
  const added: string[] = []
  const ended: string[] = []
  kafka.on(ApiVersions, async (_, next) => {
    const finalizedFeatures = [{ name: 'transaction.version', minVersionLevel: level, maxVersionLevel: level }]
    return { ...(await next()), finalizedFeatures }
  })
  let isOpen = false
  kafka.on(AddPartitionsToTxn, ({ message }, next) => {
    isOpen = true
    added.push(message.v3AndBelowTopics.map(({ name, partitions }) => `${name}/${partitions.join()}`).join(' '))
    return next()
  })
  kafka.on(AddOffsetsToTxn, ({ message }, next) => {
    isOpen = true
    added.push(`group ${message.groupId}`)
    return next()
  })
  for (const api of [Produce, TxnOffsetCommit] as readonly Api<unknown, unknown>[]) {
    kafka.on(api, (_, next) => {
      isOpen = true
      return next()
    })
  }
  kafka.on(EndTxn, async ({ message }, next) => {
    const answer = await next()
    if (isOpen && answer.errorCode === errorCodes.NONE) ended.push(`${message.committed ? 'commit' : 'abort'} ${message.producerEpoch}`)
    isOpen &&= answer.errorCode !== errorCodes.NONE
    return answer
  })
  return { added, ended }
}

/** The response to EndTxn: since transaction.version 2 it has the next producer id and epoch. */
export function endAnswer(errorCode: number, level: 1 | 2 = 1, producerEpoch: number = absentValues.NO_PRODUCER_EPOCH): EndTxnResponse {
  if (level === 1)
    return { throttleTimeMs: 0, errorCode, producerId: absentValues.NO_PRODUCER_ID, producerEpoch: absentValues.NO_PRODUCER_EPOCH }
  return { throttleTimeMs: 0, errorCode, producerId: PRODUCER_ID, producerEpoch }
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
