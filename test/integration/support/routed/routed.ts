import { tracingChannel } from 'node:diagnostics_channel'
import type { Api, Cluster, ClusterSendOptions, Decoded, RequestTrace } from '../../../../src/index.ts'

/** An answer, and the ids of the nodes that contributed to it, in ascending order. */
export interface RoutedAnswer<Res> {
  readonly response: Decoded<Res>
  readonly nodeIds: readonly number[]
}

/**
 * Sends through a cluster, and records from the requests on the wire to which brokers each one
 * went.
 */
export class Routed {
  readonly cluster: Cluster
  /** The names of the APIs that were sent and answered. */
  readonly sent: Set<string>
  /** The version in which each API was sent last. */
  readonly versions: Map<string, number> = new Map()
  readonly #nodeAt: (port: number) => number

  constructor(cluster: Cluster, nodeAt: (port: number) => number, sent: Set<string>) {
    this.cluster = cluster
    this.#nodeAt = nodeAt
    this.sent = sent
  }

  async send<Req, Res>(api: Api<Req, Res>, request: Req, options?: ClusterSendOptions): Promise<RoutedAnswer<Res>> {
    const ports = new Set<number>()
    const requests = tracingChannel<RequestTrace>('kafkawire:request')
    const heard = (message: unknown): void => {
      const { api: name, apiVersion, broker } = message as RequestTrace
      if (name !== api.name) return
      ports.add(broker.port)
      this.versions.set(name, apiVersion)
    }
    requests.start.subscribe(heard)
    try {
      const response = await this.cluster.send(api, request, options)
      this.sent.add(api.name)
      return { response, nodeIds: [...ports].map(port => this.#nodeAt(port)).sort() }
    } finally {
      requests.start.unsubscribe(heard)
    }
  }
}
