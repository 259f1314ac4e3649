import type { Decoded } from '../../protocol/api.ts'
import type { RequestHeader } from '../../protocol/header.ts'

/** A request that came to one of the brokers. */
export interface ReceivedRequest<Req> {
  /** The broker it came to. */
  readonly nodeId: number
  readonly header: RequestHeader
  readonly message: Decoded<Req>
  /** Who sent it, as in `User:alice`, where the client had to authenticate and has done so. */
  readonly principal?: string | undefined
}
