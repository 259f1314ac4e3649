import { KafkaError } from '../errors.ts'
import type { ClusterMap } from './cluster-map.ts'

/** What has to be known of a call to tell whether it still concerns the cluster that is there. */
export interface BegunCall {
  readonly api: { readonly name: string }
  /** The cluster that was known when the call began; null where brokers told no id. */
  readonly clusterId: string | null
}

/**
 * Refuses to go on with a call that began while another cluster was there. Its records, offsets or settings were meant for that one. Throws
 * `KAFKA_CLUSTER_CHANGED`; whatever was sent before went to the cluster that the call began with.
 */
export function checkCluster(call: BegunCall, { clusterId }: Pick<ClusterMap, 'clusterId'>): void {
  if (call.clusterId === clusterId || call.clusterId === null || clusterId === null) return
  throw clusterChanged(call.api.name, call.clusterId, clusterId)
}

/** Whether what a call learns from an answer holds for the cluster that is there now. */
export function isSameCluster(call: BegunCall, { clusterId }: Pick<ClusterMap, 'clusterId'>): boolean {
  return call.clusterId === clusterId || call.clusterId === null
}

function clusterChanged(api: string, expectedClusterId: string, clusterId: string): KafkaError<'KAFKA_CLUSTER_CHANGED'> {
  const text = `${api} began when cluster ${expectedClusterId} was there, and now cluster ${clusterId} answers instead: it is not sent to that one. Make the call again if it is meant for cluster ${clusterId}, or set pinClusterId to stay with one cluster`
  return new KafkaError('KAFKA_CLUSTER_CHANGED', text, { clusterId, expectedClusterId, delivery: 'not-sent', api })
}
