import type { SendOptions } from '../conn/pipeline/pending-request.ts'
import { checkVersions } from '../conn/pipeline/send-options.ts'
import { checkOptions, INTEGER, isLimit, isRecord, LIMIT, type OptionRule, STRING } from '../options.ts'
import { isAbortSignal } from '../type-checks.ts'

/** Where a request goes, for those who know better than the routing table. A group and a transactional id stand for their coordinators. */
export type To = 'any' | 'controller' | { readonly nodeId: number } | { readonly group: string } | { readonly transactionalId: string }

/** What `cluster.send` may be told of one request. */
export interface ClusterSendOptions extends SendOptions {
  /** The whole wait of this call, all attempts together, in milliseconds. Default: `retry.totalMs` ends the attempts. */
  readonly timeoutMs?: number | undefined
  /** How often it is sent in all, in place of `retry.maxAttempts`. 1: the answer is handed out as it is, and what it says of leaders is heeded. */
  readonly maxAttempts?: number | undefined
  /** Instead of where the routing table would send it. It goes there whole: what is for several brokers is not split. */
  readonly to?: To | undefined
  /** The connection it goes by, one of the pool's lanes. Default: that of its API. */
  readonly lane?: string | undefined
}

const RULES: Record<keyof ClusterSendOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT,
  maxAttempts: ['a number from 1 on, or Infinity for no limit', value => isLimit(value) && value >= 1],
  version: INTEGER,
  maxVersion: INTEGER,
  to: ["'any', 'controller', { nodeId }, { group } or { transactionalId }", isTo],
  lane: STRING
}

/** Checks what `send` was told. Throws `KAFKA_CONFIGURATION`. */
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
