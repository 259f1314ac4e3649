import type { RequestContext } from '../api-handler.ts'

/** The most bytes of metrics that a push may have. */
export function maxTelemetryBytes({ cluster, nodeId }: Pick<RequestContext, 'cluster' | 'nodeId'>): number {
  return Number(cluster.configs.broker(nodeId, 'telemetry.max.bytes'))
}
