import { once } from 'node:events'
import { connect as connectSocket, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, type ClusterOptions, connectCluster } from '../../../src/index.ts'
import type { TestingCluster } from '../../../src/testing/index.ts'

const QUICK: Pick<ClusterOptions, 'pool' | 'retry' | 'metadata'> = {
  pool: { backoff: { initialMs: 1, maxMs: 20 }, maxDialsPerSecond: Number.POSITIVE_INFINITY },
  retry: { initialMs: 1, maxMs: 20 },
  metadata: { minAgeMs: 1 }
}

/** Addresses of the brokers of one testing cluster, which can be made to lead to another one. */
export class Network {
  refused = 0
  readonly #first: TestingCluster
  readonly #targets = new Map<number, number>()
  readonly #sockets = new Map<Socket, number>()

  constructor(first: TestingCluster) {
    this.#first = first
    this.lead(first)
  }

  /** Connects to the first cluster through these addresses. */
  connect(options: Partial<ClusterOptions> = {}): Promise<Cluster> {
    return connectCluster({ ...this.options, ...options })
  }

  /** The options of a cluster that connects through these addresses. */
  get options(): Pick<ClusterOptions, 'bootstrapServers' | 'rewriteAddress' | 'connection' | keyof typeof QUICK> {
    const portOf = ({ nodeId }: { nodeId: number }): string => `127.0.0.1:${20_000 + nodeId}`
    return {
      bootstrapServers: this.#first.brokers.map(portOf),
      rewriteAddress: portOf,
      connection: { dial: ({ port }: { port: number }) => this.#dial(port) },
      ...QUICK
    }
  }

  /** Makes every address lead to a broker of this cluster. */
  lead(kafka: TestingCluster): void {
    for (const { nodeId } of kafka.brokers) this.#targets.set(20_000 + nodeId, kafka.broker(nodeId).port)
  }

  /** Makes the address of one broker lead to another cluster, and resets its open connections. */
  replace(nodeId: number, kafka: TestingCluster): void {
    this.#targets.set(20_000 + nodeId, kafka.broker(nodeId).port)
    for (const [socket, port] of this.#sockets) if (port === 20_000 + nodeId) socket.resetAndDestroy()
  }

  /** Makes every address refuse connections, and resets the open ones. */
  async cut(): Promise<void> {
    this.#targets.clear()
    const closed = [...this.#sockets.keys()].map(socket => once(socket, 'close'))
    for (const socket of this.#sockets.keys()) socket.resetAndDestroy()
    await Promise.all(closed)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut()
  }

  async #dial(port: number): Promise<Socket> {
    const target = this.#targets.get(port)
    if (target === undefined) {
      this.refused++
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    }
    const socket = connectSocket(target, '127.0.0.1')
    await once(socket, 'connect')
    this.#sockets.set(socket, port)
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket))
    return socket
  }
}

/** Resolves as soon as the driver knows that this is the cluster at the addresses. */
export async function follows(cluster: Pick<Cluster, 'map' | 'refresh'>, { clusterId }: TestingCluster): Promise<void> {
  for (const untilMs = performance.now() + 10_000; cluster.map.clusterId !== clusterId; await pause(5)) {
    if (performance.now() > untilMs) throw new Error(`the driver does not follow cluster ${clusterId}`)
    await cluster.refresh().catch(() => undefined)
  }
}
