import { type Channel, channel, type TracingChannel, tracingChannel } from 'node:diagnostics_channel'
import { now } from '../clock.ts'
import type { BrokerAddress, CloseReason } from '../errors.ts'
import { captureContext, inEmptyContext } from '../waiting/async-context.ts'
import type { PendingRequest } from './pipeline/pending-request.ts'

/**
 * What the channel `kafkawire:connection` publishes: that a connection is open, and that it has ended. `broker` is the same object in both. An end
 * without an opening is that of a connection on which ApiVersions failed.
 */
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
  readonly correlationId: number
  /** On the wire, the frame's length included. */
  readonly requestBytes: number
  /** Without the frame's length. */
  responseBytes?: number
  /** From `send` until it was handed to the socket. */
  queueMs?: number
  /** Until Node said that its bytes were taken; 0 if the answer was there before that. */
  writeMs?: number
  /** Until its answer was there. */
  waitMs?: number
  /** For decoding the answer. */
  readMs?: number
  error?: unknown
}

const connections: Channel = channel('kafkawire:connection')
const requests: TracingChannel<RequestTrace> = tracingChannel('kafkawire:request')

/** One request that is traced: what is told of it, since when its current step runs, and the context in which `send` was called. */
export interface Trace {
  readonly event: RequestTrace
  readonly run: (work: () => void) => void
  atMs: number
}

/** Tells whoever listens of a connection. It may end while any caller is at work, so this happens in nobody's context. */
export function publishConnection(event: ConnectionEvent): void {
  if (connections.hasSubscribers) inEmptyContext(() => connections.publish(event))
}

/** Whether anyone listens to requests. If not, nothing is spent on them. */
export function isTracing(): boolean {
  // Channel by channel: Bun's tracing channels do not tell it of all five at once.
  const { start, end, asyncStart, asyncEnd, error } = requests
  return start.hasSubscribers || end.hasSubscribers || asyncStart.hasSubscribers || asyncEnd.hasSubscribers || error.hasSubscribers
}

/** Begins the trace of a request. */
export function traceRequest(request: PendingRequest, broker: BrokerAddress): void {
  const { api, version: apiVersion, correlationId, sizeBytes: requestBytes } = request
  const event: RequestTrace = { api: api.name, apiVersion, broker, correlationId, requestBytes }
  const atMs = now()
  // Stores that are bound to a channel are filled by `runStores` alone: tracers open their spans there, and want to see them at the end too.
  requests.start.runStores(event, () => {
    request.trace = { event, run: captureContext(), atMs }
    requests.end.publish(event)
  })
}

/** A step of the way is done. */
export function traceStep({ trace }: PendingRequest, step: 'queueMs' | 'writeMs' | 'waitMs' | 'readMs'): void {
  if (trace === undefined) return
  const nowMs = now()
  // TLS and streams of the caller may tell of a write only after its answer.
  if (step === 'waitMs') trace.event.writeMs ??= 0
  trace.event[step] = nowMs - trace.atMs
  trace.atMs = nowMs
}

/** The request has had its outcome: what becomes of its bytes and of its answer after this is told to nobody. */
export function endTrace(request: PendingRequest, error?: unknown): void {
  if (request.trace === undefined) return
  const { event, run } = request.trace
  request.trace = undefined
  // The answer comes in the context of the socket, and a failure in any: as with Node's own `tracePromise`, the events come in that of the request.
  run(() => {
    if (error !== undefined) {
      event.error = error
      requests.error.publish(event)
    }
    requests.asyncStart.runStores(event, () => requests.asyncEnd.publish(event))
  })
}
