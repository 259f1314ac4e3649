import { type Channel, channel } from 'node:diagnostics_channel'
import type { BrokerAddress, CloseReason } from '../errors.ts'
import { inEmptyContext } from '../waiting/async-context.ts'

/**
 * What the channel `kafkawire:connection` publishes: that a connection was opened (`open`) and that
 * it has ended (`close`). `broker` is the same object in both events. A `close` without an `open`
 * comes from a connection on which ApiVersions or authentication failed.
 */
export type ConnectionEvent =
  | { readonly event: 'open'; readonly broker: BrokerAddress /** How long opening took. */; readonly connectMs: number }
  | {
      readonly event: 'close'
      readonly broker: BrokerAddress
      readonly reason: CloseReason
      readonly cause?: unknown
      /** For the reason `abandoned`: the stack of the call that opened the connection. */
      readonly stack?: string | undefined
    }

const connections: Channel = channel('kafkawire:connection')

/**
 * Publishes an event of a connection. A connection may end while the code of any caller runs, so
 * subscribers are called in an empty AsyncLocalStorage context.
 */
export function publishConnection(event: ConnectionEvent): void {
  if (connections.hasSubscribers) inEmptyContext(() => connections.publish(event))
}
