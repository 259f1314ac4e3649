import { type Channel, channel } from 'node:diagnostics_channel'
import type { BrokerAddress } from '../../errors.ts'
import { outside } from '../../waiting/async-context.ts'
import type { MapChange } from './known-cluster.ts'

/** Why the bootstrap servers are asked: at the start, when no known broker answers, when none has for too long, or when a broker says so. */
export type BootstrapReason = 'first' | 'unreachable' | 'overdue' | 'required'

/** What the channel `kafkawire:metadata` publishes. */
export type MetadataEvent =
  | {
      readonly event: 'refresh'
      readonly generation: number
      readonly changed: MapChange
      readonly tookMs: number
      /** The broker that answered; undefined for a bootstrap server, whose id is not known. */
      readonly nodeId: number | undefined
    }
  | { readonly event: 'hint'; readonly generation: number; readonly changed: MapChange }
  | { readonly event: 'failure'; readonly tookMs: number; readonly error: unknown }
  | { readonly event: 'bootstrap'; readonly reason: BootstrapReason; readonly servers: readonly string[] }
  /** A broker advertises an address that cannot be dialled, or `rewriteAddress` gave none: then it keeps the one that it had, or is left out. */
  | { readonly event: 'no-address'; readonly nodeId: number; readonly error: unknown }
  /** A server that belongs to another cluster was refused. `clusterId` is null where it tells none, `nodeId` is undefined for a bootstrap server. */
  | {
      readonly event: 'refused'
      readonly broker: BrokerAddress
      readonly nodeId: number | undefined
      readonly clusterId: string | null
      readonly expectedClusterId: string
    }
  /** The bootstrap servers lead to another cluster now. Calls that began before fail with `KAFKA_CLUSTER_CHANGED`. */
  | { readonly event: 'cluster-changed'; readonly clusterId: string; readonly previousClusterId: string }

const events: Channel = channel('kafkawire:metadata')

/** Tells whoever listens, in no caller's context; where nobody does, the event is not even made. */
export function publishMetadata(makeEvent: () => MetadataEvent): void {
  if (events.hasSubscribers) outside(() => events.publish(makeEvent()))
}
