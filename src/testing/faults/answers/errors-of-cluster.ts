import { ApiVersions } from '../../../protocol/messages/api-versions.ts'
import { DescribeCluster } from '../../../protocol/messages/describe-cluster.ts'
import { DescribeQuorum } from '../../../protocol/messages/describe-quorum.ts'
import { DescribeTopicPartitions } from '../../../protocol/messages/describe-topic-partitions.ts'
import { FindCoordinator } from '../../../protocol/messages/find-coordinator.ts'
import { GetTelemetrySubscriptions } from '../../../protocol/messages/get-telemetry-subscriptions.ts'
import { PushTelemetry } from '../../../protocol/messages/push-telemetry.ts'
import { UnregisterBroker } from '../../../protocol/messages/unregister-broker.ts'
import { UpdateFeatures } from '../../../protocol/messages/update-features.ts'
import { ZERO_UUID } from '../../../protocol/primitives/reader.ts'
import { type ErrorAnswer, errorAnswer } from './error-answer.ts'

const NO_NODE = { nodeId: -1, host: '', port: -1 }
const BATCHED_SINCE = 4 // FindCoordinator takes a list of keys (KIP-699)

/** The answers with errors of APIs of the cluster. Those of Metadata: amended-answers.ts. */
export const clusterErrors: readonly ErrorAnswer[] = [
  errorAnswer(ApiVersions, (_, errorCode) => ({ errorCode, apiKeys: [] })),
  errorAnswer(
    FindCoordinator,
    ({ coordinatorKeys }, errorCode, apiVersion) =>
      apiVersion < BATCHED_SINCE
        ? { errorCode, ...NO_NODE }
        : { coordinators: coordinatorKeys.map(key => ({ key, ...NO_NODE, errorCode, errorMessage: null })) },
    ['coordinatorKeys', 'coordinators']
  ),
  errorAnswer(DescribeCluster, (_, errorCode) => ({ errorCode, errorMessage: null, clusterId: '', brokers: [] })),
  errorAnswer(
    DescribeTopicPartitions,
    ({ topics }, errorCode) => ({ topics: topics.map(({ name }) => ({ errorCode, name, topicId: ZERO_UUID, partitions: [] })) }),
    ['topics', 'topics']
  ),
  errorAnswer(DescribeQuorum, (_, errorCode) => ({ errorCode, topics: [] })),
  errorAnswer(UnregisterBroker, (_, errorCode) => ({ errorCode, errorMessage: null })),
  errorAnswer(UpdateFeatures, (_, errorCode) => ({ errorCode, errorMessage: null, results: [] })),
  errorAnswer(GetTelemetrySubscriptions, (_, errorCode) => ({
    errorCode,
    clientInstanceId: ZERO_UUID,
    subscriptionId: 0,
    acceptedCompressionTypes: [],
    pushIntervalMs: 0,
    telemetryMaxBytes: 0,
    deltaTemporality: false,
    requestedMetrics: []
  })),
  errorAnswer(PushTelemetry, (_, errorCode) => ({ errorCode }))
]
