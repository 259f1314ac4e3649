import type { DeleteRecordsRequest, DeleteRecordsResponse } from '../../../protocol/messages/delete-records.ts'
import type { DescribeProducersRequest, DescribeProducersResponse } from '../../../protocol/messages/describe-producers.ts'
import type { FetchRequest, FetchResponse } from '../../../protocol/messages/fetch.ts'
import type { ListOffsetsRequest, ListOffsetsResponse } from '../../../protocol/messages/list-offsets.ts'
import type { OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse } from '../../../protocol/messages/offset-for-leader-epoch.ts'
import type { ProduceRequest, ProduceResponse } from '../../../protocol/messages/produce.ts'
import type { ShareAcknowledgeRequest, ShareAcknowledgeResponse } from '../../../protocol/messages/share-acknowledge.ts'
import type { ShareFetchRequest, ShareFetchResponse } from '../../../protocol/messages/share-fetch.ts'
import type { TopicRef } from '../../metadata/cluster-map.ts'

// The answers that brokers would give for partitions that have no leader: an error code for each, and nothing else.

/** The error code of one partition. */
export type CodeOf = (topic: TopicRef, partitionIndex: number) => number

const NOBODY = { leaderId: -1, leaderEpoch: -1 }

export function refuseProduce({ topicData }: ProduceRequest, codeOf: CodeOf): ProduceResponse {
  const responses = topicData.map(({ name, topicId, partitionData }) => {
    const partitionResponses = partitionData.map(({ index }) => {
      return { index, errorCode: codeOf({ name, topicId }, index), baseOffset: -1n }
    })
    return { name, topicId, partitionResponses }
  })
  return { responses }
}

export function refuseFetch({ topics }: FetchRequest, codeOf: CodeOf): FetchResponse {
  const responses = topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition: partitionIndex }) => {
      return { partitionIndex, errorCode: codeOf({ name: topic, topicId }, partitionIndex), highWatermark: -1n, records: null }
    })
  }))
  return { responses }
}

export function refuseListOffsets({ topics }: ListOffsetsRequest, codeOf: CodeOf): ListOffsetsResponse {
  const refused = topics.map(({ name, partitions }) => {
    return { name, partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: codeOf({ name }, partitionIndex) })) }
  })
  return { topics: refused }
}

export function refuseDeleteRecords({ topics }: DeleteRecordsRequest, codeOf: CodeOf): DeleteRecordsResponse {
  const refused = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex }) => {
      return { partitionIndex, lowWatermark: -1n, errorCode: codeOf({ name }, partitionIndex) }
    })
  }))
  return { throttleTimeMs: 0, topics: refused }
}

export function refuseOffsetForLeaderEpoch({ topics }: OffsetForLeaderEpochRequest, codeOf: CodeOf): OffsetForLeaderEpochResponse {
  const refused = topics.map(({ topic, partitions }) => {
    return { topic, partitions: partitions.map(({ partition }) => ({ partition, errorCode: codeOf({ name: topic }, partition) })) }
  })
  return { topics: refused }
}

export function refuseDescribeProducers({ topics }: DescribeProducersRequest, codeOf: CodeOf): DescribeProducersResponse {
  const refused = topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map(partitionIndex => {
      return { partitionIndex, errorCode: codeOf({ name }, partitionIndex), activeProducers: [] }
    })
  }))
  return { throttleTimeMs: 0, topics: refused }
}

export function refuseShareFetch({ topics }: ShareFetchRequest, codeOf: CodeOf): ShareFetchResponse {
  const responses = topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map(({ partitionIndex }) => {
      const errorCode = codeOf({ topicId }, partitionIndex)
      return { partitionIndex, errorCode, acknowledgeErrorCode: errorCode, currentLeader: NOBODY, records: null, acquiredRecords: [] }
    })
  }))
  return { throttleTimeMs: 0, errorCode: 0, responses, nodeEndpoints: [] }
}

export function refuseShareAcknowledge({ topics }: ShareAcknowledgeRequest, codeOf: CodeOf): ShareAcknowledgeResponse {
  const responses = topics.map(({ topicId, partitions }) => ({
    topicId,
    partitions: partitions.map(({ partitionIndex }) => {
      return { partitionIndex, errorCode: codeOf({ topicId }, partitionIndex), currentLeader: NOBODY }
    })
  }))
  return { throttleTimeMs: 0, errorCode: 0, responses, nodeEndpoints: [] }
}
