import type { Decoded } from '../../protocol/api.ts'
import type { RequestHeader } from '../../protocol/header.ts'

/** A request that one of the brokers received. */
export interface ReceivedRequest<Req> {
  /** The node id of the broker that received the request. */
  readonly nodeId: number
  /** The header: API key, version, correlation id and client id. */
  readonly header: RequestHeader
  /** The decoded body. */
  readonly message: Decoded<Req>
  /**
   * The authenticated user that sent the request, such as `User:alice`. Undefined if clients need
   * not authenticate, or before they have.
   */
  readonly principal?: string | undefined
}
