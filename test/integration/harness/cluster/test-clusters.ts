import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../machine/cache.ts'
import { onInterrupt } from '../machine/interrupt.ts'
import { isKdcInstalled } from '../security/kerberos.ts'
import { type Cluster, DEFAULTS, loadCluster, stateFile } from './cluster.ts'
import { endProcesses, stopCluster } from './down.ts'
import { isProcessAlive } from './processes.ts'
import { startCluster } from './up.ts'

const started: Cluster[] = []
let release: (() => void) | undefined

/**
 * Starts one node of each version, with every listener, and with GSSAPI if a key distribution
 * centre is installed. `endTestClusters` stops them, and so does an interrupt of this process.
 * Clusters that an earlier, killed process left behind are stopped first.
 */
export async function startTestClusters(versions: readonly string[]): Promise<readonly Cluster[]> {
  await endAbandoned()
  release ??= onInterrupt(endAtOnce)
  const starts = await Promise.allSettled(versions.map(startOne))
  const failed = starts.find(start => start.status === 'rejected')
  if (!failed) return starts.flatMap(start => (start.status === 'fulfilled' ? [start.value] : []))
  // The logs stay, because the error names them.
  for (const cluster of started.splice(0)) endProcesses(cluster)
  release()
  throw failed.reason
}

/** Stops the clusters that `startTestClusters` started in this process, and removes their files. */
export async function endTestClusters(): Promise<void> {
  if (started.length === 0) return
  await Promise.all(started.splice(0).map(cluster => stopCluster(cluster)))
  removeFolder(process.pid)
  release?.()
}

/**
 * The folder for a cluster that a test of this process starts for itself. If the process is killed,
 * the next run stops the cluster.
 */
export function testFolder(name: string): string {
  return join(folderOf(process.pid), name)
}

async function startOne(version: string): Promise<Cluster> {
  const dir = join(folderOf(process.pid), version)
  const cluster = await startCluster({ ...DEFAULTS, dir, version, gssapi: isKdcInstalled() })
  started.push(cluster)
  return cluster
}

function endAtOnce(): void {
  for (const cluster of started) endProcesses(cluster)
  removeFolder(process.pid)
}

async function endAbandoned(): Promise<void> {
  if (!existsSync(testRuns())) return
  for (const pid of readdirSync(testRuns())
    .map(Number)
    .filter(pid => !isProcessAlive(pid))) {
    for (const version of readdirSync(folderOf(pid))) {
      const dir = join(folderOf(pid), version)
      if (existsSync(stateFile(dir))) await stopCluster(loadCluster(dir))
    }
    removeFolder(pid)
  }
}

// The removal is repeated, because a JVM that is being killed may still create a file.
function removeFolder(pid: number): void {
  rmSync(folderOf(pid), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

function folderOf(pid: number): string {
  return join(testRuns(), String(pid))
}

function testRuns(): string {
  return join(cacheDir(), 'test-runs')
}
