import { type Cluster, connectCluster } from '../../index.ts'
import type { Run } from '../frame/command.ts'

/** Connects to the cluster of a command, calls the function, and closes the cluster in any case. */
export async function withCluster<T>(run: Run, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const { bootstrapServers, connection, timeoutMs, notes } = await run.settings()
  for (const note of notes) run.output.note(`kafkawire: ${note}`)
  const retry = { totalMs: timeoutMs }
  const cluster = await connectCluster({ bootstrapServers, connection, retry, signal: run.signal })
  try {
    return await use(cluster)
  } finally {
    await cluster.close({ timeoutMs: 1 })
  }
}
