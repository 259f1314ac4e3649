import { checkOptions, configurationError, describeName, INTEGER, LIMIT, mismatch, type OptionRule } from '../../options.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { apiKeys } from '../../protocol/codes/api-keys.ts'
import { isAbortSignal } from '../../type-checks.ts'

/** Options of `send`, `post` and `forward` for one request. */
export interface SendOptions {
  /**
   * Stops waiting for the answer: the promise rejects with the reason of the signal. The connection
   * stays open.
   */
  readonly signal?: AbortSignal | undefined
  /**
   * How long the caller waits in all, in milliseconds; then the promise rejects with
   * `KAFKA_TIMEOUT` and the connection stays open. Has an effect only if it is shorter than the
   * deadline of the connection: `timeouts.requestMs`, plus what the request asks the broker to
   * wait.
   */
  readonly timeoutMs?: number | undefined
  /** The version to send. Default: the newest that both sides have and that fits the request. */
  readonly version?: number | undefined
  /**
   * The newest version that may be picked, for example one in which topics still have names.
   * Default: the newest that both sides have.
   */
  readonly maxVersion?: number | undefined
}

const RULES: Record<keyof SendOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT,
  version: INTEGER,
  maxVersion: INTEGER
}

// What is written for `maxWaitMs` or `timeoutMs` where the request leaves it out. Produce, Fetch
// and ShareFetch have defaults of this driver, and requests to the controller 60 s.
const DEFAULT_WAITS_MS: Readonly<Record<number, number>> = {
  [apiKeys.Produce]: 30_000,
  [apiKeys.Fetch]: 500,
  [apiKeys.CreateTopics]: 60_000,
  [apiKeys.DeleteTopics]: 60_000,
  [apiKeys.DeleteRecords]: 60_000,
  [apiKeys.CreatePartitions]: 60_000,
  [apiKeys.ElectLeaders]: 60_000,
  [apiKeys.AlterPartitionReassignments]: 60_000,
  [apiKeys.ListPartitionReassignments]: 60_000,
  [apiKeys.UpdateFeatures]: 60_000,
  [apiKeys.ShareFetch]: 500
}

/**
 * How long a request itself asks the broker to take before it answers, in milliseconds: the wait
 * of a long poll, of acknowledgements, or of a group's rebalance. The connection waits that much
 * longer for the answer.
 */
export function askedWaitMs(key: number, request: unknown): number {
  if (typeof request !== 'object' || request === null) return 0
  const { maxWaitMs, timeoutMs, rebalanceTimeoutMs } = request as Record<string, unknown>
  const asked = maxWaitMs ?? timeoutMs ?? (key === apiKeys.JoinGroup ? rebalanceTimeoutMs : DEFAULT_WAITS_MS[key])
  return typeof asked === 'number' && asked > 0 ? asked : 0
}

/** Checks the first argument of `send`, as JavaScript gives it. Throws `KAFKA_CONFIGURATION`. */
export function checkApi(api: ApiInfo): void {
  if (typeof (api as Partial<ApiInfo> | undefined)?.key === 'number') return
  throw configurationError('send', [mismatch('the first argument', 'an API of kafkawire/messages, such as Metadata', api, describeName)])
}

/** Checks the options of `send`. Throws `KAFKA_CONFIGURATION`. */
export function checkSendOptions(options: SendOptions): void {
  checkOptions('send', options, RULES)
  checkVersions(options)
}

/** Refuses a `version` above `maxVersion`. Throws `KAFKA_CONFIGURATION`. */
export function checkVersions({ version, maxVersion }: SendOptions): void {
  if (version === undefined || maxVersion === undefined || version <= maxVersion) return
  throw configurationError('send', [`version is ${version}, which is above maxVersion ${maxVersion}: set one of them`])
}
