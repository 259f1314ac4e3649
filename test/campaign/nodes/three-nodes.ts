import { rmSync } from 'node:fs'
import { type Cluster, DEFAULTS } from '../../integration/harness/cluster/cluster.ts'
import { endProcesses, stopCluster } from '../../integration/harness/cluster/down.ts'
import { testFolder } from '../../integration/harness/cluster/test-clusters.ts'
import { startCluster } from '../../integration/harness/cluster/up.ts'
import { onInterrupt } from '../../integration/harness/machine/interrupt.ts'

/** The options of the nodes. */
export interface ThreeNodesOptions {
  /**
   * The time in ms that the controller waits for a node's heartbeat before it gives the node's
   * partitions to others.
   */
  readonly sessionMs: number
  readonly dir: string
  /** The release of Kafka. Default: the newest. */
  readonly version?: string
}

/**
 * A cluster of three nodes that one program, or one file of tests, has for itself. Disposing of it
 * ends it, and so does an interrupt.
 */
export interface ThreeNodes extends AsyncDisposable {
  readonly nodes: Cluster
}

/** Starts three nodes that lose no acknowledged record while two of them run. */
export function startThreeNodes({ sessionMs, dir, version = DEFAULTS.version }: ThreeNodesOptions): Promise<Cluster> {
  const props = {
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'transaction.state.log.min.isr': '2',
    'broker.session.timeout.ms': String(sessionMs),
    'broker.heartbeat.interval.ms': String(Math.min(2_000, sessionMs / 6))
  }
  return startCluster({ ...DEFAULTS, version, dir, nodes: 3, listeners: ['PLAINTEXT'], props })
}

/**
 * Starts three nodes that end when they are disposed of. If the process is killed, the next run of
 * tests ends them.
 */
export async function ownThreeNodes(name: string, sessionMs: number, version?: string): Promise<ThreeNodes> {
  const dir = testFolder(name)
  const nodes = await startThreeNodes({ sessionMs, dir, ...(version !== undefined && { version }) })
  const release = onInterrupt(() => endProcesses(nodes))
  return {
    nodes,
    async [Symbol.asyncDispose]() {
      await stopCluster(nodes)
      rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
      release()
    }
  }
}
