import { type BrokerAddress, KafkaError } from '../errors.ts'
import { configurationError, isLimit } from './options.ts'
import type { Pending, SendOptions } from './pending.ts'

const JOIN_GROUP = 11

/**
 * How long a request itself asks the broker to take before it answers, in milliseconds: a long poll, acknowledgements, a group's
 * rebalance. The connection waits that much longer for it.
 */
export function askedWaitMs(key: number, request: unknown): number {
  if (typeof request !== 'object' || request === null) return 0
  const { maxWaitMs, timeoutMs, rebalanceTimeoutMs } = request as Record<string, unknown>
  const asked = maxWaitMs ?? timeoutMs ?? (key === JOIN_GROUP ? rebalanceTimeoutMs : undefined)
  return typeof asked === 'number' && asked > 0 ? asked : 0
}

/** Checks what `send` was told. Throws `KAFKA_CONFIGURATION`. */
export function checkSendOptions({ signal, timeoutMs, version }: SendOptions): void {
  const problems: string[] = []
  if (signal !== undefined && !(signal instanceof AbortSignal)) problems.push('signal must be an AbortSignal')
  if (timeoutMs !== undefined && !isLimit(timeoutMs))
    problems.push(`timeoutMs must be a positive number, or Infinity for no limit, not ${timeoutMs}`)
  if (version !== undefined && !Number.isInteger(version)) problems.push(`version must be an integer, not ${version}`)
  if (problems.length > 0) throw configurationError(problems)
}

/** The error of a request that took too long: in the queue, where nothing of it was sent, or on its way. */
export function timeoutError(request: Pending, phase: 'queue' | 'response', nowMs: number, broker: BrokerAddress): KafkaError {
  const elapsedMs = Math.round(nowMs - request.startedMs)
  const timeoutMs = Math.round(Math.min(request.callerDeadlineMs, request.deadlineMs) - request.startedMs)
  const wait = phase === 'queue' ? 'to be sent' : 'for its answer'
  const { api, version: apiVersion } = request
  const text = `${api.name} v${apiVersion} to ${broker.host}:${broker.port} waited ${wait} for ${elapsedMs} ms; its limit is ${timeoutMs} ms`
  const delivery = phase === 'queue' ? 'not-sent' : 'maybe-sent'
  return new KafkaError('KAFKA_TIMEOUT', text, { phase, timeoutMs, delivery, broker, api: api.name, apiVersion, elapsedMs })
}
