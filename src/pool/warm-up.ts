import type { Connection } from '../conn/connection.ts'
import { KafkaError } from '../errors.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'

/** Options of `pool.warmUp`. `signal` and `timeoutMs` limit the wait for each connection. */
export interface WarmUpOptions extends WaitOptions {
  /** The node ids of the brokers to connect to. Default: all brokers. */
  readonly nodeIds?: readonly number[] | undefined
  /** The lanes to open on each broker. Default: all lanes. */
  readonly lanes?: readonly string[] | undefined
}

type Acquire = (nodeId: number, lane: string, options: WaitOptions) => Promise<Connection>

/**
 * Opens a connection for each lane of each broker. Rejects with `KAFKA_NO_BROKER` if all failed.
 */
export async function warmUp(acquire: Acquire, nodeIds: readonly number[], lanes: readonly string[], options: WaitOptions): Promise<void> {
  const wanted = nodeIds.flatMap(nodeId => lanes.map(lane => acquire(nodeId, lane, options)))
  const outcomes = await Promise.allSettled(wanted)
  options.signal?.throwIfAborted()
  const causes = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason as Error] : []))
  if (wanted.length === 0 || causes.length < wanted.length) return
  const text = `All ${wanted.length} connections to ${nodeIds.length} brokers failed, the first with: ${causes[0]?.message}`
  throw new KafkaError('KAFKA_NO_BROKER', text, { causes, delivery: 'not-sent', cause: causes[0] })
}
