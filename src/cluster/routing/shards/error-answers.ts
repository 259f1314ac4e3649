import { absentValues } from '../../../protocol/codes/absent-values.ts'
import { errorCodes } from '../../../protocol/codes/error-codes.ts'
import type { DeleteRecordsRequest, DeleteRecordsResponse } from '../../../protocol/messages/delete-records.ts'
import type { DescribeProducersRequest, DescribeProducersResponse } from '../../../protocol/messages/describe-producers.ts'
import type { FetchRequest, FetchResponse } from '../../../protocol/messages/fetch.ts'
import type { ListOffsetsRequest, ListOffsetsResponse } from '../../../protocol/messages/list-offsets.ts'
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from '../../../protocol/messages/offset-for-leader-epoch.ts'
import type { ProduceRequest, ProduceResponse } from '../../../protocol/messages/produce.ts'
import type { ShareAcknowledgeRequest, ShareAcknowledgeResponse } from '../../../protocol/messages/share-acknowledge.ts'
import type { ShareFetchRequest, ShareFetchResponse } from '../../../protocol/messages/share-fetch.ts'
import type { CodeOf } from '../route.ts'

// The answers that a broker would give if every partition of the request failed: an error code for
// each, and no other values. The driver makes them by itself for partitions without a leader. See
// `Shards.errorAnswer`.

const NO_LEADER = { leaderId: absentValues.NO_LEADER_ID, leaderEpoch: absentValues.NO_PARTITION_LEADER_EPOCH }
const NO_OFFSET = -1n

/** The answer to Produce in which every partition has the error code of `codeOf`. */
export function produceErrors({ topicData }: ProduceRequest, codeOf: CodeOf): ProduceResponse {
  const responses = topicData.map(({ name, topicId, partitionData }) => {
    const partitionResponses = partitionData.map(({ index }) => {
      return { index, errorCode: codeOf({ name, topicId }, index), baseOffset: NO_OFFSET }
    })
    return { name, topicId, partitionResponses }
  })
  return { responses }
}

/** The answer to Fetch in which every partition has the error code of `codeOf`. */
export function fetchErrors({ topics }: FetchRequest, codeOf: CodeOf): FetchResponse {
  const responses = topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition: partitionIndex }) => {
      return { partitionIndex, errorCode: codeOf({ name: topic, topicId }, partitionIndex), highWatermark: NO_OFFSET, records: null }
    })
  }))
  return { responses }
}

/** The answer to ListOffsets in which every partition has the error code of `codeOf`. */
export function listOffsetsErrors({ topics }: ListOffsetsRequest, codeOf: CodeOf): ListOffsetsResponse {
  const failed = topics.map(({ name, partitions }) => {
    return { name, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: codeOf({ name }, partitionIndex) })) }
  })
  return { topics: failed }
}

/** The answer to DeleteRecords in which every partition has the error code of `codeOf`. */
export function deleteRecordsErrors({ topics }: DeleteRecordsRequest, codeOf: CodeOf): DeleteRecordsResponse {
  const failed = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => {
      return { partitionIndex, lowWatermark: NO_OFFSET, errorCode: codeOf({ name }, partitionIndex) }
    })
  }))
  return { throttleTimeMs: 0, topics: failed }
}

/** The answer to OffsetForLeaderEpoch in which every partition has the error code of `codeOf`. */
export function offsetForLeaderEpochErrors({ topics }: OffsetForLeaderEpochRequest, codeOf: CodeOf): OffsetForLeaderEpochResponse {
  const failed = topics.map(({ topic, partitions }) => {
    return { topic, partitions: partitions.map(({ partition }) => ({ partition, errorCode: codeOf({ name: topic }, partition) })) }
  })
  return { topics: failed }
}

/** The answer to DescribeProducers in which every partition has the error code of `codeOf`. */
export function describeProducersErrors({ topics }: DescribeProducersRequest, codeOf: CodeOf): DescribeProducersResponse {
  const failed = topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map(partitionIndex => {
      return { partitionIndex, errorCode: codeOf({ name }, partitionIndex), activeProducers: [] }
    })
  }))
  return { throttleTimeMs: 0, topics: failed }
}

/** The answer to ShareFetch in which every partition has the error code of `codeOf`. */
export function shareFetchErrors({ topics }: ShareFetchRequest, codeOf: CodeOf): ShareFetchResponse {
  const responses = topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map(({ partitionIndex }) => {
      const errorCode = codeOf({ topicId }, partitionIndex)
      return { partitionIndex, errorCode, acknowledgeErrorCode: errorCode, currentLeader: NO_LEADER, records: null, acquiredRecords: [] }
    })
  }))
  return { throttleTimeMs: 0, errorCode: errorCodes.NONE, responses, nodeEndpoints: [] }
}

/** The answer to ShareAcknowledge in which every partition has the error code of `codeOf`. */
export function shareAcknowledgeErrors({ topics }: ShareAcknowledgeRequest, codeOf: CodeOf): ShareAcknowledgeResponse {
  const responses = topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map(({ partitionIndex }) => {
      return { partitionIndex, errorCode: codeOf({ topicId }, partitionIndex), currentLeader: NO_LEADER }
    })
  }))
  return { throttleTimeMs: 0, errorCode: errorCodes.NONE, responses, nodeEndpoints: [] }
}
