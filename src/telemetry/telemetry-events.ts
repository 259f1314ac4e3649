import { type Channel, channel } from 'node:diagnostics_channel'
import type { BrokerAddress } from '../errors.ts'
import { inEmptyContext } from '../waiting/async-context.ts'

/**
 * A message of the channel `kafkawire:telemetry` of `node:diagnostics_channel`. Its `event` is:
 * - `subscription`: a broker has said which metrics it wants.
 * - `push`: a broker has taken metrics.
 * - `failure`: a broker did not answer, or answered with an error. Nothing else comes of it.
 */
export type TelemetryEvent =
  /** A broker has said which metrics it wants; `metrics` are prefixes of names, empty for none. */
  | {
      readonly event: 'subscription'
      readonly broker: BrokerAddress
      readonly clientInstanceId: string
      readonly subscriptionId: number
      readonly metrics: readonly string[]
      readonly pushIntervalMs: number
    }
  /** A broker has taken `count` metrics in `bytes` bytes on the wire; `isLast`: on closing. */
  | { readonly event: 'push'; readonly broker: BrokerAddress; readonly count: number; readonly bytes: number; readonly isLast: boolean }
  /** A request has failed. The next one follows in `retryInMs`; `Infinity`: there is none. */
  | { readonly event: 'failure'; readonly error: unknown; readonly retryInMs: number }

const events: Channel = channel('kafkawire:telemetry')

/**
 * Publishes an event outside the AsyncLocalStorage context of any caller. Without a subscriber
 * `makeEvent` is not called.
 */
export function publishTelemetry(makeEvent: () => TelemetryEvent): void {
  if (events.hasSubscribers) inEmptyContext(() => events.publish(makeEvent()))
}
