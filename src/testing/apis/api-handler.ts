import type { VersionRange } from '../../errors.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import type { ClusterState } from '../cluster-state.ts'

/** Where and how a request came. */
export interface RequestContext {
  /** The broker that was asked. */
  readonly nodeId: number
  readonly apiVersion: number
  readonly cluster: ClusterState
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal
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
}
