import type { VersionRange } from '../../errors.ts'
import type { Api, Decoded } from '../../protocol/api.ts'
import type { ClusterState } from '../cluster-state.ts'
import type { EndpointType } from '../listeners/listener.ts'
import type { SaslSession } from '../sasl/sasl-session.ts'

/** How a request was received. */
export interface RequestContext {
  /** The broker that received the request. */
  readonly nodeId: number
  /** Whether the request came to the listener of brokers, or to that of controllers (KIP-919). */
  readonly endpointType: EndpointType
  readonly apiVersion: number
  /** The size of the request with its header, in bytes. */
  readonly requestBytes: number
  /** The client id of the request's header; empty if it has none. */
  readonly clientId: string
  /** The address of the client as Kafka writes it, such as `/127.0.0.1`. */
  readonly clientHost: string
  /** The port of the client. */
  readonly clientPort: number
  /** Who sent the request, such as `User:alice`; `User:ANONYMOUS` if the client did not say. */
  readonly principal: string
  readonly cluster: ClusterState
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal
  /**
   * Resolves when the connection has ended. All requests of a connection have the same promise.
   */
  readonly connectionEnd: Promise<unknown>
  /** The authentication of the client; undefined if clients need not authenticate. */
  readonly sasl?: SaslSession | undefined
  /**
   * Sends a raw token in place of an answer. It is set if the request came as a raw token (KIP-43).
   */
  readonly sendToken?: ((token: Uint8Array) => void) | undefined
  /**
   * Whether the client may do this (ACLs). `operation` is one of `aclOperations`, `resourceType`
   * one of `resourceTypes`. Without an authorizer everything is allowed.
   */
  isAllowed(operation: number, resourceType: number, resourceName: string): boolean
  /** Whether the client may do this to any resource of a type (KIP-679). */
  isAllowedSomewhere(operation: number, resourceType: number): boolean
  /**
   * After this request, no other one of the connection is begun for this time (KIP-219). The
   * handler puts the same time into its answer.
   */
  throttle(throttleTimeMs: number): void
  /**
   * How long the client must be quiet because its requests take too much time
   * (`request_percentage`). A handler needs it only if it answers otherwise then.
   */
  readonly timeThrottleMs: number
}

/** How a testing broker answers one API. */
export interface ApiHandler<Req, Res> {
  readonly api: Api<Req, Res>
  /** The versions that Kafka 4.4.0 advertises. */
  readonly advertised: VersionRange
  /** The versions that the handler answers. For any other version the connection is closed. */
  readonly served: VersionRange
  /** Makes the answer. If it throws, the connection is closed. */
  answer(message: Decoded<Req>, context: RequestContext): Res | Promise<Res>
  /** Whether the client does not wait for an answer to this request. */
  isOneWay?(message: Decoded<Req>): boolean
  /**
   * Runs after the answer was sent, also if a hook made it. If it throws, the connection is closed
   * after the answer.
   */
  afterAnswer?(answer: Res, context: RequestContext): void
}
