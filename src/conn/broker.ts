import type { BrokerAddress, CloseReason } from '../errors.ts'

/** The broker at the other end of a connection. */
export interface Broker extends BrokerAddress {
  /** The cluster that the connection is meant for, if `expect` named one. */
  readonly clusterId?: string | undefined
  /**
   * Whether the broker has confirmed that it is the one of `expect` (KIP-1242). Undefined if it was
   * not asked, because `expect` lacks the cluster id or the node id, or because it does not have
   * version 5 of ApiVersions (Kafka 4.4).
   */
  readonly isConfirmed?: true | undefined
  /** The IP address that was dialled. Undefined if the `dial` option made the connection. */
  readonly address?: string | undefined
  /**
   * When the SASL session ends unless it is renewed; the driver renews it before that (KIP-368).
   * Undefined if the session does not end.
   */
  readonly sessionExpiresAt?: Date | undefined
  /** Whether the certificate of the broker was accepted. Undefined without TLS. */
  readonly tlsAuthorized?: boolean | undefined
}

/** The requests and bytes of a connection: what is on its way, and totals since it was opened. */
export interface Traffic {
  /** Requests that were sent and are not answered yet. */
  readonly inFlight: number
  /** Bytes of the requests that wait to be sent. */
  readonly queuedBytes: number
  /** All requests since the connection was opened, those of opening it included. */
  readonly requests: number
  /** All bytes of requests that were handed to the socket. */
  readonly sentBytes: number
  /** All bytes that were received. */
  readonly receivedBytes: number
}

/**
 * `open`: takes requests. `draining`: takes no more requests, and closes when those that it has
 * taken are answered. `closed`: the socket is gone.
 */
export type ConnectionState = 'open' | 'draining' | 'closed'

/** How a connection ended. */
export interface Closed {
  readonly reason: CloseReason
  /** The error that led to the end, if there was one. */
  readonly cause?: unknown
}
