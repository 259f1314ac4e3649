import type { VersionRange } from '../../errors.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { SaslSession } from '../sasl/sasl-session.ts'

/** Where and how a request came. */
export interface RequestContext {
  /** The broker that was asked. */
  readonly nodeId: number
  readonly apiVersion: number
  readonly cluster: ClusterState
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal
  /** The client's authentication, where the listener demands one. */
  readonly sasl?: SaslSession | undefined
  /** Sends a token by itself, in place of an answer, where the request came as one (KIP-43). */
  readonly sendToken?: ((token: Uint8Array) => void) | undefined
}

/** How a testing broker answers one API. */
export interface ApiHandler<Req, Res> {
  readonly api: Api<Req, Res>
  /** What Kafka 4.4.0 advertises. */
  readonly advertised: VersionRange
  /** What is served: elsewhere than here the connection is closed. */
  readonly served: VersionRange
  /** What throws closes the connection. */
  answer(message: Decoded<Req>, context: RequestContext): Res | Promise<Res>
  /** Whether the client waits for no answer. */
  isOneWay?(message: Decoded<Req>): boolean
  /** Does what follows the answer, be it a hook's. What throws closes the connection behind it. */
  afterAnswer?(answer: Res, context: RequestContext): void
}
