import type { Partition } from '../../storage/partition.ts'
import type { RequestContext } from '../api-handler.ts'

/**
 * The replica in the rack of a consumer that it should read from, instead of the leader that it
 * asked (KIP-392). Undefined if the leader is to be used, as always when the brokers have no racks.
 */
export function preferredReplica(
  { replicaNodes, leaderId, log }: Partition,
  fetchOffset: number,
  rackId: string,
  { cluster, nodeId }: RequestContext
): number | undefined {
  const isReadable = fetchOffset >= log.startOffset && fetchOffset <= log.endOffset
  if (rackId === '' || leaderId !== nodeId || !isReadable || cluster.node(leaderId)?.rack === rackId) return undefined
  return replicaNodes.filter(id => cluster.node(id)?.rack === rackId).sort((a, b) => b - a)[0]
}
