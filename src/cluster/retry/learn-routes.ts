import type { DestinationResolver } from '../brokers/destination-resolver.ts'
import type { Call } from '../call.ts'
import { isSameCluster } from '../metadata/cluster-identity.ts'
import type { ClusterMetadata } from '../metadata/cluster-metadata.ts'
import { isNode } from '../routing/destinations.ts'
import type { Destination, Sifted } from '../routing/route.ts'
import { isBusyCoordinator, saysOutdated } from './retry-codes.ts'
import { isTransportFailure } from './transport-failure.ts'

interface Routes {
  readonly metadata: ClusterMetadata
  readonly destinations: DestinationResolver
}

/** Takes from the error of an attempt what it says about the cluster, before the next attempt. */
export function learnFromError({ metadata, destinations }: Routes, nodeId: number, error: unknown): void {
  if (!isTransportFailure(error)) return
  metadata.suspect(nodeId)
  destinations.forgetNode(nodeId)
}

/**
 * Takes from an answer with error codes what it says about the cluster: new leaders (KIP-951), and
 * that the metadata or a coordinator is out of date. Returns whether the answer named leaders, and
 * all of them are in the map now.
 */
export function learnFromAnswer<Req, Res>(
  { metadata, destinations }: Routes,
  call: Call<Req, Res>,
  to: Destination,
  nodeId: number,
  { codes, hints }: Sifted<Req, Res>
): boolean {
  if (hints.length > 0 && isSameCluster(call, metadata.map)) metadata.applyHints(hints)
  // A hint may be older than the map. It may also look older, after a topic was deleted and created
  // again. Then only a refresh of the metadata helps.
  const isHintUsed =
    hints.length > 0 && hints.every(({ topic, partitionIndex }) => metadata.map.partition(topic, partitionIndex)?.leaderId !== nodeId)
  if (!isHintUsed && codes.some(saysOutdated) && (to === 'controller' || isNode(to))) metadata.suspect(nodeId)
  if (codes.some(code => !isBusyCoordinator(code))) destinations.forget(to, nodeId)
  return isHintUsed
}
