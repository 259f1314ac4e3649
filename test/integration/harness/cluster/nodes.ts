import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startJvm } from '../machine/jvm.ts'
import { clusterView } from '../machine/wire.ts'
import { type Cluster, clientPort, isRunning, nodesOf, saveCluster } from './cluster.ts'
import { untilEnded } from './down.ts'
import { essenceOfLog } from './run.ts'
import { serverProperties } from './server-properties.ts'

const READY_MS = 90_000

/** Starts one node that is down, and resolves when it answers. */
export async function startNode(cluster: Cluster, node: number): Promise<void> {
  if (!nodesOf(cluster).includes(node)) throw new Error(`there is no node ${node}: the cluster has ${nodesOf(cluster).join(', ')}`)
  if (isRunning(cluster, `node${node}`)) throw new Error(`node ${node} runs already`)
  await launchNode(cluster, node)
  await untilReady(cluster, [node])
}

/** Ends one node, by SIGTERM (stop) or SIGKILL (kill), and resolves when it is gone. */
export async function endNode(cluster: Cluster, node: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  signalNode(cluster, node, signal)
  await untilEnded(cluster, [`node${node}`])
  delete cluster.pids[`node${node}`]
  saveCluster(cluster)
}

/**
 * Restarts one node so that clients find it at other ports: from the first of its two places it goes to the second, and from there back.
 * Resolves when it answers there.
 */
export async function moveNode(cluster: Cluster, node: number): Promise<void> {
  await endNode(cluster, node, 'SIGTERM')
  const { moved } = cluster
  cluster.moved = moved.includes(node) ? moved.filter(each => each !== node) : [...moved, node]
  saveCluster(cluster)
  configureNode(cluster, node)
  await startNode(cluster, node)
}

/** Writes a node's server.properties. */
export function configureNode(cluster: Cluster, node: number): void {
  writeFileSync(configurationOf(cluster, node), serverProperties(cluster, node))
}

/** Freezes one node: its connections stay open and say nothing. */
export function pauseNode(cluster: Cluster, node: number): void {
  signalNode(cluster, node, 'SIGSTOP')
}

/** Lets a frozen node go on. */
export function resumeNode(cluster: Cluster, node: number): void {
  signalNode(cluster, node, 'SIGCONT')
}

/** Starts a node's process, without waiting until it is of use. */
export async function launchNode(cluster: Cluster, node: number): Promise<void> {
  await startJvm(cluster, `node${node}`, logOf(cluster, node), cluster.jvm, ['kafka.Kafka', configurationOf(cluster, node)])
}

/** Waits until each of these nodes answers Metadata with all of them in it, and knows a controller. */
export async function untilReady(cluster: Cluster, nodes: readonly number[]): Promise<void> {
  const until = performance.now() + READY_MS
  const waiting = new Set(nodes)
  while (waiting.size > 0) {
    for (const node of waiting) {
      if (!isRunning(cluster, `node${node}`))
        throw new Error(`node ${node} ended: see ${logOf(cluster, node)}\n${essenceOfLog(logOf(cluster, node))}`)
      const view = await clusterView(clientPort(cluster, node, 'PLAINTEXT')).catch(() => undefined)
      if (view && view.controllerId >= 0 && nodes.every(id => view.brokerIds.includes(id))) waiting.delete(node)
    }
    if (waiting.size > 0 && performance.now() > until) {
      throw new Error(`node ${[...waiting].join(', ')} was not ready within ${READY_MS} ms: see ${cluster.dir}/node*/broker.log`)
    }
    if (waiting.size > 0) await wait(50)
  }
}

function signalNode(cluster: Cluster, node: number, signal: NodeJS.Signals): void {
  const pid = cluster.pids[`node${node}`]
  if (pid === undefined || !isRunning(cluster, `node${node}`)) throw new Error(`node ${node} does not run`)
  process.kill(pid, signal)
}

function configurationOf(cluster: Cluster, node: number): string {
  return join(cluster.dir, `node${node}`, 'server.properties')
}

function logOf(cluster: Cluster, node: number): string {
  return join(cluster.dir, `node${node}`, 'broker.log')
}
