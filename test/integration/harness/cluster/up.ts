import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { hasSasl, hasTls, requiresSignedTokens } from '../listeners.ts'
import { onInterrupt } from '../machine/interrupt.ts'
import { brokerJars } from '../machine/jars.ts'
import { releaseBasePort, reserveBasePort } from '../machine/ports.ts'
import { requireJava } from '../machine/requirements.ts'
import { majorOf, needsZooKeeper } from '../machine/versions.ts'
import { startKerberos } from '../security/kerberos.ts'
import { makeJwks } from '../security/oauth.ts'
import { makePki } from '../security/pki.ts'
import { type Cluster, type ClusterOptions, loadCluster, nodesOf, runningProcesses, saveCluster, stateFile } from './cluster.ts'
import { endProcesses, stopCluster } from './down.ts'
import { configureNode, launchNode, untilReady } from './nodes.ts'
import { addScramUsers, prepareStorage } from './storage.ts'

/**
 * Starts a cluster and resolves when all its nodes answer. Its processes run after this process has
 * ended, until `stopCluster`. A start that fails or is interrupted stops the processes that it had
 * started, and keeps the logs.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dir = resolve(options.dir)
  await requireJava()
  await brokerJars(options.version)
  await removePredecessor(dir)
  mkdirSync(dir, { recursive: true })
  const cluster = await newCluster({ ...options, dir })
  const release = onInterrupt(() => endProcesses(cluster))
  try {
    const began = performance.now()
    await startProcesses(cluster)
    cluster.startedInMs = Math.round(performance.now() - began)
    saveCluster(cluster)
    return cluster
  } catch (error) {
    endProcesses(cluster)
    throw error
  } finally {
    release()
  }
}

async function removePredecessor(dir: string): Promise<void> {
  if (!existsSync(stateFile(dir))) return
  const old = loadCluster(dir)
  const running = runningProcesses(old)
  if (running.length > 0) throw new Error(`a cluster in ${dir} still runs (${running.join(', ')}): stop it with 'down --dir ${dir}'`)
  await stopCluster(old)
}

async function newCluster(options: ClusterOptions): Promise<Cluster> {
  const basePort = await reserveBasePort(options)
  const cluster: Cluster = {
    ...options,
    basePort,
    // Kafka checks signed tokens since 3.1 (KIP-768).
    listeners: options.listeners.filter(listener => majorOf(options.version) > 2 || !requiresSignedTokens(listener)),
    gssapi: options.gssapi && hasSasl(options.listeners),
    zookeeper: needsZooKeeper(options.version),
    // An id that begins with a dash would look like an option of StorageTool.
    clusterId: randomBytes(16).toString('base64url').replace(/^-/, 'A'),
    pids: {},
    moved: []
  }
  try {
    saveCluster(cluster)
  } catch (error) {
    releaseBasePort(basePort, options.dir)
    throw error
  }
  return cluster
}

async function startProcesses(cluster: Cluster): Promise<void> {
  if (hasTls(cluster.listeners)) await makePki(cluster.dir)
  if (hasSasl(cluster.listeners)) makeJwks(cluster.dir)
  for (const node of nodesOf(cluster)) {
    mkdirSync(join(cluster.dir, `node${node}`), { recursive: true })
    configureNode(cluster, node)
  }
  await Promise.all([prepareStorage(cluster), cluster.gssapi && startKerberos(cluster)])
  for (const node of nodesOf(cluster)) await launchNode(cluster, node)
  await addScramUsers(cluster)
  await untilReady(cluster, nodesOf(cluster))
}
