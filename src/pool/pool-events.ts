import { type Channel, channel } from 'node:diagnostics_channel'
import type { Connection } from '../conn/connection.ts'
import type { BrokerAddress, CloseReason } from '../errors.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import type { PoolObserver } from './pool-options.ts'

/**
 * A message of the diagnostics channel `kafkawire:pool`.
 *
 * - `dial`: a dial begins.
 * - `ready`: the lane has a new connection, authenticated and past `onFresh`.
 * - `failure`: a dial or a connection failed, and the broker is not dialled for a while (backoff).
 * - `close`: a connection ended.
 * - `observer-error`: a function of the option `observe` threw.
 */
export type PoolEvent =
  | { readonly event: 'dial'; readonly broker: BrokerAddress; readonly lane: string }
  | {
      readonly event: 'ready'
      readonly broker: BrokerAddress
      readonly lane: string
      /** Milliseconds from the begin of the dial until the connection was ready. */
      readonly connectMs: number
    }
  | {
      readonly event: 'failure'
      readonly broker: BrokerAddress
      readonly lane: string
      /** Why the dial or the connection failed, most often a `KafkaError`. */
      readonly error: unknown
      /** Failures of this broker in a row, this failure included. */
      readonly failures: number
      /** Milliseconds until the broker is dialled again. */
      readonly retryAfterMs: number
    }
  | {
      readonly event: 'close'
      readonly broker: BrokerAddress
      readonly lane: string
      readonly reason: CloseReason
      /** The error that ended the connection, if an error did. */
      readonly cause?: unknown
    }
  | {
      readonly event: 'observer-error'
      /** The name of the function that threw. */
      readonly hook: keyof PoolObserver
      /** What the function threw. */
      readonly error: unknown
    }

const events: Channel = channel('kafkawire:pool')

/**
 * Publishes an event, outside of any caller's AsyncLocalStorage context. The event object is only
 * made if the channel has subscribers.
 */
export function publishPool(makeEvent: () => PoolEvent): void {
  if (events.hasSubscribers) inEmptyContext(() => events.publish(makeEvent()))
}

/** Calls a function of the observer. What it throws is published as `observer-error`. */
export function notify(observer: PoolObserver, hook: keyof PoolObserver, connection: Connection, reason: CloseReason = 'shutdown'): void {
  try {
    observer[hook]?.(connection, reason)
  } catch (error) {
    publishPool(() => ({ event: 'observer-error', hook, error }))
  }
}
