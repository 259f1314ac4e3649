/// <reference types="node" preserve="true" />
export type { RestartOptions, TestingBroker } from './broker-server.ts'
export type { ClusterFault, ConnectionFault } from './cluster/faults-of-cluster.ts'
export type { TestingControl } from './cluster/testing-control.ts'
export type { ControlServer, ListenControlOptions } from './control/control-server.ts'
export type { TestingDataDir } from './data-dir/testing-data-dir.ts'
export type { ErrorName, RequestFault, RequestFaultAction } from './faults/request-fault.ts'
export type { ClusterSnapshot, GroupSnapshot, TopicSnapshot } from './helpers/snapshot.ts'
export type { CommitWaitOptions } from './helpers/test-helpers.ts'
export type { StoredRecord, TestRecord } from './helpers/test-record.ts'
export type { TopicNamespace } from './helpers/topic-namespace.ts'
export type { TestWaitOptions } from './helpers/wait-until.ts'
export type { WrittenRecord } from './helpers/write-records.ts'
export type { Fault, FaultTrigger } from './hooks/faults.ts'
export type { HookErrorListener } from './hooks/hook-errors.ts'
export type { Hook, HookOptions } from './hooks/hooks.ts'
export type { ReceivedRequest } from './hooks/received-request.ts'
export type { TestingAddress, TestingDial } from './memory/memory-network.ts'
export type { ClusterProfile } from './profiles/broker-profile.ts'
export { clusterProfiles } from './profiles/index.ts'
export type { TestingSaslMechanism, TestingSaslOptions } from './sasl/testing-sasl-options.ts'
export { type Script, startScript } from './script/script.ts'
export {
  type AnswerOptions,
  answer,
  close,
  type ExpectOptions,
  expectBytes,
  expectClose,
  expectRequest,
  reset,
  type ScriptStep,
  sendBytes
} from './script/script-steps.ts'
export type { TestingAuthorizerOptions } from './security/authorizer-options.ts'
export type { TelemetryPush } from './telemetry/telemetry.ts'
export { startTestingCluster, type TestingCluster } from './testing-cluster.ts'
export type { TestingClusterOptions, TestingTopicOptions } from './testing-options.ts'
export type { CertificateAndKey } from './tls/certificate.ts'
export type { TestingCertificateRenewal, TestingTls } from './tls/testing-tls.ts'
export type { TestingTlsOptions } from './tls/testing-tls-options.ts'
