/// <reference types="node" preserve="true" />
export type { Shard } from './cluster/answers/outcomes.ts'
export type { VersionsOptions } from './cluster/brokers/common-versions.ts'
export { type Cluster, connectCluster } from './cluster/cluster.ts'
export type { ClusterOptions, MetadataOptions, RetryOptions } from './cluster/cluster-options.ts'
export type { ClusterSendOptions, To } from './cluster/cluster-send-options.ts'
export type { ClusterBroker, ClusterMap, PartitionState, TopicRef, TopicState } from './cluster/metadata/cluster-map.ts'
export type { PartitionLeader } from './cluster/metadata/find-leader.ts'
export type { MapChange } from './cluster/metadata/known-cluster.ts'
export type { MetadataEvent } from './cluster/metadata/metadata-events.ts'
export type { ClusterObserver, RetryEvent, ThrottleEvent } from './cluster/observer.ts'
export type { BootstrapServers, RewriteAddress } from './cluster/server-addresses.ts'
export type { Broker, Closed, Traffic } from './conn/broker.ts'
export type { ClientSoftware } from './conn/client-software.ts'
export { connect } from './conn/connect.ts'
export type { CloseOptions, Connection } from './conn/connection.ts'
export type { ConnectionEvent } from './conn/connection-events.ts'
export type {
  AssumedVersions,
  ConnectionOptions,
  Dial,
  ExpectedBroker,
  LimitOptions,
  TimeoutOptions,
  TlsOption
} from './conn/connection-options.ts'
export type { ForwardedAnswer, ForwardedRequest } from './conn/forward.ts'
export type { RequestTrace } from './conn/requests/request-trace.ts'
export type { SendOptions } from './conn/requests/send-options.ts'
export type { TracedPartition, TracedTopic } from './conn/requests/traced-topics.ts'
export type { Features } from './conn/versions/finalized-features.ts'
export {
  type BrokerAddress,
  type CloseReason,
  type ConnectPhase,
  type Delivery,
  isKafkaError,
  KafkaError,
  type KafkaErrorCode,
  type KafkaErrorDetails,
  type KafkaErrorFields,
  kafkaErrorCodes,
  type VersionRange
} from './errors.ts'
export type { Metric, MetricSample, MetricType } from './metrics/families.ts'
export type { Labels } from './metrics/labels.ts'
export { formatOpenMetrics, OPEN_METRICS_TYPE } from './metrics/open-metrics.ts'
export { formatPrometheus, PROMETHEUS_TYPE } from './metrics/prometheus-text.ts'
export {
  type LabelledSnapshot,
  type MetricsOptions,
  readMetrics
} from './metrics/read-metrics.ts'
export { type MeasureOptions, measureRequests, type RequestDurations } from './metrics/request-durations.ts'
export type { BreakerState } from './pool/dialing/breaker.ts'
export type { PingOptions, PingResult } from './pool/ping.ts'
export { Pool, type PoolBroker } from './pool/pool.ts'
export type { PoolEvent } from './pool/pool-events.ts'
export type { PoolConnectionOptions, PoolObserver, PoolOptions, PoolSettings } from './pool/pool-options.ts'
export type { ConnectionSnapshot, LastError, PoolBrokerSnapshot, PoolSnapshot } from './pool/pool-snapshot.ts'
export type { PoolTotals, Timed } from './pool/statistics.ts'
export type { WarmUpOptions } from './pool/warm-up.ts'
export type { Api, ApiInfo, Decoded } from './protocol/api.ts'
export * from './protocol/codes/index.ts'
export { type ErrorCodeEntry, errorCodeTable, errorFor } from './protocol/error-code-table.ts'
export { type ErrorContext, throwIfError } from './protocol/throw-if-error.ts'
export { randomUuid, uuidFromBytes, uuidFromHex, uuidToBytes, uuidToHex, ZERO_UUID } from './protocol/uuid.ts'
export type { TelemetryEvent } from './telemetry/telemetry-events.ts'
export type { TelemetryOptions } from './telemetry/telemetry-options.ts'
export { VERSION } from './version.ts'
export type { WaitOptions } from './waiting/shared-work.ts'
