export type { BootstrapServers, RewriteAddress } from './cluster/addresses.ts'
export { type Cluster, connectCluster } from './cluster/cluster.ts'
export type { ClusterBroker, ClusterMap, PartitionState, TopicRef, TopicState } from './cluster/cluster-map.ts'
export type { VersionsOptions } from './cluster/cluster-versions.ts'
export type { MetadataEvent } from './cluster/diagnostics.ts'
export type { MapChange } from './cluster/known-cluster.ts'
export type { PartitionLeader } from './cluster/leaders.ts'
export type { ClusterObserver, RetryEvent, ThrottleEvent } from './cluster/observer.ts'
export type { ClusterOptions, MetadataOptions, RetryOptions } from './cluster/options.ts'
export type { Shard } from './cluster/outcomes.ts'
export type { ClusterSendOptions, To } from './cluster/send-options.ts'
export type { WaitOptions } from './cluster/waits.ts'
export { connect } from './conn/connect.ts'
export type { Broker, Closed, CloseOptions, Connection, Traffic } from './conn/connection.ts'
export type { ConnectionEvent, RequestTrace } from './conn/diagnostics.ts'
export type { Features } from './conn/features.ts'
export type { ForwardedRequest } from './conn/forward.ts'
export type { AssumedVersions, ConnectionOptions, Dial, ExpectedBroker, LimitOptions, TimeoutOptions, TlsOption } from './conn/options.ts'
export type { SendOptions } from './conn/pending.ts'
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
export type { Labels } from './metrics/labels.ts'
export { formatOpenMetrics, type LabelledSnapshot, OPEN_METRICS_TYPE, type OpenMetricsOptions } from './metrics/open-metrics.ts'
export { measureRequests, type RequestDurations } from './metrics/request-durations.ts'
export type { BreakerState } from './pool/breaker.ts'
export type { PoolEvent } from './pool/diagnostics.ts'
export type { PoolConnectionOptions, PoolObserver, PoolOptions, PoolSettings } from './pool/options.ts'
export { Pool, type PoolBroker } from './pool/pool.ts'
export type { ConnectionSnapshot, LastError, PoolBrokerSnapshot, PoolSnapshot } from './pool/snapshot.ts'
export type { PoolTotals, Timed } from './pool/statistics.ts'
export type { PingOptions, PingResult, WarmUpOptions } from './pool/sweep.ts'
export type { AcquireOptions } from './pool/waiting.ts'
export type { Api, ApiInfo, Decoded } from './protocol/api.ts'
export { errorCodes, errorFor, throwIfError } from './protocol/error-codes.ts'
export { VERSION } from './version.ts'
