import { formatAddress } from '../../conn/address.ts'
import { type BrokerAddress, KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
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
  throw clusterChanged(call.clusterId, clusterId, call.api.name)
}

/** Whether what a call learns from an answer holds for the cluster that is there now. */
export function isSameCluster(call: BegunCall, { clusterId }: Pick<ClusterMap, 'clusterId'>): boolean {
  return call.clusterId === clusterId || call.clusterId === null
}

/** The error for a server that belongs to another cluster than the one that is meant. */
export function wrongCluster(
  broker: BrokerAddress,
  clusterId: string | null,
  expectedClusterId: string,
  isPinned: boolean
): KafkaError<'KAFKA_CONNECT'> {
  const belongs = clusterId === null ? 'tells no cluster id' : `belongs to cluster ${shown(clusterId)}`
  const expected = isPinned ? `pinClusterId allows cluster ${shown(expectedClusterId)} only` : `${shown(expectedClusterId)} is expected`
  const text = `${shown(formatAddress(broker))} ${belongs}, and ${expected}: has its address been given to another broker?`
  return new KafkaError('KAFKA_CONNECT', text, { phase: 'api-versions', broker, delivery: 'not-sent' })
}

/** The error of all that was meant for a cluster which is not there any more. */
export function clusterChanged(expectedClusterId: string, clusterId: string, api?: string): KafkaError<'KAFKA_CLUSTER_CHANGED'> {
  const what = api === undefined ? 'What began before' : `${api}, which began before,`
  const ids = `Cluster ${shown(expectedClusterId)} is not there any more: the bootstrap servers lead to cluster ${shown(clusterId)} now`
  const text = `${ids}. ${what} is not sent to that one. Make the call again if it is meant for it, or set pinClusterId to stay with one cluster`
  return new KafkaError('KAFKA_CLUSTER_CHANGED', text, { clusterId, expectedClusterId, delivery: 'not-sent', api })
}
