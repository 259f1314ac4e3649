import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { startThreeNodes } from '../../campaign/three-nodes.ts'
import { type Cluster, clientPort, DEFAULTS, nodesOf } from '../harness/cluster/cluster.ts'
import { bootstrapOf } from '../harness/cluster/describe.ts'
import { endProcesses, stopCluster } from '../harness/cluster/down.ts'
import { startCluster } from '../harness/cluster/up.ts'
import { cacheDir } from '../harness/machine/cache.ts'
import { onInterrupt } from '../harness/machine/interrupt.ts'

/** How long three brokers may take to start or to end on a busy machine. */
export const CLUSTER_MS = 180_000

/** A cluster of three nodes that one test file has for itself. Disposing of it ends it, and so does an interrupt. */
export interface OwnCluster extends AsyncDisposable {
  readonly harness: Cluster
  readonly nodes: readonly number[]
  /** `host:port` of each node. */
  readonly bootstrap: string
  /** Where one node is found. */
  address(nodeId: number): { readonly host: string; readonly port: number }
  /** The same as text. */
  bootstrapOf(nodeId: number): string
  /** Which node listens at a port. */
  nodeAt(port: number): number
}

/** Three brokers of Kafka 4.4.0, with KRaft. */
export function startOwnCluster(): Promise<OwnCluster> {
  return own(dir => startThreeNodes({ sessionMs: 9_000, dir }))
}

/** One broker of this version, with KRaft. */
export function startOwnNode(version: string): Promise<OwnCluster> {
  return own(dir => startCluster({ ...DEFAULTS, dir, version, listeners: ['PLAINTEXT'] }))
}

/** Three brokers of Kafka 2.8.2, with ZooKeeper: these do not pass on what is for the controller. */
export function startOldCluster(): Promise<OwnCluster> {
  return own(dir => startCluster({ ...DEFAULTS, dir, version: '2.8.2', nodes: 3, listeners: ['PLAINTEXT'] }))
}

async function own(start: (dir: string) => Promise<Cluster>): Promise<OwnCluster> {
  // Where the next run looks for what a killed process left behind.
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

// Again and again: a JVM that is being killed may still make a file.
function removeFolders(dir: string, parent: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  try {
    rmdirSync(parent)
  } catch {
    // another cluster of this process is there
  }
}
