import type { SendOptions } from '../conn/requests/send-options.ts'
import { checkVersions } from '../conn/requests/send-options.ts'
import { checkOptions, INTEGER, isLimit, isRecord, LIMIT, type OptionRule, STRING } from '../options.ts'
import { isAbortSignal } from '../type-checks.ts'

/**
 * The broker that a request goes to, in place of the one that the routing table names:
 * - `'any'`: any broker that is reachable.
 * - `'controller'`: the active controller; brokers of KRaft pass the request on to it.
 * - `{ nodeId }`: the broker with this id.
 * - `{ group }`: the coordinator of this consumer, share or streams group.
 * - `{ transactionalId }`: the coordinator of this transactional id.
 */
export type To = 'any' | 'controller' | { readonly nodeId: number } | { readonly group: string } | { readonly transactionalId: string }

/** Options of one call of `cluster.send`, `sendSharded` and `post`. */
export interface ClusterSendOptions extends SendOptions {
  /**
   * Limit of the whole call, all attempts together, in milliseconds. After it the call rejects with
   * `KAFKA_TIMEOUT`. Default: none; no attempt begins after `retry.totalMs`, and the last one may
   * still wait for its answer.
   */
  readonly timeoutMs?: number | undefined
  /**
   * The number of attempts, the first one included, in place of `retry.maxAttempts`. With 1 the
   * answer is returned as the broker gave it, error codes and all; codes that say that a leader has
   * moved still refresh the map of the cluster.
   */
  readonly maxAttempts?: number | undefined
  /**
   * The broker that the request goes to, in place of the one that the routing table names. The
   * request goes there as a whole: it is not split.
   */
  readonly to?: To | undefined
  /**
   * The lane of the pool, that is, which of the connections to a broker carries the request.
   * Default: the lane that the pool's `lanes` assign to the API.
   */
  readonly lane?: string | undefined
  /**
   * The id of the cluster that the request is meant for. If another cluster answers at the
   * bootstrap servers by now, the call rejects with `KAFKA_CLUSTER_CHANGED`. Name it where the
   * request has what only one cluster gave out, such as a producer id or an offset, and take it
   * from `cluster.map.clusterId`. Default, and if null: the cluster that is known when the call
   * begins.
   */
  readonly clusterId?: string | null | undefined
}

const RULES: Record<keyof ClusterSendOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT,
  maxAttempts: ['a number from 1 on, or Infinity for no limit', value => isLimit(value) && value >= 1],
  version: INTEGER,
  maxVersion: INTEGER,
  to: ["'any', 'controller', { nodeId }, { group } or { transactionalId }", isTo, 'optional', 'name'],
  lane: STRING,
  clusterId: ['a string, or null', value => value === null || typeof value === 'string']
}

/** Checks the options of one `send`. Throws `KAFKA_CONFIGURATION` with every problem. */
export function checkClusterSendOptions(options: ClusterSendOptions): void {
  checkOptions('send', options, RULES)
  checkVersions(options)
}

function isTo(value: unknown): boolean {
  if (!isRecord(value)) return value === 'any' || value === 'controller'
  const [[name, at] = ['', undefined], ...others] = Object.entries(value)
  if (others.length > 0) return false
  return name === 'nodeId' ? Number.isInteger(at) : (name === 'group' || name === 'transactionalId') && typeof at === 'string'
}
