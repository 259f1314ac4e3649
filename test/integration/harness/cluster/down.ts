import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { releaseBasePort } from '../machine/ports.ts'
import { isReachable } from '../machine/wire.ts'
import { type Cluster, clientPort, isRunning, nodesOf, runningProcesses, saveCluster } from './cluster.ts'

const END_MS = 60_000

/**
 * Stops the processes of a cluster and removes its data and logs, unless `keep` is set. Keys and
 * certificates stay for the next cluster.
 * The signal is SIGKILL, because the data is removed anyway, and combined nodes that stop together
 * wait for each other for seconds.
 */
export async function stopCluster(cluster: Cluster, { keep = false }: { readonly keep?: boolean } = {}): Promise<void> {
  const running = runningProcesses(cluster)
  endProcesses(cluster)
  await untilEnded(cluster, running)
  for (const name of Object.keys(cluster.pids)) delete cluster.pids[name]
  saveCluster(cluster)
  if (keep) return
  const files = ['zookeeper', 'zookeeper.log', 'zoo.cfg', 'krb5', 'format.log', 'log4j.properties', 'cluster.json']
  for (const name of [...nodesOf(cluster).map(node => `node${node}`), ...files]) {
    rmSync(join(cluster.dir, name), { recursive: true, force: true })
  }
}

/**
 * Waits until the named processes have stopped and released their ports. The other threads of a JVM
 * live a little longer than its first one.
 */
export async function untilEnded(cluster: Cluster, names: readonly string[]): Promise<void> {
  const until = performance.now() + END_MS
  for (const name of names) {
    const node = Number(/^node(\d)$/.exec(name)?.[1])
    while (isRunning(cluster, name) || (node > 0 && (await isReachable(clientPort(cluster, node, 'PLAINTEXT'))))) {
      if (performance.now() > until) throw new Error(`${name} still runs ${END_MS} ms after it was told to stop`)
      await wait(20)
    }
  }
}

/**
 * Kills the processes of a cluster and releases its ports without waiting, for a process that is
 * about to exit.
 */
export function endProcesses(cluster: Cluster): void {
  for (const [name, pid] of Object.entries(cluster.pids)) if (isRunning(cluster, name)) kill(pid)
  releaseBasePort(cluster.basePort, cluster.dir)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // The process has stopped by itself in the meantime.
  }
}
