import { now } from '../clock.ts'
import type { Connection } from '../conn/connection.ts'
import { pingVersion } from '../conn/pipeline/liveness.ts'
import { ApiVersions } from '../protocol/messages/api-versions.ts'
import type { WaitOptions } from '../waiting/shared-work.ts'
import { OTHER_LANE } from './lane-table.ts'

/** Options of `pool.ping`. `signal` and `timeoutMs` limit the wait for each broker. */
export interface PingOptions extends WaitOptions {
  /** The node ids of the brokers to ping. Default: all brokers. */
  readonly nodeIds?: readonly number[] | undefined
}

/**
 * The result of a ping to one broker: `roundTripMs`, the milliseconds from the request to the
 * answer without the time to connect, or `error`, why there was no answer.
 */
export type PingResult = { readonly nodeId: number; readonly roundTripMs: number } | { readonly nodeId: number; readonly error: unknown }

type Acquire = (nodeId: number, lane: string, options: WaitOptions) => Promise<Connection>

/**
 * Asks a connection for a sign of life: ApiVersions, which every broker answers without work. It
 * has no fields, and its answer has the throttle time if the broker knows version 1.
 */
export async function sendPing(connection: Connection, options: WaitOptions): Promise<void> {
  const version = pingVersion(connection.versions.of(ApiVersions)?.max)
  await connection.send(ApiVersions, {}, { version, ...options })
}

/** Pings each broker on its lane `other`. Never rejects: each result has its own error. */
export async function pingBrokers(acquire: Acquire, nodeIds: readonly number[], options: WaitOptions): Promise<PingResult[]> {
  return await Promise.all(nodeIds.map(nodeId => pingBroker(acquire, nodeId, options)))
}

async function pingBroker(acquire: Acquire, nodeId: number, { signal, timeoutMs }: WaitOptions): Promise<PingResult> {
  const beganMs = now()
  try {
    const connection = await acquire(nodeId, OTHER_LANE, { signal, timeoutMs })
    const sentMs = now()
    const leftMs = timeoutMs === undefined ? undefined : Math.max(timeoutMs - (sentMs - beganMs), 1)
    await sendPing(connection, { signal, timeoutMs: leftMs })
    return { nodeId, roundTripMs: now() - sentMs }
  } catch (error) {
    return { nodeId, error }
  }
}
