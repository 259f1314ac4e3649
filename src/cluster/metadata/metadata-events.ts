import { type Channel, channel } from 'node:diagnostics_channel'
import type { BrokerAddress } from '../../errors.ts'
import { inEmptyContext } from '../../waiting/async-context.ts'
import type { MapChange } from './known-cluster.ts'

/**
 * Why the bootstrap servers are asked:
 * - `first`: the cluster is being connected; no broker is known yet.
 * - `unreachable`: no known broker answers (KIP-899).
 * - `overdue`: no broker has answered for `metadata.rebootstrapAfterMs` (KIP-1102).
 * - `required`: a broker answered with REBOOTSTRAP_REQUIRED (KIP-1102).
 */
export type BootstrapReason = 'first' | 'unreachable' | 'overdue' | 'required'

/**
 * A message of the channel `kafkawire:metadata` of `node:diagnostics_channel`. Its `event` is:
 * - `refresh`: a broker has answered Metadata; `changed` says what is new in the map.
 * - `hint`: an answer named new leaders or brokers (KIP-951), and the map has changed.
 * - `failure`: a refresh has failed; `error` says why.
 * - `bootstrap`: the bootstrap servers are asked; `reason` says why.
 * - `no-address`: a broker cannot be dialled, because its address is no address.
 * - `refused`: a server belongs to another cluster than expected, and is not used.
 * - `cluster-changed`: the bootstrap servers lead to another cluster, which is used from now on.
 */
export type MetadataEvent =
  /** A broker has answered Metadata after `tookMs` milliseconds. */
  | {
      readonly event: 'refresh'
      /** The generation of the map after the refresh. */
      readonly generation: number
      readonly changed: MapChange
      readonly tookMs: number
      /** The broker that answered. Undefined: a bootstrap server, whose id is not known. */
      readonly nodeId: number | undefined
    }
  /**
   * An answer to another request named new leaders or brokers (KIP-951), and the map has changed.
   */
  | { readonly event: 'hint'; readonly generation: number; readonly changed: MapChange }
  /**
   * A refresh has failed after `tookMs` milliseconds: no broker answered, or the answer was
   * refused.
   */
  | { readonly event: 'failure'; readonly tookMs: number; readonly error: unknown }
  /** The bootstrap servers are asked; `servers` are their addresses as `host:port`. */
  | { readonly event: 'bootstrap'; readonly reason: BootstrapReason; readonly servers: readonly string[] }
  /**
   * A broker advertises an address that cannot be dialled, or `rewriteAddress` gave none for it. In
   * the latter case the broker keeps its last address, or is left out if it never had one.
   */
  | { readonly event: 'no-address'; readonly nodeId: number; readonly error: unknown }
  /** A server that belongs to another cluster was refused. */
  | {
      readonly event: 'refused'
      /** The address of the server. */
      readonly broker: BrokerAddress
      /** The broker that was dialled. Undefined: a bootstrap server, whose id is not known. */
      readonly nodeId: number | undefined
      /** The cluster id that the server reported, or null if it reported none. */
      readonly clusterId: string | null
      /** The cluster id that was expected: the one of `pinClusterId`, or of the known cluster. */
      readonly expectedClusterId: string
    }
  /**
   * The bootstrap servers lead to another cluster, which is used from now on. Calls that began
   * before fail with `KAFKA_CLUSTER_CHANGED`.
   */
  | { readonly event: 'cluster-changed'; readonly clusterId: string; readonly previousClusterId: string }

const events: Channel = channel('kafkawire:metadata')

/**
 * Publishes an event outside the AsyncLocalStorage context of any caller. Without a subscriber
 * `makeEvent` is not called.
 */
export function publishMetadata(makeEvent: () => MetadataEvent): void {
  if (events.hasSubscribers) inEmptyContext(() => events.publish(makeEvent()))
}
