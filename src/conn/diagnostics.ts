import { type Channel, channel, type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import type { BrokerAddress, CloseReason } from '../errors.ts'
import type { Pending } from './pending.ts'

/** What the channel `kafkawire:connection` publishes: that a connection is open, and that it has ended. */
export type ConnectionEvent =
  | { readonly event: 'open'; readonly broker: BrokerAddress; readonly connectMs: number }
  | {
      readonly event: 'close'
      readonly broker: BrokerAddress
      readonly reason: CloseReason
      readonly cause?: unknown
      /** Of a connection that was abandoned: where it had been opened. */
      readonly stack?: string | undefined
    }

/**
 * What the tracing channel `kafkawire:request` tells of one request, the same object from `start` to `asyncEnd`. Milliseconds on the monotonic
 * clock; each latency is there once its step is done. Neither the request nor the answer is in it, for they may hold secrets.
 */
export interface RequestTrace {
  readonly api: string
  readonly apiVersion: number
  readonly broker: BrokerAddress
  correlationId?: number
  requestBytes?: number
  responseBytes?: number
  /** From `send` until it was handed to the socket. */
  queueMs?: number
  /** Until the kernel had taken its bytes. */
  writeMs?: number
  /** Until its answer was there. */
  waitMs?: number
  /** For decoding the answer. */
  readMs?: number
  error?: unknown
}

const connections: Channel = channel('kafkawire:connection')
const requests: TracingChannel<RequestTrace> = tracingChannel('kafkawire:request')

/** Whether anyone would hear of a connection. */
export const isConnectionWatched = (): boolean => connections.hasSubscribers

export function publishConnection(event: ConnectionEvent): void {
  connections.publish(event)
}

/** Begins the trace of a request if anyone listens; else nothing is spent on it. */
export function traceRequest(request: Pending, broker: BrokerAddress): void {
  if (!requests.asyncEnd.hasSubscribers && !requests.start.hasSubscribers && !requests.error.hasSubscribers) return
  const trace: RequestTrace = {
    api: request.api.name,
    apiVersion: request.version,
    broker,
    correlationId: request.correlationId,
    requestBytes: request.sizeBytes
  }
  request.trace = { event: trace, atMs: performance.now() }
  requests.start.publish(trace)
  requests.end.publish(trace)
}

/** A step of the way is done. */
export function traceStep({ trace }: Pending, step: 'queueMs' | 'writeMs' | 'waitMs' | 'readMs'): void {
  if (trace === undefined) return
  const nowMs = performance.now()
  trace.event[step] = nowMs - trace.atMs
  trace.atMs = nowMs
}

/** The request has had its outcome. */
export function endTrace({ trace }: Pending, error?: unknown): void {
  if (trace === undefined) return
  if (error !== undefined) {
    trace.event.error = error
    requests.error.publish(trace.event)
  }
  requests.asyncStart.publish(trace.event)
  requests.asyncEnd.publish(trace.event)
}
