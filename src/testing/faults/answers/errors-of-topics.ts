import { AlterConfigs } from '../../../protocol/messages/alter-configs.ts'
import { AlterPartitionReassignments } from '../../../protocol/messages/alter-partition-reassignments.ts'
import { AlterReplicaLogDirs } from '../../../protocol/messages/alter-replica-log-dirs.ts'
import { CreatePartitions } from '../../../protocol/messages/create-partitions.ts'
import { CreateTopics } from '../../../protocol/messages/create-topics.ts'
import { DeleteTopics } from '../../../protocol/messages/delete-topics.ts'
import { DescribeConfigs } from '../../../protocol/messages/describe-configs.ts'
import { DescribeLogDirs } from '../../../protocol/messages/describe-log-dirs.ts'
import { ElectLeaders } from '../../../protocol/messages/elect-leaders.ts'
import { IncrementalAlterConfigs } from '../../../protocol/messages/incremental-alter-configs.ts'
import { ListConfigResources } from '../../../protocol/messages/list-config-resources.ts'
import { ListPartitionReassignments } from '../../../protocol/messages/list-partition-reassignments.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'

const BY_ID_SINCE = 6 // DeleteTopics takes ids (KIP-516)

/** The answers with errors of APIs of topics and configurations. */
export const topicsErrors: readonly ErrorAnswer[] = [
  errorAnswer(CreateTopics, ({ topics }, errorCode) => ({ topics: topics.map(({ name }) => ({ name, errorCode })) }), ['topics', 'topics']),
  errorAnswer(
    DeleteTopics,
    ({ topics, topicNames }, errorCode, apiVersion) => ({
      responses:
        apiVersion >= BY_ID_SINCE
          ? topics.map(({ name, topicId }) => ({ name, topicId, errorCode }))
          : topicNames.map(name => ({ name, errorCode }))
    }),
    ['topics', 'responses'],
    ['topicNames', 'responses']
  ),
  errorAnswer(CreatePartitions, ({ topics }, errorCode) => ({ results: topics.map(({ name }) => ({ name, errorCode })) }), [
    'topics',
    'results'
  ]),
  errorAnswer(
    DescribeConfigs,
    ({ resources }, errorCode) => ({ results: resources.map(resource => ({ ...resourceError(resource, errorCode), configs: [] })) }),
    ['resources', 'results']
  ),
  errorAnswer(AlterConfigs, ({ resources }, errorCode) => ({ responses: resources.map(resource => resourceError(resource, errorCode)) }), [
    'resources',
    'responses'
  ]),
  errorAnswer(
    IncrementalAlterConfigs,
    ({ resources }, errorCode) => ({ responses: resources.map(resource => resourceError(resource, errorCode)) }),
    ['resources', 'responses']
  ),
  errorAnswer(ListConfigResources, (_, errorCode) => ({ errorCode, configResources: [] })),
  errorAnswer(ElectLeaders, ({ topicPartitions }, errorCode, apiVersion) => ({
    ...(apiVersion > 0 && { errorCode }),
    replicaElectionResults: (topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map(partitionId => ({ partitionId, errorCode, errorMessage: null }))
    }))
  })),
  errorAnswer(AlterPartitionReassignments, ({ topics }, errorCode) => ({
    errorCode,
    errorMessage: null,
    responses: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode, errorMessage: null }))
    }))
  })),
  errorAnswer(ListPartitionReassignments, (_, errorCode) => ({ errorCode, errorMessage: null, topics: [] })),
  errorAnswer(DescribeLogDirs, (_, errorCode, apiVersion) =>
    apiVersion >= LOG_DIRS_ERROR_SINCE ? { errorCode, results: [] } : { results: [{ errorCode, logDir: '', topics: [] }] }
  ),
  errorAnswer(AlterReplicaLogDirs, ({ dirs }, errorCode) => ({
    results: dirs
      .flatMap(({ topics }) => topics)
      .map(({ name, partitions }) => ({
        topicName: name,
        partitions: partitions.map(partitionIndex => ({ partitionIndex, errorCode }))
      }))
  }))
]

const LOG_DIRS_ERROR_SINCE = 3 // DescribeLogDirs has an error code of its own

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

function resourceError({ resourceType, resourceName }: Resource, errorCode: number): Resource & { errorCode: number; errorMessage: null } {
  return { errorCode, errorMessage: null, resourceType, resourceName }
}
