import {
  describeName,
  INTEGER,
  isRecord,
  mismatch,
  type OptionRule,
  type OptionRules,
  optionProblems,
  refuseIfAny,
  STRING
} from '../../options.ts'
import type { ApiInfo } from '../../protocol/api.ts'
import { errorCodes } from '../../protocol/codes/index.ts'
import { apiInfos } from '../../protocol/messages/infos.ts'
import { isLegalName } from '../storage/topics.ts'
import { canFail } from './answers/index.ts'

/** The name of an error code of Kafka, such as `NOT_LEADER_OR_FOLLOWER`. */
export type ErrorName = Exclude<keyof typeof errorCodes, 'NONE'>

/**
 * What a fault does to a request.
 *
 * - `error`: the broker does not carry it out and answers with this error code, given as a name or
 *   a number, where the answers of this API have it: for each partition, topic or group that the
 *   request names, or for the whole request. With `topic` or `group`, the rest of the request is
 *   carried out if the API answers each entry by itself.
 * - `delayMs`: the broker waits this long, by the clock of the cluster, before it carries it out.
 * - `throttleMs`: the answer has this `throttleTimeMs`, and for this time the broker reads no other
 *   request of the connection (KIP-219).
 * - `'disconnect'`: the broker closes the connection in place of an answer, and does not carry the
 *   request out.
 * - `'blackhole'`: the broker neither carries out nor answers this request, nor any later one of
 *   its connection, and leaves the connection open.
 * - `'corrupt'`: one byte of the answer is wrong. In answers with records it is a byte below the
 *   checksum of a batch; a Fetch or ShareFetch without records is left alone.
 */
export type RequestFaultAction =
  | { readonly error: ErrorName | number }
  | { readonly delayMs: number }
  | { readonly throttleMs: number }
  | 'disconnect'
  | 'blackhole'
  | 'corrupt'

/** A fault of requests as plain data, for `TestingCluster.fault`. */
export interface RequestFault {
  /**
   * The name of the API, such as `'Produce'`. Default: all APIs. An `error` for all APIs leaves out
   * ApiVersions, SaslHandshake and SaslAuthenticate, without which no connection opens.
   */
  readonly api?: string | undefined
  /** The broker whose requests are struck. Default: all brokers. */
  readonly nodeId?: number | undefined
  /** Only requests that name this topic, by its name or its id. */
  readonly topic?: string | undefined
  /** Only requests that name this group. */
  readonly group?: string | undefined
  /** Only requests with this client id in their header. */
  readonly clientId?: string | undefined
  /** What happens to the request. */
  readonly do: RequestFaultAction
  /** The number of requests that the fault strikes. Default: all, until the fault is removed. */
  readonly times?: number | undefined
  /** The probability with which a request that fits is struck, above 0 and up to 1. Default: 1. */
  readonly probability?: number | undefined
  /** What the random choices begin with: with the same seed they are the same. Default: 1. */
  readonly seed?: number | undefined
}

const NAMED_ACTIONS: readonly unknown[] = ['disconnect', 'blackhole', 'corrupt'] satisfies readonly RequestFaultAction[]
const MAX_INT16 = 32_767
const isTime = (value: unknown): boolean => Number.isFinite(value) && Number(value) >= 0
const TIME: OptionRule = ['a number of milliseconds from 0 on', isTime]
const ACTION_RULES: OptionRules = {
  error: [
    'the name of an error code such as NOT_LEADER_OR_FOLLOWER, or a number other than 0 that fits into an int16',
    isError,
    'optional',
    'name'
  ],
  delayMs: TIME,
  throttleMs: TIME
}
const RULES: Record<Exclude<keyof RequestFault, 'do'>, OptionRule> = {
  api: STRING,
  nodeId: INTEGER,
  topic: ['a legal topic name', value => typeof value === 'string' && isLegalName(value)],
  group: STRING,
  clientId: STRING,
  times: ['an integer above 0, or Infinity', value => value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && Number(value) > 0)],
  probability: ['a number above 0 and up to 1', value => typeof value === 'number' && value > 0 && value <= 1],
  seed: INTEGER
}

/**
 * Checks a fault of requests, for a cluster with these brokers; undefined if they are not known.
 * Throws `KAFKA_CONFIGURATION`.
 */
export function checkRequestFault(fault: RequestFault, nodeIds: readonly number[] | undefined): void {
  if (!isRecord(fault)) return refuseIfAny('fault', optionProblems(fault, RULES))
  const { do: action, ...rest } = fault
  refuseIfAny('fault', [...optionProblems(rest, RULES), ...actionProblems(action), ...targetProblems(rest, nodeIds, action)])
}

/** The code of an error that is given by its name or as a number. */
export function codeOf(error: ErrorName | number): number {
  return typeof error === 'number' ? error : errorCodes[error]
}

/** The API with this name that the driver knows. */
export function apiNamed(name: string): ApiInfo | undefined {
  return apiInfos.findLast(info => info.name === name)
}

function actionProblems(action: unknown): string[] {
  const expected = `one of ${NAMED_ACTIONS.join(', ')}, or an object with one of ${Object.keys(ACTION_RULES).join(', ')}`
  if (NAMED_ACTIONS.includes(action)) return []
  if (!isRecord(action))
    return [
      mismatch('do', typeof action === 'string' ? `${expected}; reset, close and silence need after` : expected, action, describeName)
    ]
  const given = Object.keys(action).filter(name => action[name] !== undefined)
  const problems = optionProblems(action, ACTION_RULES, 'do')
  if (problems.length === 0 && given.length !== 1)
    problems.push(`do must have one of ${Object.keys(ACTION_RULES).join(', ')}, not ${given.length} of them`)
  return problems
}

function targetProblems(
  { api, nodeId }: Readonly<Record<string, unknown>>,
  nodeIds: readonly number[] | undefined,
  action: unknown
): string[] {
  const problems: string[] = []
  if (nodeIds !== undefined && Number.isInteger(nodeId) && !nodeIds.includes(Number(nodeId)))
    problems.push(unknownBroker(Number(nodeId), nodeIds))
  if (typeof api !== 'string') return problems
  const info = apiNamed(api)
  if (info === undefined) problems.push(`api ${JSON.stringify(api)} is not an API: names are those of the protocol guide, such as Produce`)
  else if (isRecord(action) && 'error' in action && !canFail(info.key)) problems.push(`do.error cannot be made for ${api}: use a hook`)
  return problems
}

/** The problem of a node id that no broker has. */
export function unknownBroker(nodeId: number, nodeIds: readonly number[]): string {
  return `There is no broker ${describeName(nodeId)}: there are ${nodeIds.join(', ')}`
}

function isError(value: unknown): boolean {
  if (typeof value === 'string') return Object.hasOwn(errorCodes, value) && value !== 'NONE'
  return Number.isInteger(value) && value !== errorCodes.NONE && Math.abs(Number(value)) <= MAX_INT16
}
