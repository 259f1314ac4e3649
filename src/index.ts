export { connect } from './conn/connect.ts'
export type { Broker, Closed, CloseOptions, Connection, Traffic } from './conn/connection.ts'
export type { ConnectionEvent, RequestTrace } from './conn/diagnostics.ts'
export type { ForwardedRequest } from './conn/forward.ts'
export type { AssumedVersions, ConnectionOptions, Dial, ExpectedBroker, LimitOptions, TimeoutOptions, TlsOption } from './conn/options.ts'
export type { SendOptions } from './conn/pending.ts'
export type { Features } from './conn/versions.ts'
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
export type { Api, ApiInfo, Decoded } from './protocol/api.ts'
export { errorCodes, errorFor, throwIfError } from './protocol/error-codes.ts'
export { VERSION } from './version.ts'
