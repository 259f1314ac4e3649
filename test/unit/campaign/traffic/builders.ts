import { apiKeys, KafkaError, type RequestTrace } from '../../../../src/index.ts'
import type { CallEntry } from '../../../campaign/checks/history.ts'
import type { Attempt, Receipt } from '../../../campaign/traffic/traffic.ts'

/** A call of a cluster with a limit of a minute. */
export const callOf = (api: string, request: unknown, beganMs: number, outcome: Partial<CallEntry> = {}): CallEntry => ({
  actor: 'actor',
  api,
  request,
  beganMs,
  isDirect: true,
  limitMs: 60_000,
  retryMs: 60_000,
  ...outcome
})

/** One connection. */
export const connectionTo = (port: number): RequestTrace['broker'] => ({ host: 'a', port })

interface AttemptCase {
  readonly call?: CallEntry | undefined
  readonly api?: string
  readonly nodeId?: number
  readonly broker?: RequestTrace['broker']
  readonly endedMs?: number
  readonly error?: unknown
  readonly id?: number
}

/** A request of a call. */
export function attemptAt(
  atMs: number,
  { call, api, nodeId = 1, broker = connectionTo(nodeId), endedMs, error, id = 7 }: AttemptCase
): Attempt {
  const trace = { api: api ?? call?.api ?? '', apiVersion: 4, broker, correlationId: id, requestBytes: 30, error }
  return { trace, atMs, nodeId, call, ...(endedMs !== undefined && { endedMs }) }
}

/** What the broker received for an attempt. */
export const receiptOf = ({ atMs, nodeId = 0, trace: { api, apiVersion, correlationId } }: Attempt, message: object = {}): Receipt => ({
  atMs,
  api,
  request: { nodeId, header: { apiKey: apiKeys.Heartbeat, apiVersion, correlationId, clientId: 'campaign' }, message }
})

/** A connection that has ended. */
export const closedError = (
  delivery: 'not-sent' | 'maybe-sent',
  reason: 'broken' | 'authentication' = 'broken',
  cause?: Error
): KafkaError => new KafkaError('KAFKA_CONNECTION_CLOSED', 'it has ended', { reason, delivery, cause })
