import { formatAddress } from '../../conn/address.ts'
import { type BrokerAddress, KafkaError } from '../../errors.ts'
import { shown } from '../../quote.ts'
import type { ClusterMap } from './cluster-map.ts'

/** The API of a call, and the cluster that was known when the call began. */
export interface BegunCall {
  readonly api: { readonly name: string }
  /** The cluster id when the call began, or null if brokers had reported none. */
  readonly clusterId: string | null
}

/**
 * Throws `KAFKA_CLUSTER_CHANGED` if a call began when another cluster answered. The records,
 * offsets or settings of the call are meant for that cluster, and earlier attempts went to it.
 */
export function checkCluster(call: BegunCall, { clusterId }: Pick<ClusterMap, 'clusterId'>): void {
  if (call.clusterId === clusterId || call.clusterId === null || clusterId === null) return
  throw clusterChanged(call.clusterId, clusterId, call.api.name)
}

/** Whether the cluster that a call began with is the one that answers now. */
export function isSameCluster(call: BegunCall, { clusterId }: Pick<ClusterMap, 'clusterId'>): boolean {
  return call.clusterId === clusterId || call.clusterId === null
}

/** The error for a server that belongs to another cluster than the expected one. */
export function wrongCluster(
  broker: BrokerAddress,
  clusterId: string | null,
  expectedClusterId: string,
  isPinned: boolean
): KafkaError<'KAFKA_CONNECT'> {
  const belongs = clusterId === null ? 'reports no cluster id' : `belongs to cluster ${shown(clusterId)}`
  const expected = isPinned
    ? `pinClusterId allows cluster ${shown(expectedClusterId)} only`
    : `cluster ${shown(expectedClusterId)} is expected`
  const text = `${shown(formatAddress(broker))} ${belongs}, and ${expected}: has its address been given to another broker?`
  return new KafkaError('KAFKA_CONNECT', text, { phase: 'api-versions', broker, delivery: 'not-sent' })
}

/** The error of a call, or of a wait, that began when another cluster answered. */
export function clusterChanged(expectedClusterId: string, clusterId: string, api?: string): KafkaError<'KAFKA_CLUSTER_CHANGED'> {
  const what = api === undefined ? 'A call that began before' : `${api}, which began before,`
  const ids = `Cluster ${shown(expectedClusterId)} does not answer any more: the bootstrap servers lead to cluster ${shown(clusterId)} now`
  const text = `${ids}. ${what} is not sent to that one. Make the call again if it is meant for it, or set pinClusterId to stay with one cluster`
  return new KafkaError('KAFKA_CLUSTER_CHANGED', text, { clusterId, expectedClusterId, delivery: 'not-sent', api })
}
