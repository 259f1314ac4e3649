import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { absentValues } from '../../../../src/protocol/codes/index.ts'
import { startJvm } from '../machine/jvm.ts'
import { clusterView } from '../machine/wire.ts'
import { type Cluster, clientPort, isRunning, nodesOf, saveCluster } from './cluster.ts'
import { untilEnded } from './down.ts'
import { errorsInLog } from './run.ts'
import { serverProperties } from './server-properties.ts'

const READY_MS = 90_000

/** Starts one node that is stopped, and resolves when it answers. */
export async function startNode(cluster: Cluster, node: number): Promise<void> {
  if (!nodesOf(cluster).includes(node))
    throw new Error(`there is no node ${node}: the nodes of the cluster are ${nodesOf(cluster).join(', ')}`)
  if (isRunning(cluster, `node${node}`)) throw new Error(`node ${node} runs already`)
  await launchNode(cluster, node)
  await untilReady(cluster, [node])
}

/** Stops one node with SIGTERM or kills it with SIGKILL, and resolves when it has stopped. */
export async function endNode(cluster: Cluster, node: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  signalNode(cluster, node, signal)
  await untilEnded(cluster, [`node${node}`])
  delete cluster.pids[`node${node}`]
  saveCluster(cluster)
}

/**
 * Restarts one node on its other set of client ports: from the first set to the second, and the
 * next time back to the first. Resolves when the node answers there.
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

/** Freezes one node with SIGSTOP. Its connections stay open and get no answer. */
export function pauseNode(cluster: Cluster, node: number): void {
  signalNode(cluster, node, 'SIGSTOP')
}

/** Lets a frozen node continue with SIGCONT. */
export function resumeNode(cluster: Cluster, node: number): void {
  signalNode(cluster, node, 'SIGCONT')
}

/** Starts the process of a node without waiting until it answers. */
export async function launchNode(cluster: Cluster, node: number): Promise<void> {
  await startJvm(cluster, `node${node}`, logOf(cluster, node), cluster.jvm, ['kafka.Kafka', configurationOf(cluster, node)])
}

/**
 * Waits until each of these nodes answers Metadata with all of them in the answer and with a
 * controller.
 */
export async function untilReady(cluster: Cluster, nodes: readonly number[]): Promise<void> {
  const until = performance.now() + READY_MS
  const waiting = new Set(nodes)
  while (waiting.size > 0) {
    for (const node of waiting) {
      if (!isRunning(cluster, `node${node}`))
        throw new Error(`node ${node} stopped while it was starting: see ${logOf(cluster, node)}\n${errorsInLog(logOf(cluster, node))}`)
      const view = await clusterView(clientPort(cluster, node, 'PLAINTEXT')).catch(() => undefined)
      if (view && view.controllerId !== absentValues.NO_CONTROLLER_ID && nodes.every(id => view.brokerIds.includes(id)))
        waiting.delete(node)
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
