import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { archiveOf } from '../machine/jvm.ts'
import type { ClusterOptions } from './cluster.ts'
import { stopCluster } from './down.ts'
import { endNode } from './nodes.ts'
import { startCluster } from './up.ts'

/**
 * Starts a node once to make the class-data archive of its version, and resolves with the file. The
 * archive makes every later start a third shorter.
 */
export async function warm(options: ClusterOptions): Promise<string> {
  const archive = archiveOf(options.version)
  rmSync(archive, { force: true })
  mkdirSync(dirname(archive), { recursive: true })
  const dir = mkdtempSync(join(dirname(archive), 'warm-'))
  try {
    const made = join(dir, 'made.jsa')
    const cluster = await startCluster({ ...options, dir, nodes: 1, jvm: [...options.jvm, `-XX:ArchiveClassesAtExit=${made}`] })
    await endNode(cluster, 1, 'SIGTERM').finally(() => stopCluster(cluster, { keep: true }))
    renameSync(made, archive)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  return archive
}
