import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import { KafkaError } from '../errors.ts'
import { ApiVersions } from '../protocol/messages/api-versions.ts'
import type { AcquireOptions } from './dialing/waiting-callers.ts'
import { OTHER_LANE } from './lane-table.ts'

/** Which connections to have ready. */
export interface WarmUpOptions extends AcquireOptions {
  /** Default: all brokers. */
  readonly nodeIds?: readonly number[] | undefined
  /** Default: all lanes. */
  readonly lanes?: readonly string[] | undefined
}

/** Whom to ping. */
export interface PingOptions extends AcquireOptions {
  /** Default: all brokers. */
  readonly nodeIds?: readonly number[] | undefined
}

/** What one broker said to a ping. */
export type PingResult = { readonly nodeId: number; readonly roundTripMs: number } | { readonly nodeId: number; readonly error: unknown }

type Acquire = (nodeId: number, lane: string, options: AcquireOptions) => Promise<Connection>

/** Has a connection made for each lane of each broker. Rejects with `KAFKA_NO_BROKER` if none of them came about. */
export async function warmUp(
  acquire: Acquire,
  nodeIds: readonly number[],
  lanes: readonly string[],
  options: AcquireOptions
): Promise<void> {
  const wanted = nodeIds.flatMap(nodeId => lanes.map(lane => acquire(nodeId, lane, options)))
  const outcomes = await Promise.allSettled(wanted)
  options.signal?.throwIfAborted()
  const causes = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason as Error] : []))
  if (wanted.length === 0 || causes.length < wanted.length) return
  const text = `Not one of ${wanted.length} connections to ${nodeIds.length} brokers came about (${causes[0]?.message})`
  throw new KafkaError('KAFKA_NO_BROKER', text, { causes, delivery: 'not-sent', cause: causes[0] })
}

/** Asks each broker for a sign of life: ApiVersions v0, which all of them answer. Rejects for none of them. */
export async function ping(acquire: Acquire, nodeIds: readonly number[], options: AcquireOptions): Promise<PingResult[]> {
  return await Promise.all(nodeIds.map(nodeId => pingOne(acquire, nodeId, options)))
}

async function pingOne(acquire: Acquire, nodeId: number, { signal, timeoutMs }: AcquireOptions): Promise<PingResult> {
  const beganMs = now()
  try {
    const connection = await acquire(nodeId, OTHER_LANE, { signal, timeoutMs })
    const sentMs = now()
    const leftMs = timeoutMs === undefined ? undefined : Math.max(timeoutMs - (sentMs - beganMs), 1)
    await connection.send(ApiVersions, {}, { version: 0, signal, timeoutMs: leftMs })
    return { nodeId, roundTripMs: now() - sentMs }
  } catch (error) {
    return { nodeId, error }
  }
}
