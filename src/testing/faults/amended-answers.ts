import type { Decoded } from '../../protocol/api.ts'
import { errorCodes, specialOffsets } from '../../protocol/codes/index.ts'
import type { FetchRequest, FetchResponse, FetchResponsePartitionData } from '../../protocol/messages/fetch.ts'
import type { MetadataResponse } from '../../protocol/messages/metadata.ts'
import { EMPTY } from '../../protocol/primitives/reader.ts'

/** Whether a fault strikes the entry of a topic in a request or an answer. */
export type StrikesTopic = (entry: unknown) => boolean

/** Carries out a request, as it is or changed. Undefined: a hook sends no answer. */
export type Handle = (message: unknown) => Promise<unknown>

const SESSION_ERRORS: readonly number[] = [
  errorCodes.FETCH_SESSION_ID_NOT_FOUND,
  errorCodes.INVALID_FETCH_SESSION_EPOCH,
  errorCodes.FETCH_SESSION_TOPIC_ID_ERROR
]
const METADATA_ERROR_SINCE = 13

/**
 * The broker's answer to a Metadata request, in which the topics that a fault strikes have an error
 * and no partitions. The brokers are listed as always: without them a client could not go on.
 * Returns undefined if there is no answer.
 */
export async function amendMetadata(
  message: unknown,
  errorCode: number,
  apiVersion: number,
  strikes: StrikesTopic,
  handle: Handle
): Promise<MetadataResponse | undefined> {
  const answer = (await handle(message)) as MetadataResponse | undefined
  if (answer === undefined) return undefined
  if (answer.topics.length === 0 && apiVersion >= METADATA_ERROR_SINCE) return { ...answer, errorCode }
  return { ...answer, topics: answer.topics.map(topic => (strikes(topic) ? { ...topic, errorCode, partitions: [] } : topic)) }
}

/**
 * The broker's answer to a Fetch, in which the partitions that a fault strikes have an error and no
 * records. An error of fetch sessions (KIP-227) is put at the top. Returns undefined if there is no
 * answer.
 */
export async function amendFetch(
  message: Decoded<FetchRequest>,
  errorCode: number,
  strikes: StrikesTopic,
  handle: Handle
): Promise<FetchResponse | undefined> {
  if (SESSION_ERRORS.includes(errorCode)) return { errorCode, responses: [] }
  const struck = message.topics.filter(strikes)
  const answer = (await handle(struck.length > 0 ? { ...message, maxWaitMs: 0 } : message)) as FetchResponse | undefined
  if (answer === undefined || (answer.errorCode ?? errorCodes.NONE) !== errorCodes.NONE) return answer
  const failed = struck.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition }) => failedPartition(partition, errorCode))
  }))
  const isFailed = (topic: string | undefined, topicId: string | undefined, index: number): boolean =>
    failed.some(
      each => each.topic === topic && each.topicId === topicId && each.partitions.some(({ partitionIndex }) => partitionIndex === index)
    )
  // An answer within a session may have partitions that the request does not name.
  const rest = answer.responses.map(each => ({
    ...each,
    partitions: each.partitions
      .filter(({ partitionIndex }) => !isFailed(each.topic, each.topicId, partitionIndex))
      .map(data => (strikes(each) ? failedPartition(data.partitionIndex, errorCode) : data))
  }))
  return { ...answer, responses: [...failed, ...rest.filter(({ partitions }) => partitions.length > 0)] }
}

function failedPartition(partitionIndex: number, errorCode: number): FetchResponsePartitionData {
  return { partitionIndex, errorCode, highWatermark: specialOffsets.INVALID_HIGH_WATERMARK, abortedTransactions: null, records: EMPTY }
}
