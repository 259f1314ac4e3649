import { absentValues, specialOffsets } from '../../../protocol/codes/index.ts'
import { DeleteRecords } from '../../../protocol/messages/delete-records.ts'
import { DescribeProducers } from '../../../protocol/messages/describe-producers.ts'
import { ListOffsets } from '../../../protocol/messages/list-offsets.ts'
import { OffsetForLeaderEpoch } from '../../../protocol/messages/offset-for-leader-epoch.ts'
import { Produce } from '../../../protocol/messages/produce.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'

const { INVALID_OFFSET, UNKNOWN_OFFSET } = specialOffsets
const { NO_TIMESTAMP } = absentValues

/** The answers with errors of APIs that write and read records. */
export const recordsErrors: readonly ErrorAnswer[] = [
  errorAnswer(
    Produce,
    ({ topicData }, errorCode) => ({
      responses: topicData.map(({ name, topicId, partitionData }) => ({
        name,
        topicId,
        partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: INVALID_OFFSET }))
      }))
    }),
    ['topicData', 'responses']
  ),
  errorAnswer(
    ListOffsets,
    ({ topics }, errorCode, apiVersion) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode,
          ...(apiVersion > 0 && { timestamp: NO_TIMESTAMP, offset: UNKNOWN_OFFSET })
        }))
      }))
    }),
    ['topics', 'topics']
  ),
  errorAnswer(
    OffsetForLeaderEpoch,
    ({ topics }, errorCode) => ({
      topics: topics.map(({ topic, partitions }) => ({ topic, partitions: partitions.map(({ partition }) => ({ partition, errorCode })) }))
    }),
    ['topics', 'topics']
  ),
  errorAnswer(
    DeleteRecords,
    ({ topics }, errorCode) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: INVALID_OFFSET, errorCode }))
      }))
    }),
    ['topics', 'topics']
  ),
  errorAnswer(
    DescribeProducers,
    ({ topics }, errorCode) => ({
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map(partitionIndex => ({ partitionIndex, errorCode, activeProducers: [] }))
      }))
    }),
    ['topics', 'topics']
  )
]
