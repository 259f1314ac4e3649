import { type Cluster, connectCluster } from '../../index.ts'
import type { Run } from '../frame/command.ts'
import { readConnectionSettings } from './connection-settings.ts'

/**
 * Connects to the cluster of a command, calls the function, and closes the cluster in any case.
 * `another` takes the place of `--bootstrap`: the servers of a second cluster, to which the same
 * settings apply.
 */
export async function withCluster<T>(run: Run, use: (cluster: Cluster) => Promise<T>, another?: string): Promise<T> {
  const { bootstrapServers: own, connection, timeoutMs, notes } = await readConnectionSettings(run.given)
  if (another === undefined) for (const note of notes) run.output.note(`kafkawire: ${note}`)
  const bootstrapServers = another ?? own
  const retry = { totalMs: timeoutMs }
  const cluster = await connectCluster({ bootstrapServers, connection, retry, signal: run.signal })
  try {
    return await use(cluster)
  } finally {
    await cluster.close({ timeoutMs: 1 })
  }
}
