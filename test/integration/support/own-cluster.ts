import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startThreeNodes } from '../../campaign/nodes/three-nodes.ts'
import { type Cluster, type ClusterOptions, clientPort, DEFAULTS, nodesOf } from '../harness/cluster/cluster.ts'
import { bootstrapOf } from '../harness/cluster/describe.ts'
import { endProcesses, stopCluster } from '../harness/cluster/down.ts'
import { startCluster } from '../harness/cluster/up.ts'
import { cacheDir } from '../harness/machine/cache.ts'
import { onInterrupt } from '../harness/machine/interrupt.ts'

/** How long three brokers may take to start or to stop on a busy machine. */
export const CLUSTER_MS = 180_000

/**
 * A cluster of one or three nodes that belongs to one test file. Disposing of it stops it, and so
 * does an interrupt.
 */
export interface OwnCluster extends AsyncDisposable {
  readonly harness: Cluster
  readonly nodes: readonly number[]
  /** The addresses of all nodes, as `host:port` separated by commas. */
  readonly bootstrap: string
  /** The address of a node. */
  address(nodeId: number): { readonly host: string; readonly port: number }
  /** The address of a node as `host:port`. */
  bootstrapOf(nodeId: number): string
  /** The id of the node that listens at a port, or -1. */
  nodeAt(port: number): number
}

/** Starts three brokers of Kafka 4.4.0 with KRaft. */
export function startOwnCluster(): Promise<OwnCluster> {
  return own(dir => startThreeNodes({ sessionMs: 9_000, dir }))
}

/**
 * Starts one broker of this version with KRaft. `more` gives its plug-ins and properties, once its
 * folder is known.
 */
export function startOwnNode(version: string, more: (dir: string) => Partial<ClusterOptions> = () => ({})): Promise<OwnCluster> {
  return own(dir => startCluster({ ...DEFAULTS, dir, version, listeners: ['PLAINTEXT'], ...more(dir) }))
}

/**
 * Starts three brokers of Kafka 2.8.2 with ZooKeeper. These brokers do not forward requests to the
 * controller.
 */
export function startOldCluster(): Promise<OwnCluster> {
  return own(dir => startCluster({ ...DEFAULTS, dir, version: '2.8.2', nodes: 3, listeners: ['PLAINTEXT'] }))
}

async function own(start: (dir: string) => Promise<Cluster>): Promise<OwnCluster> {
  // The next run looks in this folder for clusters that a killed process left behind.
  const folder = join(cacheDir(), 'test-runs', String(process.pid))
  mkdirSync(folder, { recursive: true })
  const harness = await start(mkdtempSync(join(folder, 'own-')))
  const release = onInterrupt(() => {
    endProcesses(harness)
    removeFolders(harness.dir, folder)
  })
  const port = (nodeId: number): number => clientPort(harness, nodeId, 'PLAINTEXT')
  return {
    harness,
    nodes: nodesOf(harness),
    bootstrap: bootstrapOf(harness, 'PLAINTEXT'),
    address: nodeId => ({ host: harness.host, port: port(nodeId) }),
    bootstrapOf: nodeId => `${harness.host}:${port(nodeId)}`,
    nodeAt: at => nodesOf(harness).find(nodeId => port(nodeId) === at) ?? -1,
    [Symbol.asyncDispose]: async () => {
      await stopCluster(harness)
      removeFolders(harness.dir, folder)
      release()
    }
  }
}

// The removal is repeated, because a JVM that is being killed may still create a file.
function removeFolders(dir: string, parent: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  try {
    rmdirSync(parent)
  } catch {
    // The folder of another cluster of this process is still there.
  }
}
