import { type BrokerAddress, inMs, isKafkaError, KafkaError } from '../../errors.ts'
import { checkOptions, configurationError, INTEGER, LIMIT, type OptionRule } from '../../options.ts'
import { isAbortSignal } from '../../type-checks.ts'
import { formatAddress } from '../address.ts'
import type { PendingRequest, SendOptions } from './pending-request.ts'

const RULES: Record<keyof SendOptions, OptionRule> = {
  signal: ['an AbortSignal', isAbortSignal],
  timeoutMs: LIMIT,
  version: INTEGER,
  maxVersion: INTEGER
}
const JOIN_GROUP = 11

// By API key: what is written for `maxWaitMs` or `timeoutMs` where the request leaves it out.
// Produce, Fetch and ShareFetch have defaults of this driver, and requests to the controller 60 s.
const DEFAULT_WAITS_MS: Readonly<Record<number, number>> = {
  0: 30_000, // Produce
  1: 500, // Fetch
  19: 60_000, // CreateTopics
  20: 60_000, // DeleteTopics
  21: 60_000, // DeleteRecords
  37: 60_000, // CreatePartitions
  43: 60_000, // ElectLeaders
  45: 60_000, // AlterPartitionReassignments
  46: 60_000, // ListPartitionReassignments
  57: 60_000, // UpdateFeatures
  78: 500 // ShareFetch
}

/**
 * How long a request itself asks the broker to take before it answers, in milliseconds: a long poll, acknowledgements, a group's
 * rebalance. The connection waits that much longer for it.
 */
export function askedWaitMs(key: number, request: unknown): number {
  if (typeof request !== 'object' || request === null) return 0
  const { maxWaitMs, timeoutMs, rebalanceTimeoutMs } = request as Record<string, unknown>
  const asked = maxWaitMs ?? timeoutMs ?? (key === JOIN_GROUP ? rebalanceTimeoutMs : DEFAULT_WAITS_MS[key])
  return typeof asked === 'number' && asked > 0 ? asked : 0
}

/** Checks what `send` was told. Throws `KAFKA_CONFIGURATION`. */
export function checkSendOptions(options: SendOptions): void {
  checkOptions('send', options, RULES)
  checkVersions(options)
}

/** Refuses a pinned version above the newest that is allowed. Throws `KAFKA_CONFIGURATION`. */
export function checkVersions({ version, maxVersion }: SendOptions): void {
  if (version === undefined || maxVersion === undefined || version <= maxVersion) return
  throw configurationError('send', [`version is ${version}, which is above maxVersion ${maxVersion}: set one of them`])
}

/** What a request waits for. */
export type WaitPhase = keyof typeof AWAITED

const AWAITED = { queue: 'to be sent', drain: 'for the network to take it', response: 'for its answer' }

/** The error of a request that took too long: in the queue, where nothing of it was sent, in the socket, or on its way. */
export function timeoutError(
  request: PendingRequest,
  phase: WaitPhase,
  nowMs: number,
  broker: BrokerAddress,
  requestMs: number
): KafkaError {
  const elapsedMs = Math.round(nowMs - request.startedMs)
  const timeoutMs = Math.round(request.dueMs - request.startedMs)
  const { api, version: apiVersion } = request
  const limit =
    request.dueMs === request.callerDeadlineMs ? `its timeoutMs is ${inMs(timeoutMs)}` : patienceOf(request, timeoutMs, requestMs)
  const text = `${api.name} v${apiVersion} to ${formatAddress(broker)} waited ${AWAITED[phase]} for ${inMs(elapsedMs)}; ${limit}`
  const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'
  return new KafkaError('KAFKA_TIMEOUT', text, { phase, timeoutMs, delivery, broker, api: api.name, apiVersion, elapsedMs })
}

// What the patience of the connection is made of.
function patienceOf({ askedMs }: PendingRequest, timeoutMs: number, requestMs: number): string {
  const othersMs = Math.round(timeoutMs - requestMs - askedMs)
  const parts = [`requestMs is ${inMs(requestMs)}`]
  if (askedMs > 0) parts.push(`the request itself asks for ${inMs(askedMs)}`)
  if (othersMs > 0) parts.push(`requests ahead of it, or throttling, were granted ${inMs(othersMs)}`)
  return parts.join(', ')
}

/** The error of a connection whose broker gave no sign of life when it was asked for one. */
export function noSignOfLife(error: unknown, quietMs: number): unknown {
  if (!isKafkaError(error, 'KAFKA_TIMEOUT')) return error
  const { broker, timeoutMs, elapsedMs = timeoutMs } = error
  const where = broker === undefined ? 'The broker' : `The broker at ${formatAddress(broker)}`
  const silence = `after ${inMs(quietMs)} of silence (pingMs) it did not answer ApiVersions v0 for ${inMs(elapsedMs)}`
  const text = `${where} gave no sign of life: ${silence}; pongTimeoutMs is ${inMs(timeoutMs)}`
  return new KafkaError('KAFKA_TIMEOUT', text, { ...error })
}
