import { type Channel, channel } from 'node:diagnostics_channel'
import type { Connection } from '../conn/connection.ts'
import type { BrokerAddress, CloseReason } from '../errors.ts'
import { inEmptyContext } from '../waiting/async-context.ts'
import type { PoolObserver } from './pool-options.ts'

/** What the channel `kafkawire:pool` publishes. */
export type PoolEvent =
  | { readonly event: 'dial'; readonly broker: BrokerAddress; readonly lane: string }
  | { readonly event: 'ready'; readonly broker: BrokerAddress; readonly lane: string; readonly connectMs: number }
  | {
      readonly event: 'failure'
      readonly broker: BrokerAddress
      readonly lane: string
      readonly error: unknown
      /** In a row, this one included. */
      readonly failures: number
      readonly retryAfterMs: number
    }
  | {
      readonly event: 'close'
      readonly broker: BrokerAddress
      readonly lane: string
      readonly reason: CloseReason
      readonly cause?: unknown
    }
  | { readonly event: 'observer-error'; readonly hook: keyof PoolObserver; readonly error: unknown }

const events: Channel = channel('kafkawire:pool')

/** Tells whoever listens, in no caller's context; where nobody does, the event is not even made. */
export function publishPool(makeEvent: () => PoolEvent): void {
  if (events.hasSubscribers) inEmptyContext(() => events.publish(makeEvent()))
}

/** Tells the observer, whose own mistakes are not the pool's. */
export function notify(observer: PoolObserver, hook: keyof PoolObserver, connection: Connection, reason: CloseReason = 'shutdown'): void {
  try {
    observer[hook]?.(connection, reason)
  } catch (error) {
    publishPool(() => ({ event: 'observer-error', hook, error }))
  }
}
